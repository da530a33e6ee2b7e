"""Hearing and sorting: an opinion gets its number and receipt, becomes a problem, joins one, or is declined."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sandan.desk.handle import Done, Order, Transaction, handle, handle_built, identify
from sandan.domain import opinion, problem
from sandan.domain.authority import Actor
from sandan.domain.case import Case
from sandan.domain.opinion import OpinionStatus
from sandan.domain.values import Channel, DeclineReason, Nature, Topic, require
from sandan.intake.opinion import identity
from sandan.ledger import read
from sandan.ledger.seal import keyed_digest
from sandan.projections.number import OPINION, PROBLEM, next_opinion, next_problem, number
from sandan.projections.opinion import Opinion
from sandan.projections.version import now

_LONG_NUMBER = re.compile(r"\d(?:[\s-]?\d){6,}[Xx]?")
"""Seven digits or more: a telephone, identity card or bank card number."""
_LEFT_OUT = "…"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that a digit can be taken for."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What someone said, as a form or a file brings it. Only the text is needed."""

    text: str
    title: str = ""
    channel: Channel = Channel.COUNTER
    topic: Topic = Topic.OTHER
    town: str = ""
    village: str = ""
    reporter: str = ""
    contact: str = ""
    happened_on: date | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter takes away: the public number, and the secret code to follow it with."""

    opinion: str
    number: str
    code: str


def receipt_code() -> str:
    """Twelve characters in three groups, 60 random bits."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    return "-".join((drawn[:4], drawn[4:8], drawn[8:]))


def receipt_mark(code: str) -> str:
    """The keyed digest by which a receipt code is found again. Typing slips that Crockford foresaw are forgiven."""
    plain = "".join(each for each in code.upper() if each.isalnum()).translate(str.maketrans("OIL", "011"))
    return keyed_digest("receipt", plain)


def content_mark(title: str, text: str) -> str:
    """The keyed digest by which the same words are found again."""
    return keyed_digest("content", identity(title, text))


def register(heard: Heard, by: Actor, key: str, at: datetime | None = None) -> Receipt:
    """Enter one opinion. Refuses what the decider refuses."""

    def build(run: Transaction) -> list[Order]:
        serial = next_opinion(run.at.year)
        mark = content_mark(heard.title, heard.text)
        return [registration(heard, identify(key), number(OPINION, run.at.year, serial), mark, earlier(mark))]

    done = handle_built(build, by, key, repr(heard), at)
    made: opinion.OpinionRegistered = done.one(opinion.OpinionRegistered)
    return Receipt(made.opinion, made.number, made.receipt)


def registration(
    heard: Heard,
    key: str,
    public_number: str,
    mark: str,
    repeat_of: str,
    *,
    batch: str = "",
    row: int | None = None,
    source: str = "",
) -> Order:
    """The order that enters `heard` under these names. `source` is the source's own id, kept as a keyed digest."""
    code = receipt_code()
    return Order(
        f"opinion/{key}",
        opinion.RegisterOpinion(
            opinion=key,
            number=public_number,
            receipt=code,
            receipt_mark=receipt_mark(code),
            channel=heard.channel,
            topic=heard.topic,
            town=heard.town,
            village=heard.village,
            title=heard.title,
            text=heard.text,
            reporter=heard.reporter,
            contact=heard.contact,
            mark=mark,
            source_mark=keyed_digest("source", source) if source else "",
            repeat_of=repeat_of,
            batch=batch,
            row=row,
            happened_on=heard.happened_on,
        ),
    )


def earlier(mark: str) -> str:
    """The first opinion still standing with the same words, or ""."""
    found = now(Opinion).filter(mark=mark).exclude(status=OpinionStatus.WITHDRAWN.value).order_by("position")
    return found.values_list("key", flat=True).first() or ""


def followed(code: str) -> Opinion | None:
    """The opinion that a receipt code belongs to."""
    return now(Opinion).filter(receipt_mark=receipt_mark(code)).exclude(status=OpinionStatus.WITHDRAWN.value).first()


def accept(
    key_of: str, by: Actor, key: str, *, title: str = "", statement: str = "", topic: Topic | None = None,
    nature: Nature = Nature.DEADLINE, at: datetime | None = None,
) -> str:  # fmt: skip
    """Recognise an opinion as a problem and take it on; returns the problem's id.

    Without a title of the office's own, the reporter's title (or first words) becomes the problem's: an office that accepts in bulk says by
    that that they are fit for the list. The reporter's text is never copied: it stays sealed with the opinion.
    """

    def build(run: Transaction) -> list[Order]:
        row = now(Opinion).filter(key=key_of).first()
        require(row is not None, "unknown_opinion")
        assert row is not None
        said = read.opened([row.position])[row.position].personal or {}
        one = problem.RegisterProblem(
            problem=identify(key),
            number=number(PROBLEM, run.at.year, next_problem(run.at.year)),
            title=title.strip() or _borrowed(said),
            statement=statement,
            topic=topic or Topic(row.topic),
            channel=Channel(row.channel),
            town=row.town,
            village=row.village,
            nature=nature,
            opinions=(key_of,),
            reachable=(key_of,) if row.reachable else (),
        )
        stream = f"problem/{one.problem}"
        return [
            Order(f"opinion/{key_of}", opinion.AcceptOpinion(opinion=key_of, problem=one.problem)),
            Order(stream, one),
            Order(stream, problem.AcceptProblem()),
        ]

    intent = repr((key_of, title, statement, topic, nature))
    made: problem.ProblemRegistered = handle_built(build, by, key, intent, at).one(problem.ProblemRegistered)
    return made.problem


def _borrowed(said: Mapping[str, Any]) -> str:
    """The reporter's title, or first words, without name, contact and long numbers: a title is open and cannot be erased (laws 7, 8)."""
    words = str(said.get("title", "")) or str(said.get("text", "")).replace("\n", " ")
    for own in (str(said.get("reporter", "")).strip(), str(said.get("contact", "")).strip()):
        if len(own) > 1:
            words = words.replace(own, _LEFT_OUT)
    cut = 200 if said.get("title") else 60
    return _LONG_NUMBER.sub(_LEFT_OUT, words)[:cut]


def attach(key_of: str, to: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Let an opinion join a problem already on the list."""

    def build(run: Transaction) -> list[Order]:
        said: opinion.Opinion | None = run.state(f"opinion/{key_of}")
        case: Case = run.state(f"problem/{to}")
        require(said is not None, "unknown_opinion")
        require(case.problem is not None, "unknown_problem")
        assert said is not None
        return [
            Order(f"opinion/{key_of}", opinion.AttachOpinion(opinion=key_of, problem=to)),
            Order(f"problem/{to}", problem.AttachToProblem(opinion=key_of, reachable=said.reachable)),
        ]

    return handle_built(build, by, key, repr((key_of, to)), at)


def decline(key_of: str, reason: DeclineReason, where_to: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Do not take an opinion up."""
    order = opinion.DeclineOpinion(opinion=key_of, reason=reason, where_to=where_to)
    return handle([Order(f"opinion/{key_of}", order)], by, key, at)


def erase(key_of: str, basis: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Erase who said it and what was said; the tombstone says on which legal basis."""
    return handle([Order(f"opinion/{key_of}", opinion.EraseOpinion(opinion=key_of, basis=basis))], by, key, at)
