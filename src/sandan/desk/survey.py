"""Asking reporters: what came of a call or a sheet, one-time links, and the decision on an answer that it is not fixed."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sandan.desk.handle import Done, Order, Transaction, handle_built, identify
from sandan.domain import problem_command, survey
from sandan.domain.authority import Actor
from sandan.domain.case import Case
from sandan.domain.survey import Decision, Way
from sandan.domain.values import Evidence, Level, ReopenSource, SurveyOutcome, require
from sandan.ledger.seal import keyed_digest
from sandan.projections.survey import Survey, by_link

LINK_DAYS = 14
"""How long a one-time link works, unless said otherwise."""
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that a digit can be taken for, should somebody have to type a link from paper."""
_TOKEN = 16
_SHORT = 6
"""Words of fewer letters ("满意") are everybody's: that they are the same says nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of asking one reporter, as a call or a sheet of paper has it."""

    outcome: SurveyOutcome
    contacted: bool | None = None
    fixed: bool | None = None
    level: Level | None = None
    words: str = ""
    way: Way = Way.CALL
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link for the reporter of one opinion. The token is known here and now, and never again."""

    opinion: str
    token: str
    until: date


def words_mark(words: str) -> str:
    """The keyed digest by which the same words are found again, whatever their punctuation; "" for none or few."""
    plain = "".join(each for each in unicodedata.normalize("NFKC", words).casefold() if each.isalnum())
    return keyed_digest("survey-words", plain) if len(plain) >= _SHORT else ""


def link_digest(token: str) -> str:
    """The digest under which a link is kept. Typing slips that Crockford foresaw are forgiven."""
    plain = "".join(each for each in token.upper() if each.isalnum()).translate(str.maketrans("OIL", "011"))
    return keyed_digest("survey-link", plain) if len(plain) == _TOKEN else ""


def record(of: str, opinion: str, told: Told, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Write down what came of asking a reporter; who was not asked in this round yet is asked by it."""

    def build(run: Transaction) -> list[Order]:
        named, ask = _asked(run, of, opinion, key)
        recorded = survey.RecordSurvey(
            survey=named,
            outcome=told.outcome,
            contacted=told.contacted,
            fixed=told.fixed,
            level=told.level,
            words=told.words,
            way=told.way,
            mark=words_mark(told.words),
            evidence=told.evidence,
        )
        return [*ask, Order(f"problem/{of}", recorded)]

    return handle_built(build, by, key, repr((of, opinion, told)), at)


def try_later(of: str, opinion: str, again_on: date, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Note that a reporter was not reached, and when to try again."""

    def build(run: Transaction) -> list[Order]:
        named, ask = _asked(run, of, opinion, key)
        return [*ask, Order(f"problem/{of}", survey.TryLater(survey=named, again_on=again_on))]

    return handle_built(build, by, key, repr((of, opinion, again_on)), at)


def make_links(
    of: str, opinions: Sequence[str], by: Actor, key: str, *, days: int = LINK_DAYS, at: datetime | None = None
) -> list[Link]:
    """One-time links for these reporters of a problem. Earlier links of theirs end.

    Empty where the same was done before under this key: the tokens are not kept, so make new ones.
    """
    tokens = {each: "".join(secrets.choice(_LETTERS) for _ in range(_TOKEN)) for each in opinions}
    made: list[Link] = []

    def build(run: Transaction) -> list[Order]:
        until = run.at.date() + timedelta(days=days)
        orders: list[Order] = []
        for opinion, token in tokens.items():
            named, ask = _asked(run, of, opinion, f"{key}:{opinion}")
            order = survey.MakeLink(survey=named, link=link_digest(token), until=until)
            orders += [*ask, Order(f"problem/{of}", order)]
            made.append(Link(opinion, token, until))
        return orders

    done = handle_built(build, by, key, repr((of, tuple(opinions), days)), at)
    return [] if done.again else made


def linked(token: str) -> Survey | None:
    """The survey that a link still stands for; None if it is unknown, used, or replaced. Whether it is too old is the decider's to say."""
    return by_link(link_digest(token))


@dataclass(frozen=True, slots=True)
class Said:
    """A reporter's own answer."""

    contacted: bool
    fixed: bool
    level: Level
    words: str = ""


def answer_by_link(row: Survey, token: str, said: Said, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Record the answer of whoever holds a link. `by` stands for its reporter; staff who are signed in are known to the decider."""
    order = survey.AnswerSurvey(
        survey=row.key,
        opinion=row.opinion,
        contacted=said.contacted,
        fixed=said.fixed,
        level=said.level,
        words=said.words,
        mark=words_mark(said.words),
        link=link_digest(token),
    )
    return handle_built(lambda _: [Order(f"problem/{row.problem}", order)], by, key, repr(order), at)


def decide(
    of: str, answer: str, decision: Decision, explanation: str, by: Actor, key: str, at: datetime | None = None
) -> Done:
    """Decide on an answer that it is not fixed: explain why it stays so, or let the work start over, sent back or reopened."""
    stream = f"problem/{of}"

    def build(run: Transaction) -> list[Order]:
        case: Case = run.state(stream)
        orders = [Order(stream, survey.DecideAnswer(survey=answer, decision=decision, explanation=explanation))]
        if decision is Decision.REOPEN:
            again = (
                problem_command.SendBack(reason=explanation)
                if case.facts.status in survey.ASKABLE
                else problem_command.ReopenProblem(source=ReopenSource.OFFICE, reason=explanation)
            )
            orders.append(Order(stream, again))
        return orders

    return handle_built(build, by, key, repr((of, answer, decision, explanation)), at)


def _asked(run: Transaction, of: str, opinion: str, key: str) -> tuple[str, list[Order]]:
    """The survey of a reporter in this round, and the order that asks first where there is none."""
    case: Case = run.state(f"problem/{of}")
    require(case.problem is not None, "unknown_problem")
    round = case.facts.round
    asked = [each.id for each in case.surveys.values() if each.opinion == opinion and each.round == round]
    if asked:
        return asked[-1], []
    named = identify(key, opinion)
    return named, [Order(f"problem/{of}", survey.AskReporter(survey=named, opinion=opinion))]
