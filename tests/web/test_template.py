"""What the content policy forbids stands in no template, and the sheet fetches nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from sandan.web.catalogue import PACKAGE

TEMPLATES = sorted(path for path in PACKAGE.rglob("*.html") if "templates" in path.parts)
SHEET = PACKAGE / "web" / "static" / "sandan" / "sandan.css"
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)
INLINE = re.compile(r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|javascript:|<script(?![^>]*\ssrc=)""", re.IGNORECASE)
FOREIGN = re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_template_keeps_to_the_content_policy(path: Path) -> None:
    source = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert not INLINE.findall(source)
    assert not FOREIGN.findall(source)


@pytest.mark.parametrize("bad", ['<p style="x">', '<a onclick="x()">', "<script>x</script>", "<style>"])
def test_the_policy_pattern_sees_what_it_should(bad: str) -> None:
    assert INLINE.search(bad)


def test_the_sheet_is_whole_and_fetches_nothing() -> None:
    source = re.sub(r"/\*.*?\*/", "", SHEET.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert source.count("{") == source.count("}")
    assert "url(" not in source
    assert "@import" not in source
    used = set(re.findall(r"var\((--[\w-]+)", source))
    assert used - set(re.findall(r"(--[\w-]+)\s*:", source)) == set()


COMPONENTS = sorted((PACKAGE / "web" / "templates" / "components").glob("*.html"))


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_a_component_says_what_it_needs(path: Path) -> None:
    opening = path.read_text(encoding="utf-8").split("{% endcomment %}")[0]
    assert opening.startswith("{% comment %}")
    assert "ontext" in opening
