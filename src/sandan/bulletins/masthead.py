"""The head and foot of a bulletin: which layout it takes, who issues it, under which number, and to whom it goes (domain E1, E2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from sandan.bulletins.annex import day
from sandan.bulletins.document import Composed, Passage
from sandan.bulletins.source import Kind
from sandan.domain.bulletin import Layout
from sandan.domain.values import Tier
from sandan.ledger import read
from sandan.projections.bulletin import Bulletin
from sandan.projections.unit import Unit
from sandan.projections.version import as_of

RED = "C81010"


@dataclass(frozen=True, slots=True)
class Masthead:
    """报头 and 报尾, 版头 and 版记. Empty ones are left out; `copies` 0 too."""

    name: str = ""
    """What stands in red: the bulletin's name. A circular's is its organ's, with 文件."""
    publisher: str = ""
    """Who issues it; default: the county."""
    report_to: tuple[str, ...] = ()
    """报: superiors. In a circular: 主送."""
    send_to: tuple[str, ...] = ()
    """送: peers. In a circular: 抄送."""
    issue_to: tuple[str, ...] = ()
    """发: subordinates."""
    copies: int = 0
    code: str = ""
    """机关代字 of a circular's number: 宁办发."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Which one it is. `number` 0 and no date mark a draft."""

    year: int = 0
    number: int = 0
    published_on: date | None = None
    layout: Layout = Layout.BULLETIN

    @property
    def day(self) -> str:
        """The day of publication as official prose writes it, "" for a draft."""
        on = self.published_on
        return day(on.year, on.month, on.day) if on else ""


def masthead_of(row: Bulletin, own: Mapping[str, Any]) -> Masthead:
    """The head and foot of a bulletin: what the office's own file says, else the unit in whose name it was handed in."""
    position = row.frozen_at if row.frozen_at is not None else read.head().size
    unit = as_of(Unit, position).filter(key=row.unit).values_list("name", flat=True).first() if row.unit else ""
    county = county_at(position)
    organ = f"{county}{unit}" if unit and not unit.startswith(county) else unit or county
    lists = {name: tuple(map(str, own.get(name, ()))) for name in ("report_to", "send_to", "issue_to")}
    return Masthead(
        name=str(own.get("name", "")),
        publisher=str(own.get("publisher", "")) or organ,
        code=str(own.get("code", "")) or (gettext("%(unit)s (issues)") % {"unit": unit} if unit else ""),
        copies=int(own.get("copies", 0)),
        **lists,
    )


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction corrects: of which issue and why, in a sentence; and each number by name, as published and as corrected."""

    told: str = ""
    rows: tuple[tuple[str, str, str], ...] = ()


def county_at(position: int) -> str:
    """The county's name as known at a position."""
    named = as_of(Unit, position).filter(tier=Tier.COUNTY.value).order_by("position")
    return named.values_list("name", flat=True).first() or ""


def red_head(head: Masthead, issue: Issue, publisher: str) -> str:
    """What stands in red: 发文机关标志 of a circular (the organ's name and 文件), the name of a bulletin."""
    if issue.layout is Layout.CIRCULAR:
        return gettext("%(organ)s (document)") % {"organ": publisher}
    return head.name or gettext("Rectification Bulletin")


def numbered(head: Masthead, issue: Issue, publisher: str) -> str:
    """第5期, or the number of a document with its year in 〔〕 and without leading zeros."""
    if not issue.number:
        return gettext("Draft, not published")
    if issue.layout is Layout.CIRCULAR:
        code = head.code or publisher
        return gettext("%(code)s [%(year)s] No. %(issue)s") % {"code": code, "year": issue.year, "issue": issue.number}
    return gettext("No. %(issue)s of %(year)s") % {"issue": issue.number, "year": issue.year}


def size_of(name: str, most: int = 48) -> int:
    """The size in points at which a name in red fills no more than the type area's width."""
    widest = sum(1.0 if ord(each) > 0x2E7F else 0.6 for each in name)
    return int(min(most, 430 / max(widest, 1)))


def addressed(composed: Composed) -> tuple[str, tuple[Passage, ...]]:
    """主送机关: a first line that ends with a colon, which begins at the margin; and the other passages."""
    first, *others = composed.passages or (None,)
    if first is not None and first.kind is Kind.PARAGRAPH and first.text.endswith(("：", ":")):
        return first.text, tuple(others)
    return "", composed.passages


def recipients(head: Masthead, layout: Layout) -> list[str]:
    """The lines of 报送, 抄送 and 印发, with the full stop that 版记 has."""
    if layout is Layout.CIRCULAR:
        lines = [(gettext("To: %(names)s"), head.report_to), (gettext("Copies to: %(names)s."), head.send_to)]
    else:
        lines = [
            (gettext("Report to: %(names)s"), head.report_to),
            (gettext("Send to: %(names)s"), head.send_to),
            (gettext("Issue to: %(names)s"), head.issue_to),
        ]
    return [text % {"names": gettext(", ").join(names)} for text, names in lines if names]


def printed(head: Masthead, issue: Issue) -> str:
    """The right of the foot's last line: a circular's date with 印发, a bulletin's date and number of copies."""
    copies = gettext("%(copies)s copies") % {"copies": head.copies} if head.copies else ""
    if issue.layout is Layout.CIRCULAR and issue.day:
        return gettext("Printed and issued on %(date)s") % {"date": issue.day}
    return "  ".join(each for each in (issue.day, copies) if each)
