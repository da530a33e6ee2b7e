"""The audit of the locks: what is known to be wrong fails, what could not be asked is named; silence is not "none known"."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from audit import __main__ as audit
from audit.advisory import vulnerable, withdrawn
from audit.lock import Pin, allowed, pins

ADVISORY: dict[str, Any] = {
    "id": "PYSEC-2019-217",
    "aliases": ["CVE-2019-10906"],
    "summary": "The sandbox can be left by str.format_map.",
    "modified": "2021-07-05T00:01:22Z",
    "published": "2019-04-07T00:29:00Z",
    "affected": [
        {
            "package": {"name": "jinja2", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.10.1"}]}],
            "versions": ["2.10"],
        }
    ],
}
OLD = Pin("jinja2", "2.10", hashed=True)
NEW = Pin("jinja2", "3.1.6", hashed=True)


class Service(BaseHTTPRequestHandler):
    """Speaks OSV about one old version; a service that is `broken` knows nothing at all."""

    broken = False

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = asked["package"]["name"] == "jinja2" and asked["version"] == "2.10"
        body = json.dumps({"vulns": [ADVISORY]} if known else {}).encode()
        self.send_response(500 if self.broken else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the server's name
        """Nothing: the tests' output is read by people."""


@pytest.fixture
def service() -> Iterator[str]:
    """The address of the service while a test runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    server.server_close()


def scratch(folder: Path, *entries: str) -> Path:
    lock = folder / "scratch.lock"
    lock.write_text("".join(f"{each} \\\n    --hash=sha256:{'0' * 64}\n" for each in entries))
    return lock


def test_a_known_vulnerability_fails_with_its_names_and_where_it_is_mended(service: str) -> None:
    answer = vulnerable([NEW, OLD], frozenset(), service)
    assert answer.found == ["jinja2 2.10: CVE-2019-10906, PYSEC-2019-217; mended in 2.10.1"]
    assert answer.unasked == []
    assert vulnerable([OLD], frozenset({"CVE-2019-10906"}), service).found == []


def test_the_whole_audit_of_a_scratch_lock_fails(
    service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUDIT_OSV", service)
    assert audit.main(["--uv", "no-such-program", str(scratch(tmp_path, "jinja2==2.10"))]) == 1
    told = capsys.readouterr().out
    assert "WRONG: jinja2 2.10: CVE-2019-10906" in told
    assert "NOT AUDITED: withdrawn versions in scratch.lock" in told


def test_what_cannot_be_asked_is_named_and_does_not_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUDIT_OSV", "http://127.0.0.1:9/")
    assert audit.main(["--uv", "no-such-program", str(scratch(tmp_path, "click==8.3.1"))]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [each for each in lines if each.startswith("NOT AUDITED: known vulnerabilities")]
    assert lines[-1] == "Audit: 1 packages pinned, 0 wrong, 2 not audited"


def test_a_service_that_answers_nonsense_has_said_nothing(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Service, "broken", True)
    answer = vulnerable([OLD], frozenset(), service)
    assert answer.found == []
    assert answer.unasked


def test_a_lock_must_pin_and_fix_every_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loose = tmp_path / "loose.lock"
    loose.write_text("click>=8\n")
    with pytest.raises(ValueError, match="not pinned: click>=8"):
        list(pins(loose))
    assert audit.main([str(loose)]) == 1
    loose.write_text("click==8.3.1\n")
    assert list(pins(loose)) == [Pin("click", "8.3.1", hashed=False)]


@pytest.mark.parametrize(
    ("expression", "let_in"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("", False),
        ("GPL-2.0-only OR MIT", True),
        ("MIT AND PSF-2.0", True),
        ("MIT AND GPL-3.0-only", False),
        ("(Apache-2.0 OR BSD-3-Clause)", True),
    ],
)
def test_only_free_licences_come_in(expression: str, let_in: bool) -> None:
    assert allowed(expression, ["MIT", "PSF-2.0", "Apache-2.0", "BSD-3-Clause"]) is let_in


def test_what_was_accepted_fails_when_its_day_is_over() -> None:
    listed = [{"id": "PYSEC-1", "until": date(2026, 10, 1)}, {"id": "PYSEC-2", "until": date(2026, 10, 2)}]
    assert audit._accepted(listed, date(2026, 10, 2)) == (
        frozenset({"PYSEC-2"}),
        ["PYSEC-1 was accepted until 2026-10-01"],
    )


def test_a_missing_uv_has_said_nothing(tmp_path: Path) -> None:
    answer = withdrawn("no-such-program", scratch(tmp_path, "click==8.3.1"))
    assert answer.found == []
    assert answer.unasked == ["withdrawn versions in scratch.lock: FileNotFoundError"]
