"""Commitments at the desk: the text that is shown, whom it is offered to, and what follows in the application, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sandan.desk.application import File, opened
from sandan.desk.handle import Order, fold, identify
from sandan.domain.allowance import Household
from sandan.domain.application import AddPapers
from sandan.domain.authority import Actor
from sandan.domain.commitment import (
    CommitmentStatus,
    Offer,
    OfferCommitment,
    RepairCommitment,
    Replaceable,
    SignCommitment,
    Signer,
    offer,
)
from sandan.domain.item import Item, PaperCheck
from sandan.domain.values import Evidence, require
from sandan.ledger import read
from sandan.projections.commitment import Commitment, of_application, unrepaired

_HOLDS = frozenset(
    each.value
    for each in (
        CommitmentStatus.OFFERED, CommitmentStatus.SIGNED, CommitmentStatus.DECIDED, CommitmentStatus.CONFIRMED,
    )
)  # fmt: skip
_CHECK_WORDS = {
    PaperCheck.EXEMPT: "免予核查",
    PaperCheck.SAMPLE: "一般核查（按抽签结果核查）",
    PaperCheck.ALL: "重点核查（逐件核查）",
}


def catalogue(item: Item) -> tuple[Replaceable, ...]:
    """The item's published catalogue: the papers that a commitment may stand for, each with its class of check."""
    return tuple(Replaceable(each.code, each.title, each.check) for each in item.asked if each.replaceable)


def text_of(item: Item, papers: Iterable[str], bureau: str) -> str:
    """The text that the applicant is shown and signs (一次性告知): what is to be proved, how it is checked, what follows if it is not so.

    An official document of the county, so in Chinese, and the same for the same item, papers and body.
    """
    chosen = [each for each in catalogue(item) if each.code in set(papers)]
    basis = {each.code: each.basis for each in item.papers}
    listed = "\n".join(
        f"{number}．{each.title}（依据：{basis[each.code] or item.basis}；核查：{_CHECK_WORDS[each.check]}）"
        for number, each in enumerate(chosen, 1)
    )
    days, months = item.checks.correction_days, item.checks.repair_months
    return (
        f"证明事项告知承诺书\n\n一、告知\n申请事项：{item.title}\n设定依据：{item.basis}\n"
        f"下列证明材料可以以书面承诺代替：\n{listed}\n"
        "您可以自愿选择承诺，也可以不承诺而提交上述证明材料；不选择承诺的，不影响申请的受理和办理。\n"
        "承诺由本人作出；无民事行为能力人、限制民事行为能力人由监护人作出，不得由他人代为承诺。\n"
        f"作出承诺后，{bureau}不再索要上述证明材料，并依据承诺办理；家庭经济状况信息核对仍依授权进行。\n\n"
        "二、核查与责任\n办结后按上列类别核查。核查结果与承诺不一致的，先听取您的陈述和申辩；可以改正的，"
        f"在{days}日内改正。承诺不实的，依法撤销决定、追回所得，记入信用记录，并在{months}个月内及修复前不再适用告知承诺。\n\n"
        "三、承诺\n本人已知晓上述告知事项，所述情况真实、准确、完整，愿意承担承诺不实的法律责任。"
    )


def unrepaired_of(household: Household | None) -> tuple[str, ...]:
    """Numbers of the false commitments, not repaired yet, of whoever applies now: told by the identity number, which stays sealed."""
    if household is None or not household.members:
        return ()
    who = household.members[0]
    found = []
    for row in unrepaired():
        other = opened(row.application).household
        if other is not None and other.members and _same(who, other.members[0]):
            found.append(row.number)
    return tuple(found)


def _same(one: Any, other: Any) -> bool:
    if one.id_number and other.id_number:
        return bool(one.id_number.upper() == other.id_number.upper())
    return bool(one.name == other.name) and not (one.id_number or other.id_number)


def offered(of: str, signer: Signer = Signer.SELF) -> Offer:
    """What the applicant of an application is offered, and what is asked for in the ordinary way."""
    file = _file(of)
    # What is missing still: nothing that was brought is committed to.
    return offer(file.state.missing, catalogue(file.item), unrepaired_of(file.household), signer)


def enter(data: Mapping[str, Any], _by: Actor, key: str) -> list[Order]:
    """Show the applicant the text. `data`: application (its id), papers, signer, bureau (its name)."""
    made = identify(key)
    of = str(data["application"])
    file = _file(of)
    one, item, papers = file.state, file.item, tuple(data["papers"])
    order = OfferCommitment(
        commitment=made,
        application=of,
        unit=one.unit,
        line=(one.bureau,),
        service=one.item,
        version=one.version,
        papers=papers,
        text=text_of(item, papers, str(data["bureau"])),
        asked=one.missing,
        catalogue=catalogue(item),
        signer=Signer(data.get("signer") or Signer.SELF),
        unrepaired=unrepaired_of(file.household),
        standing=tuple(code for row in of_application(of) if row.status in _HOLDS for code in row.papers.split()),
    )
    return [Order(f"commitment/{made}", order)]


def signed(row: Commitment, data: Mapping[str, Any], evidence: tuple[Evidence, ...]) -> list[Order]:
    """The applicant signs, and the application lacks these papers no longer."""
    file = _file(row.application)
    sign = SignCommitment(
        commitment=row.key,
        seen=str(data["seen"]),
        signer=Signer(data["signer"]),
        evidence=evidence,
        guardian=str(data.get("guardian") or ""),
        unrepaired=unrepaired_of(file.household),
    )
    add = AddPapers(application=row.application, item=file.item, committed=tuple(row.papers.split()))
    return [Order(f"commitment/{row.key}", sign), Order(f"application/{row.application}", add)]


def repaired(row: Commitment, note: str) -> list[Order]:
    """Let it count no longer, where nothing is left to be paid back."""
    one = _file(row.application).state
    order = RepairCommitment(commitment=row.key, note=note, owed=one.owed > one.repaid)
    return [Order(f"commitment/{row.key}", order)]


def text(row: Commitment) -> str:
    """The text that was shown."""
    first = read.stream(f"commitment/{row.key}")[0]
    return str(first.internal["text"])


def _file(of: str) -> File:
    require(fold(f"application/{of}")[0] is not None, "unknown_application")
    return opened(of)
