"""Hearing and sorting: an opinion gets its number and receipt, becomes a problem, joins one, or is declined."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sandan.desk.handle import Done, Order, Transaction, handle, handle_built, identify, identify_shielded
from sandan.desk.rule import procedure_of, ruled
from sandan.domain import opinion, problem_command, problem_event
from sandan.domain.authority import Actor, Role
from sandan.domain.case import Case
from sandan.domain.facts import NOTHING
from sandan.domain.opinion import OpinionStatus
from sandan.domain.problem import ENDED
from sandan.domain.procedure import Procedure
from sandan.domain.shield import Shield, complained_of
from sandan.domain.values import Channel, DeclineReason, Nature, Refusal, ReopenSource, Status, Topic, require
from sandan.intake.opinion import identity
from sandan.ledger import read
from sandan.ledger.seal import keyed_digest
from sandan.projections import appointment
from sandan.projections.number import OPINION, PROBLEM, number
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.rule import in_force
from sandan.projections.version import now, of_matter, under_shield

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
    shield: Shield | None = None
    """Of whom it complains; None where it is about a matter and not about anyone."""
    against_words: str = ""


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
    """Enter one opinion. Refuses what the decider refuses, and (`nobody_independent`) a report that nobody here may read."""

    def build(run: Transaction) -> list[Order]:
        if heard.shield is not None:
            require(independent(heard.shield, run.at.date()), "nobody_independent")
        made = identify(key) if heard.shield is None else identify_shielded(key)
        mark = content_mark(heard.title, heard.text)
        return [registration(heard, made, number(OPINION, run.at.year, run.head.size + 1), mark, earlier(mark))]

    done = handle_built(build, by, key, repr(heard), at)
    made: opinion.OpinionRegistered = done.one(opinion.OpinionRegistered)
    return Receipt(made.opinion, made.number, made.receipt)


def independent(shield: Shield, on: date) -> bool:
    """Whether anyone who may sort a report under this shield holds a post on that day."""
    return any(
        not complained_of(shield, each) and (Role.DISCIPLINE in each.roles or not shield.discipline_only)
        for each in appointment.actors(on, Role.DISPATCHER, Role.DISCIPLINE)
    )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an opinion comes from that nobody has just said, and (`fixed_as`) the problem that says it was put right on the spot.

    From an import: the batch, the row and the source's own id, which is kept as a keyed digest. From the open, when it is taken under
    the shield: the opinion it was until then, and its receipt code.
    """

    batch: str = ""
    row: int | None = None
    source: str = ""
    opinion: str = ""
    code: str = ""
    fixed_as: str = ""


NOBODY_ELSE = Origin()
"""What was just said."""


def registration(
    heard: Heard, key: str, public_number: str, mark: str, repeat_of: str, origin: Origin = NOBODY_ELSE
) -> Order:
    """The order that enters `heard` under these names. Without a number it gets that of its entry."""
    code = origin.code or receipt_code()
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
            source_mark=keyed_digest("source", origin.source) if origin.source else "",
            repeat_of=repeat_of,
            batch=origin.batch,
            row=origin.row,
            happened_on=heard.happened_on,
            shield=heard.shield,
            against_words=heard.against_words,
            origin=origin.opinion,
            fixed_as=origin.fixed_as,
        ),
    )


def earlier(mark: str) -> str:
    """The first opinion still standing with the same words, or ""."""
    found = now(Opinion).filter(mark=mark).exclude(status=OpinionStatus.WITHDRAWN.value).order_by("position")
    return found.values_list("key", flat=True).first() or ""


def followed(code: str) -> Opinion | None:
    """The opinion that a receipt code belongs to: under the shield, once it was taken there."""
    mark = receipt_mark(code)
    hidden = under_shield(Opinion).filter(receipt_mark=mark).first()
    return hidden or now(Opinion).filter(receipt_mark=mark).exclude(status=OpinionStatus.WITHDRAWN.value).first()


def accept(
    key_of: str, by: Actor, key: str, *, title: str = "", statement: str = "", topic: Topic | None = None,
    nature: Nature = Nature.DEADLINE, at: datetime | None = None,
) -> str:  # fmt: skip
    """Recognise an opinion as a problem and take it on; returns the problem's id.

    Without a title of the office's own, the reporter's title (or first words) becomes the problem's: an office that accepts in bulk says by
    that that they are fit for the list. The reporter's text is never copied: it stays sealed with the opinion.
    """

    def build(run: Transaction) -> list[Order]:
        row = of_matter(Opinion, key_of).filter(key=key_of).first()
        require(row is not None, "unknown_opinion")
        assert row is not None
        state: opinion.Opinion = run.state(f"opinion/{key_of}")
        said = read.opened([row.position])[row.position].personal or {}
        one = problem_command.RegisterProblem(
            problem=identify(key) if state.shield is None else identify_shielded(key),
            shield=state.shield,
            # The opinion is accepted by the first entry, the problem registered by the second.
            number=number(PROBLEM, run.at.year, run.head.size + 2),
            title=title.strip() or borrowed(said),
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
            Order(stream, problem_command.AcceptProblem()),
        ]

    intent = repr((key_of, title, statement, topic, nature))
    made: problem_event.ProblemRegistered = handle_built(build, by, key, intent, at).one(
        problem_event.ProblemRegistered
    )
    return made.problem


def borrowed(said: Mapping[str, Any]) -> str:
    """The reporter's title, or first words, without name, contact and long numbers: a title is open and cannot be erased (laws 7, 8)."""
    words = str(said.get("title", "")) or str(said.get("text", "")).replace("\n", " ")
    for own in (str(said.get("reporter", "")).strip(), str(said.get("contact", "")).strip()):
        if len(own) > 1:
            words = words.replace(own, _LEFT_OUT)
    cut = 200 if said.get("title") else 60
    return _LONG_NUMBER.sub(_LEFT_OUT, words)[:cut]


def attach(key_of: str, to: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Let an opinion join a problem already on the list.

    What was struck off is reopened by it under its old number (law 4). Where the rules say that too much time has passed since, or there
    are none, it is refused: with a number that is off the list, a report would wait for nobody.
    """

    def build(run: Transaction) -> list[Order]:
        said: opinion.Opinion | None = run.state(f"opinion/{key_of}")
        case: Case = run.state(f"problem/{to}")
        require(said is not None, "unknown_opinion")
        require(case.problem is not None, "unknown_problem")
        assert said is not None
        return [
            Order(f"opinion/{key_of}", opinion.AttachOpinion(opinion=key_of, problem=to)),
            Order(
                f"problem/{to}",
                problem_command.AttachToProblem(opinion=key_of, reachable=said.reachable, shield=said.shield),
            ),
            *_reopened(to, said.number, run.at.date()),
        ]

    return handle_built(build, by, key, repr((key_of, to)), at)


def _reopened(of: str, number_of: str, heard_on: date) -> list[Order]:
    """What brings a struck-off problem back when it is reported again; the reason is the number of the report. Refuses what is too late."""
    row = of_matter(Problem, of).filter(key=of, struck_off_on__isnull=False).first()
    if row is None or row.struck_off_on is None:
        return []
    procedure = Procedure(row.procedure) if row.procedure else procedure_of(Channel(row.channel), row.registered_on)
    try:
        soon = in_force(procedure, row.registered_on).repeats(row.struck_off_on, heard_on)
    except Refusal:  # no rules of its day: nothing says that it comes back by itself
        soon = False
    require(soon, "repeat_too_late", number=row.number, struck_off_on=row.struck_off_on)
    again = problem_command.ReopenProblem(source=ReopenSource.REPEAT, reason=number_of)
    return [Order(f"problem/{of}", again)]


def decline(key_of: str, reason: DeclineReason, where_to: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Do not take an opinion up."""
    order = opinion.DeclineOpinion(opinion=key_of, reason=reason, where_to=where_to)
    return handle([Order(f"opinion/{key_of}", order)], by, key, at)


def shield(
    key_of: str,
    behind: Shield,
    where_to: str,
    by: Actor,
    key: str,
    *,
    against_words: str = "",
    at: datetime | None = None,
) -> str:
    """Take an opinion out of the open because it complains of someone; returns its id under the shield.

    In the open it stays as one that was sent to a statutory channel. The words, who said them and the receipt code go along, so the
    reporter follows the same report by the same code.
    """
    made = identify_shielded(key)

    def build(run: Transaction) -> list[Order]:
        row = now(Opinion).filter(key=key_of).first()
        require(row is not None, "unknown_opinion")
        assert row is not None
        require(independent(behind, run.at.date()), "nobody_independent")
        said = read.opened([row.position])[row.position].personal or {}
        require(said.get("text"), "erased_already")
        heard = Heard(
            text=said["text"],
            title=said.get("title", ""),
            channel=Channel(row.channel),
            topic=Topic(row.topic),
            town=row.town,
            village=row.village,
            reporter=said.get("reporter", ""),
            contact=said.get("contact", ""),
            happened_on=row.registered_on,
            shield=behind,
            against_words=against_words,
        )
        public_number = number(OPINION, run.at.year, run.head.size + 2)
        code = said.get("receipt", "")
        return [
            Order(f"opinion/{key_of}", opinion.ShieldOpinion(opinion=key_of, where_to=where_to)),
            registration(heard, made, public_number, row.mark, "", Origin(opinion=key_of, code=code)),
        ]

    handle_built(build, by, key, repr((key_of, behind, where_to, against_words)), at)
    return made


def reclassify(key_of: str, behind: Shield, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Say anew of whom an opinion under the shield complains. Refuses (`nobody_independent`) what nobody could then read."""

    def build(run: Transaction) -> list[Order]:
        require(independent(behind, run.at.date()), "nobody_independent")
        return [Order(f"opinion/{key_of}", opinion.ReclassifyOpinion(opinion=key_of, shield=behind))]

    return handle_built(build, by, key, repr((key_of, behind)), at)


def conclude(
    key_of: str, conclusion: opinion.Conclusion, words: str, by: Actor, key: str, at: datetime | None = None
) -> Done:
    """Write down what the discipline body made of an accusation."""
    order = opinion.ConcludeOpinion(opinion=key_of, conclusion=conclusion, words=words)
    return handle([Order(f"opinion/{key_of}", order)], by, key, at)


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who said it and how to reach them: both empty where they were never given, or are erased."""

    name: str
    contact: str


def unmask(key_of: str, reason: str, by: Actor, key: str, at: datetime | None = None) -> Reporter:
    """See who said it. The event is recorded before anything is opened, and the reporter's own page shows it."""

    def build(run: Transaction) -> list[Order]:
        state: opinion.Opinion | None = run.state(f"opinion/{key_of}")
        matter: Case | None = run.state(f"problem/{state.problem}") if state is not None and state.problem else None
        facts = matter.facts if matter else NOTHING
        return [Order(f"opinion/{key_of}", opinion.UnmaskReporter(opinion=key_of, reason=reason, matter=facts))]

    handle_built(build, by, key, repr((key_of, reason)), at)
    row = of_matter(Opinion, key_of).get(key=key_of)
    said = read.opened([row.position])[row.position].personal or {}
    return Reporter(said.get("reporter", ""), said.get("contact", ""))


def erase(key_of: str, basis: str, by: Actor, key: str, at: datetime | None = None, despite: str = "") -> Done:
    """Erase who said it and what was said; the tombstone says on which legal basis.

    Refuses (`still_worked_on`, `still_kept`) while its problem is open or its records must be kept by the rules that govern it, unless
    `despite` says on which ground it must go all the same.
    """

    def build(_run: Transaction) -> list[Order]:
        held = of_matter(Opinion, key_of).filter(key=key_of).first()
        row = of_matter(Problem, key_of).filter(key=held.problem).first() if held is not None and held.problem else None
        rules = ruled(row).rules if row is not None else None
        order = opinion.EraseOpinion(
            opinion=key_of,
            basis=basis,
            running=row is not None and Status(row.status) not in ENDED,
            kept_until=row.kept_until if row is not None else None,
            kept_basis=rules.retention_basis if rules is not None else "",
            despite=despite,
        )
        return [Order(f"opinion/{key_of}", order)]

    return handle_built(build, by, key, repr((key_of, basis, despite)), at)
