"""The outsider's command says what is wrong with what it was given, in one line. What it checks is tried in `tests/web/test_walk.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandan.tlog.walk import main


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"[]", b'{"rows": []}'])
def test_a_file_that_is_no_walk_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    file = tmp_path / "walk.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        main([str(file)])
    assert ended.value.code == 2
    assert "walk.json" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--root"], ["--help"]])
def test_how_it_is_called_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    out, err = capsys.readouterr()
    assert "WALK.json" in out + err
