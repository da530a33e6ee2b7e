"""Public notices at the desk: what a notice tells is taken from the application's opinion, and from nothing that anybody types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sandan.desk.application import opened
from sandan.desk.handle import Order, fold, identify
from sandan.domain.allowance import Household, Line, Part
from sandan.domain.application import ApplicationStatus, ApplicationSubmitted, OpinionGiven
from sandan.domain.authority import Actor
from sandan.domain.money import Money
from sandan.domain.publicity import ObjectToNotice, Posted, PostNotice, Shown, Stage
from sandan.domain.values import require
from sandan.domain.wire import decode
from sandan.ledger import read
from sandan.projections.publicity import STEP, holds, of_application

_INCOME = (Part.COUNTED, Part.IMPUTED, Part.AGREED)


def enter(data: Mapping[str, Any], _by: Actor, key: str) -> list[Order]:
    """Put up the notice of an application. `data`: application (its id), stage."""
    of = identify(key)
    return [Order(f"publicity/{of}", drafted(of, str(data["application"]), Stage(data["stage"])))]


def drafted(publicity: str, of: str, stage: Stage) -> PostNotice:
    """What a notice of this application would say. Refuses an application that has no favourable opinion, a step that the item does not
    have, and one whose notice stands already."""
    require(fold(f"application/{of}")[0] is not None, "unknown_application")
    file = opened(of)
    one, item = file.state, file.item
    proposed = one.status is ApplicationStatus.OPINION and one.favourable
    require(proposed, "application_not_at", status=one.status)
    rule = item.rule(STEP[stage])
    require(rule is not None, "notice_not_asked")
    assert rule is not None
    standing = [each for each in of_application(of) if each.stage == stage.value and holds(each)]
    require(not standing, "notice_stands")
    first, opinion = file.latest(ApplicationSubmitted), file.latest(OpinionGiven)
    household: Household | None = opinion.household
    listed = item.publicity.fields if stage is Stage.PROPOSED else item.publicity.after_fields
    return PostNotice(
        publicity=publicity,
        application=of,
        service=one.item,
        stage=stage,
        unit=one.unit,
        line=(one.bureau,),
        town=first.town,
        village=first.village,
        days=rule.days,
        shown=tuple(Shown(each.value) for each in listed),
        head=head_of(household),
        persons=len(household.members) if household else 0,
        income=_income(opinion.lines),
        amount=opinion.amount,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice says to everybody. It has a field for each word of the whitelist and none for anything else."""

    head: str = ""
    persons: int | None = None
    income: Money | None = None
    amount: Money | None = None


def told(positions: list[int]) -> dict[int, Told]:
    """What these notices say, opened from their own entries and from nothing else. The caller asks whether they stand."""
    found = {}
    for position, entry in read.opened(positions).items():
        event = decode(entry.kind, entry.public, entry.internal, entry.personal)
        if isinstance(event, Posted):
            found[position] = Told(event.head, event.persons, event.income, event.amount)
    return found


def object_to(publicity: str, words: str, key: str) -> list[Order]:
    """An objection that came by the public page. Refuses a notice that there is not."""
    require(fold(f"publicity/{publicity}")[0] is not None, "unknown_notice")
    order = ObjectToNotice(publicity=publicity, objection=identify(key, "objection"), words=words)
    return [Order(f"publicity/{publicity}", order)]


def objection_words(position: int) -> str:
    """What an objection says, for those who work on the matter; the caller asks who reads."""
    personal = read.opened([position])[position].personal or {}
    return str(personal.get("words", ""))


def head_of(household: Household | None) -> str:
    """The head of a household (户主): who is named first."""
    return household.members[0].name if household and household.members else ""


def _income(lines: tuple[Line, ...]) -> Money:
    return Money.rounded(sum((each.value for each in lines if each.part in _INCOME), Fraction(0)))
