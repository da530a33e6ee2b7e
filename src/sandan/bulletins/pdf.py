"""A composed bulletin as a PDF in the layouts of GB/T 9704—2012 and of a 简报 (domain E1, E2), set by typst.

`bulletin.typ` is the layout; everything that it prints is handed over as data and can inject no markup. The standard's faces
(小标宋, 仿宋, 黑体, 楷体) are an office's own to license: where their files lie in the folder `fonts` of the data directory they are used;
else Noto Serif SC and Noto Sans SC take their places, and the document says at its end and in its properties which stands for which.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from sandan.bulletins.annex import clocks, sources
from sandan.bulletins.document import Composed, Labels, Number, Passage
from sandan.bulletins.masthead import (
    RED,
    Corrected,
    Issue,
    Masthead,
    addressed,
    county_at,
    numbered,
    printed,
    recipients,
    red_head,
    size_of,
)
from sandan.bulletins.source import Kind
from sandan.domain.bulletin import Layout
from sandan.projections.figure import Value

Link = Callable[[Value, Literal["numerator", "denominator"]], str]

OWN: Mapping[str, tuple[str, ...]] = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK"),
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong"),
    "heading": ("SimHei", "黑体", "STHeiti"),
    "subheading": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti"),
    "number": ("SimSun", "宋体", "STSong"),
}
"""By what names the files of the standard's faces go."""
STANDARD: Mapping[str, str] = {
    "title": "小标宋",
    "body": "仿宋",
    "heading": "黑体",
    "subheading": "楷体",
    "number": "宋体",
}
INSTEAD: Mapping[str, str] = {name: "Noto Sans SC" if name == "heading" else "Noto Serif SC" for name in OWN}


def render(
    composed: Composed, issue: Issue, masthead: Masthead | None = None, labels: Labels | None = None, link: Link | None = None,
    corrected: Corrected | None = None,
) -> bytes:  # fmt: skip
    """The document's bytes. With `link`, each number leads to its records."""
    with translation.override(composed.language):
        told = _data(composed, issue, masthead or Masthead(), labels, link, corrected or Corrected())
    with_source = files("sandan.bulletins").joinpath("bulletin.typ").read_bytes()
    made = typst.compile(
        with_source,
        font_paths=_fonts(tuple(_folders())),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
        format="pdf",
    )
    assert isinstance(made, bytes)
    return made


def substituted() -> dict[str, str]:
    """Each face of the standard that is missing, with the one that stands for it."""
    there = _families(tuple(_folders()))
    return {STANDARD[name]: INSTEAD[name] for name, own in OWN.items() if not there & set(own)}


def _folders() -> list[Path]:
    own = Path(settings.SANDAN_HOME) / "fonts"
    return [*([own] if own.is_dir() else []), pylopdf_fonts_zh_cn.serif_path().parent]


@cache
def _families(folders: tuple[Path, ...]) -> frozenset[str]:
    return frozenset(_fonts(folders).families())


@cache
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


def _data(
    composed: Composed, issue: Issue, head: Masthead, labels: Labels | None, link: Link | None,
    corrected: Corrected,
) -> dict[str, Any]:  # fmt: skip
    publisher = head.publisher or county_at(composed.position)
    red = red_head(head, issue, publisher)
    addressee, passages = addressed(composed)
    there = _families(tuple(_folders()))
    return {
        "layout": issue.layout.value,
        "language": "zh" if composed.language.startswith("zh") else "en",
        "region": {"zh-hans": "cn", "zh-hant": "tw"}.get(composed.language, "gb"),
        "title": composed.title,
        "keywords": [f"sha256:{composed.digest}"],
        "told": _faces_told(),
        "faces": {name: [*(each for each in own if each in there), INSTEAD[name]] for name, own in OWN.items()},
        "red": f"#{RED}",
        "head": red,
        "head_size": size_of(red),
        "number": numbered(head, issue, publisher),
        "publisher": publisher,
        "day": issue.day,
        "addressee": addressee,
        "passages": [_passage(each, link) for each in passages],
        "foot": [
            *({"left": each, "right": ""} for each in recipients(head, issue.layout)),
            {"left": publisher, "right": printed(head, issue)},
        ],
        "annex": {
            "named": gettext("Annex: Sources of the numbers"),
            "head": gettext("Annex") if issue.layout is Layout.CIRCULAR else gettext("Annex: Sources of the numbers"),
            "clocks": clocks(composed),
            "heads": [gettext("Figure"), gettext("Value"), gettext("Computed from"), gettext("Definition")],
            "rows": _rows(composed, labels, link),
            "corrected": gettext("What is corrected"),
            "corrected_heads": [gettext("Figure"), gettext("As published"), gettext("Corrected")],
            "corrections": [list(each) for each in corrected.rows],
            "correction": corrected.told,
            "notes": [f"SHA-256 {composed.digest}", *([told] if (told := _faces_told()) else [])],
        },
    }


def _faces_told() -> str:
    missing = substituted()
    if not missing:
        return ""
    pairs = gettext(", ").join(
        gettext("%(own)s by %(other)s") % {"own": own, "other": other} for own, other in missing.items()
    )
    return gettext("Faces of the standard that are not installed here, and what stands for them: %(faces)s.") % {
        "faces": pairs
    }


def _number(number: Number, link: Link | None) -> dict[str, str]:
    return {"text": number.text, "link": link(number.value, "numerator") if link else ""}


def _passage(passage: Passage, link: Link | None) -> dict[str, Any]:
    if passage.grid is not None:
        grid = passage.grid
        *rows, total = (
            {"label": row.label, "numbers": [_number(each, link) for each in row.numbers]}
            for row in (*grid.rows, grid.total)
        )
        return {"kind": "table", "heads": [grid.corner, *grid.heads], "rows": rows, "total": total}
    parts: list[str | dict[str, str]] = ["· "] if passage.kind is Kind.ITEM else []
    parts += [each if isinstance(each, str) else _number(each, link) for each in passage.parts]
    return {"kind": passage.kind.value, "parts": parts}


def _rows(composed: Composed, labels: Labels | None, link: Link | None) -> list[dict[str, str]]:
    rows = []
    for source in sources(composed, labels):
        value = source.value
        beside = gettext("Shown beside it: %(figures)s") % {"figures": source.beside} if source.beside else ""
        rows.append(
            {
                "name": source.name,
                "formula": source.formula,
                "scope": source.scope,
                "number": source.number,
                "made": value.above if value.denominator is None else f"{value.above} / {value.denominator}",
                "told": "\n".join(each for each in (source.definition, beside) if each),
                "link": link(value, "numerator") if link else "",
            }
        )
    return rows
