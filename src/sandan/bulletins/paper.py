"""The official documents about one problem (交办单、退回单、告知书、处理意见书、销号审批表 …): the registry, and what each says.

To add one, write a function that turns a record and the entry it documents into parts, and list it in `PAPERS` with the kinds of entry that
bring it about. Everything else (the page, the Word file, the number, the foot of every page) follows from there.

Law 8 holds for all of them: no document names a reporter or carries a way to reach one; whoever has a question writes through the relay.
Law 5 too: a heading names the rung that the entry reached, and no higher one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from sandan.bulletins.record import Record, on
from sandan.bulletins.sheet import Cell, Fields, Grid, Part, Prose, Sheet, Signature
from sandan.domain import chase, clock, dossier, problem_event
from sandan.domain.dossier import Line
from sandan.domain.procedure import Procedure
from sandan.domain.profile import PROFILES, profile
from sandan.domain.rulebook import Origin, Step, cited
from sandan.domain.values import Channel, Fault, Outcome, Topic
from sandan.projections.number import document_number

SENT = (problem_event.ProblemDispatched, problem_event.ProblemAdjudicated)
"""The entries by which a unit gets a problem, with a deadline."""
GIVEN = (*SENT, problem_event.ProblemEscalated)
"""The entries by which a unit gets a problem; one that goes up keeps its deadline."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a document says under its title, with who signs it and, for a letter, the salutation and the lines at its end."""

    parts: Sequence[Part]
    signatures: Sequence[Signature] = ()
    salutation: str = ""
    closing: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of document. `word` begins its 文号; an entry of one of `kinds` brings one about; `title` may depend on which."""

    word: str
    kinds: Mapping[str, str | Promise]
    """Wire names of entries → the title that the document then has."""
    content: Callable[[Record, Line], Content]
    form: bool = False
    """Whether it is a form to be signed, on one page."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A document that can be made of a problem: which kind, of which entry, and what it is called then."""

    paper: str
    line: Line
    title: str
    number: str = field(default="")


def occasions(record: Record) -> list[Occasion]:
    """Every document that the problem's entries bring about, oldest first."""
    return [
        Occasion(name, line, str(paper.kinds[line.event.kind]), _number(paper, line))
        for line in record.lines
        for name, paper in PAPERS.items()
        if line.event.kind in paper.kinds
    ]


def compose(record: Record, name: str, entry: int) -> Sheet | None:
    """The document of this kind that the entry at position `entry` brings about, in the record's language; None if it brings none."""
    with translation.override(record.language):
        found = next((each for each in occasions(record) if (each.paper, each.line.position) == (name, entry)), None)
        if found is None:
            return None
        content = PAPERS[name].content(record, found.line)
        return Sheet(
            title=found.title,
            number=found.number,
            issuer=record.county,
            parts=content.parts,
            signatures=content.signatures,
            position=record.position,
            at=record.at,
            language=record.language,
            mark=gettext("Under the shield") if record.shielded else "",
            salutation=content.salutation,
            closing=content.closing,
            form=PAPERS[name].form,
        )


def _number(paper: Paper, line: Line) -> str:
    return document_number(paper.word, line.recorded_at.year, line.position)


def _signed(role: str, record: Record, line: Line | None) -> Signature:
    return Signature(role, record.who(line), on(line.on) if line else "")


def _problem(record: Record) -> list[tuple[str, str]]:
    """The rows by which every document says which problem it is about."""
    told = record.description
    return [
        (gettext("Problem number"), record.number),
        (gettext("Problem"), record.title),
        (gettext("What is wrong"), record.statement),
        (gettext("Topic"), record.label("topic", Topic(told["topic"]))),
        (gettext("Channel"), record.label("channel", Channel(told["channel"]))),
        (gettext("Town and village"), record.place()),
    ]


def assignment_order(record: Record, line: Line) -> Content:
    """交办单: which problem, to whom, by when, who answers (domain B6, B7, B11; 北京市接诉即办工作条例 art. 13)."""
    sent = line.event
    assert isinstance(sent, GIVEN)
    rules = record.after(line, clock.TermsSet)
    terms = rules.event if rules is not None and rules.position <= line.position + 3 else None
    held = record.answering(line.position)
    bound = isinstance(sent, problem_event.ProblemAdjudicated)
    back = terms.return_by if isinstance(terms, clock.TermsSet) and not bound else None
    rows = [
        *_problem(record),
        (gettext("Lead unit"), record.unit(sent.unit)),
        (gettext("Cooperating units"), record.each_unit(getattr(sent, "cooperating", ()))),
        (gettext("Responsible leader"), record.person(held.leader) if held else ""),
        (gettext("Supervising leader"), record.person(held.supervising_leader) if held else ""),
        (gettext("Dispatched on"), on(line.on)),
        (gettext("To be done by"), on(sent.due_on if isinstance(sent, SENT) else _due(record, line))),
        *([(gettext("May be returned until"), on(back))] if back else []),
        *([(gettext("Legal basis"), _cited(terms))] if isinstance(terms, clock.TermsSet) and _cited(terms) else []),
        (gettext("Requirements"), record.plain(getattr(sent, "note", "") or getattr(sent, "reason", ""))),
        (gettext("Reaching the reporter"), _relay()),
    ]
    taken = record.after(line, problem_event.ProblemSignedFor)
    return Content(
        [Fields(rows)],
        [_signed(gettext("Dispatched by"), record, line), _signed(gettext("Signed for by"), record, taken)],
    )


def _relay() -> str:
    return gettext("Through the relay on the problem's page in the system. Who reported it is not passed on.")


def return_slip(record: Record, line: Line) -> Content:
    """退回单: a reasoned "not ours", effective only when the dispatcher agrees (信访工作条例 art. 23; domain A26, H6)."""
    asked = line.event
    assert isinstance(asked, problem_event.ProblemReturnAsked)
    sent = record.before(line, *SENT)
    given = record.before(line, *GIVEN)
    taken = record.before(line, problem_event.ProblemSignedFor)
    decided = record.after(line, *_ENDS_RETURN)
    times = sum(
        isinstance(each.event, problem_event.ProblemReturnAsked)
        for each in record.lines
        if each.position <= line.position
    )
    order = ""
    unit = ""
    if given is not None and isinstance(given.event, GIVEN):
        order, unit = _number(PAPERS["order"], given), record.unit(given.event.unit)
    reason = getattr(decided.event, "reason", "") or getattr(decided.event, "where_to", "") if decided else ""
    rows = [
        *_problem(record),
        (gettext("Assignment order"), order),
        (gettext("Unit that returns it"), unit),
        (gettext("Dispatched on"), on(sent.on) if sent else ""),
        (gettext("Signed for on"), on(taken.on) if taken and sent and taken.position > sent.position else ""),
        (gettext("Return asked for on"), on(line.on)),
        (gettext("Calendar days since dispatch"), str((line.on - sent.on).days) if sent else ""),
        (gettext("Returns asked for so far"), str(times)),
        (gettext("Why it is not for this unit"), record.plain(asked.reason)),
        (gettext("Decision on the return"), _returned(record, decided)),
        (gettext("Reason"), record.plain(reason)),
    ]
    return Content(
        [Fields(rows)],
        [_signed(gettext("Head of the unit"), record, line), _signed(gettext("Decided by"), record, decided)],
    )


_ENDS_RETURN = (
    problem_event.ProblemReturned,
    problem_event.ProblemReturnRefused,
    problem_event.ProblemAdjudicated,
    problem_event.ProblemEscalated,
    problem_event.ProblemRedirected,
)


def _returned(record: Record, decided: Line | None) -> str:
    """What became of a request to return: by the office, by a leader once it was asked too often, or because it went elsewhere."""
    match decided.event if decided else None:
        case problem_event.ProblemReturned():
            return gettext("Agreed; the problem goes back to the office.")
        case problem_event.ProblemReturnRefused():
            return gettext("Refused; the problem stays with the unit.")
        case problem_event.ProblemAdjudicated(unit=unit):
            return gettext("Decided bindingly: it is for %(unit)s, and is returned no more.") % {
                "unit": record.unit(unit)
            }
        case problem_event.ProblemEscalated(unit=unit):
            return gettext("Given to the higher level: %(unit)s.") % {"unit": record.unit(unit)}
        case problem_event.ProblemRedirected(channel=channel):
            return gettext("Redirected to a statutory channel: %(channel)s.") % {
                "channel": record.label("statutory", channel)
            }
    return ""


def decision_letter(record: Record, line: Line) -> Content:
    """告知书, 处理意见书: request, facts and reasons, decision, legal basis, and the way to a review (信访工作条例 arts. 23, 32, 35)."""
    request = Prose([record.title, record.statement], gettext("What was asked for"))
    parts: list[Part]
    unit = record.unit(line.by.get("unit", ""))
    match line.event:
        case problem_event.ProblemDeclined(reason=reason, where_to=where):
            parts = [
                request,
                Prose([record.label("reason", reason)], gettext("Why it is not taken up")),
                Prose([record.plain(where)], gettext("Where to go instead")),
            ]
        case problem_event.ProblemRedirected(channel=channel, where_to=where):
            parts = [
                request,
                Prose([record.label("statutory", channel)], gettext("The channel that the law provides")),
                Prose([record.plain(where)], gettext("Where to go instead")),
            ]
        case problem_event.ProblemAnswered(answer=answer):
            parts = [
                request,
                Prose([*_facts(record, line), record.plain(answer)], gettext("Facts, and how it stands")),
                Prose([gettext("This is an answer. It does not say that the problem is put right or struck off.")]),
            ]
        case problem_event.ProblemStruckOff(outcome=outcome, note=note, explanation=explanation):
            claim, seen, second = _judged(record, line)
            facts = [
                record.plain(getattr(each.event, "account", "") or getattr(each.event, "measure", "")) for each in claim
            ]
            found = [*(_finding(record, each) for each in seen), *(_finding(record, each) for each in second)]
            told = gettext("Outcome: %(outcome)s. Struck off on %(date)s.")
            decision = told % {"outcome": record.label("outcome", outcome), "date": on(line.on)}
            parts = [
                request,
                Prose([*_facts(record, line), *facts, *found], gettext("Facts and reasons")),
                Prose([decision, *filter(None, (record.plain(note), record.plain(explanation)))], gettext("Decision")),
            ]
            unit = _lead(record, line)
        case _:
            raise Fault(f"no letter about {line.event.kind}")
    parts.append(Prose([_basis(record)], gettext("Legal basis")))
    remedy = _remedy(record)
    if remedy:
        parts.append(Prose([remedy], gettext("If you do not agree")))
    return Content(
        parts,
        salutation=gettext(
            "To the reporter ____________ (filled in by hand by whoever hands it over; the system does not print it)"
        ),
        closing=(unit, on(line.on), gettext("(seal)")),
    )


def _lead(record: Record, line: Line) -> str:
    sent = record.before(line, *GIVEN, problem_event.ProblemRectifiedAtOnce)
    return record.unit(getattr(sent.event, "unit", "")) if sent else ""


def _facts(record: Record, line: Line) -> list[str]:
    sent = record.before(line, *SENT)
    if sent is None or not isinstance(sent.event, SENT):
        return []
    told = gettext("Registered on %(registered)s as problem %(number)s and dispatched to %(unit)s on %(sent)s.")
    facts = {
        "registered": on(record.first.on),
        "number": record.number,
        "unit": record.unit(sent.event.unit),
        "sent": on(sent.on),
    }
    return [told % facts]


def _judged(record: Record, line: Line) -> tuple[list[Line], list[Line], list[Line]]:
    """Claim, verification and second reading of the round that ends with `line`."""
    found = next((each for each in dossier.gather(record.lines) if each.struck_off is line), None)
    if found is None:
        return [], [], []
    claim, seen, second = found.claim, found.verified, found.second
    return [claim] if claim else [], [seen] if seen else [], [second] if second else []


def _finding(record: Record, line: Line) -> str:
    told = record.plain(getattr(line.event, "finding", ""))
    how = gettext("Verified on paper on %(date)s: %(finding)s")
    if isinstance(line.event, problem_event.ProblemReadAgain):
        how = gettext("Read by a second, independent person on %(date)s: %(finding)s")
    elif getattr(line.event, "on_site", False):
        how = gettext("Verified on site on %(date)s: %(finding)s")
    return how % {"date": on(line.on), "finding": told}


def _terms(record: Record) -> tuple[Procedure | None, str]:
    """Under which procedure the problem was dispatched, and the articles that gave it its deadline, where its entries say so."""
    for line in reversed(record.lines):
        terms = getattr(line.event, "terms", line.event)
        procedure = getattr(terms, "procedure", None)
        if procedure:
            return Procedure(procedure), _cited(terms)
    return None, ""


_DEFAULTS = frozenset(each.id for each in PROFILES if each.origin is Origin.DEFAULT)


def _cited(terms: Any) -> str:
    """The articles behind these days; "" where they are the program's own defaults, which are no law of this county (law 10)."""
    return "" if getattr(terms, "rulebook", "") in _DEFAULTS else getattr(terms, "basis", "")


def _basis(record: Record) -> str:
    """The articles that the entries hold; else a line to be written on, for a basis is never invented."""
    return _terms(record)[1] or gettext("____________________ (filled in by the unit)")


def _remedy(record: Record) -> str:
    """The way to a review of a decision on a petition; "" where it is no petition.

    By the law of the day on which it was registered (law 10), as the reporter's own page has it. It is the law's, whatever rules the office
    adopted: no office takes a remedy away.
    """
    rules = profile(Procedure.PETITION, record.first.on) if _terms(record)[0] is Procedure.PETITION else None
    ask = rules.deadline(Step.ASK_REVIEW) if rules is not None else None
    if rules is None or ask is None:
        return ""
    again = rules.deadline(Step.ASK_RE_REVIEW)
    told = gettext(
        "You may ask the body above the one that decided for a review within %(days)s days of receiving this letter (%(basis)s)."
    )
    return told % {"days": ask.days, "basis": cited(rules, ask, *([again] if again else []))}


def closure_form(record: Record, line: Line) -> Content:
    """销号审批表: what was claimed, who found what, what the reporters say, who approves (domain C3; law 4: never the fixer)."""
    round = next(each for each in dossier.gather(record.lines) if each.claim is line)
    sent = round.dispatched.event if round.dispatched else None
    due = sent.due_on if isinstance(sent, SENT) else None
    account = getattr(line.event, "account", "") or getattr(line.event, "measure", "")
    counts = dossier.answers(round)
    struck = round.struck_off
    twice = round.outcome is Outcome.NOT_SUBSTANTIATED
    explained = record.plain(getattr(struck.event, "explanation", "")) if struck else ""
    rows = [
        *_problem(record),
        (gettext("Handling unit"), record.unit(getattr(line.event, "unit", "")) or _lead(record, line)),
        (gettext("Dispatched on"), on(round.dispatched.on) if round.dispatched else ""),
        (gettext("To be done by"), on(due)),
        (gettext("Closure requested on"), on(line.on)),
        (gettext("Outcome claimed"), record.label("outcome", round.outcome)),
        (gettext("Account of the unit"), record.plain(account)),
    ]
    judged = [
        (gettext("Verification"), _finding(record, round.verified) if round.verified else ""),
        *([(gettext("Second reading"), _finding(record, round.second) if round.second else "")] if twice else []),
        (gettext("The reporters"), counts_told(counts)),
        (gettext("Struck off on"), on(struck.on) if struck else ""),
        (gettext("Note on the strike-off"), record.plain(getattr(struck.event, "note", "")) if struck else ""),
        *([(gettext("Explanation to dissatisfied reporters"), explained)] if explained or not struck else []),
    ]  # fmt: skip
    signatures = [
        _signed(gettext("For the unit"), record, line),
        _signed(gettext("Verifier"), record, round.verified),
        *([_signed(gettext("Second reader"), record, round.second)] if twice else []),
        _signed(gettext("Struck off by"), record, struck),
    ]
    return Content(
        [Fields(rows), tasks(record, round), Fields(judged, gettext("Verification and closure"))], signatures
    )


def counts_told(counts: dossier.Answers) -> str:
    """The four counts in one line; silence is never satisfaction (S14)."""
    told = gettext(
        "asked %(asked)s, reached %(reached)s, answered %(answered)s, satisfied or basically satisfied %(satisfied)s"
    )
    return told % {
        "asked": counts.asked,
        "reached": counts.reached,
        "answered": counts.answered,
        "satisfied": counts.satisfied,
    }


def tasks(record: Record, round: dossier.Round) -> Grid:
    """The tasks of a round with standard, window and what is claimed of them."""
    rows = []
    for each in round.works:
        window = f"{each.window[0].isoformat()} –\n{each.window[1].isoformat()}" if each.window else "—"
        given_up = each.ended is not None and each.done_on is None
        done = gettext("given up") if given_up else each.done_on.isoformat() if each.done_on else gettext("open")
        shown = [
            record.tasks.get(each.id, ""),
            record.plain(each.measure),
            record.plain(each.standard) or "—",
            window,
            done,
        ]
        rows.append([*(Cell(text) for text in shown), Cell(str(len(each.evidence)))])
    heads = [
        gettext("Task"),
        gettext("Measure"),
        gettext("Acceptance standard"),
        gettext("Window"),
        gettext("Reported done"),
        gettext("Evidence"),
    ]
    return Grid(heads, (22, 32, 31, 30, 28, 13), rows, gettext("Tasks"))


def chase_order(record: Record, line: Line) -> Content:
    """督办单: what is asked of the unit, how gravely, and by when it answers (domain A23, B6). It moves no deadline."""
    sent = line.event
    assert isinstance(sent, chase.ChaseIssued)
    answered = next(
        (
            each
            for each in record.lines
            if isinstance(each.event, chase.ChaseAnswered) and each.event.chase == sent.chase
        ),
        None,
    )
    order = record.before(line, *GIVEN)
    earlier = sum(isinstance(each.event, chase.ChaseIssued) for each in record.lines if each.position < line.position)
    rows = [
        *_problem(record),
        (gettext("Unit that is chased"), record.unit(sent.unit)),
        (gettext("Assignment order"), _number(PAPERS["order"], order) if order else ""),
        (gettext("Dispatched on"), on(order.on) if order else ""),
        (gettext("To be done by"), on(_due(record, line))),
        (gettext("Level"), record.label("chase", sent.level)),
        (gettext("Chase orders before this one"), str(earlier)),
        (gettext("What is asked of the unit"), record.plain(sent.demand)),
        (gettext("To be answered by"), on(sent.answer_by)),
        (gettext("Answer of the unit"), record.plain(getattr(answered.event, "answer", "")) if answered else ""),
    ]
    return Content(
        [Fields(rows)],
        [_signed(gettext("Issued by"), record, line), _signed(gettext("Answered for the unit by"), record, answered)],
    )


def extension_slip(record: Record, line: Line) -> Content:
    """延期审批单: asked before the deadline passed, with both deadlines side by side (domain A27, C5; 信访工作条例 art. 34)."""
    asked = line.event
    assert isinstance(asked, clock.ExtensionAsked)
    decided = record.after(line, clock.ExtensionGranted, clock.ExtensionRefused)
    order = record.before(line, *GIVEN)
    granted = decided.event if decided is not None and isinstance(decided.event, clock.ExtensionGranted) else None
    agreed = _agreements(record, line)
    times = sum(isinstance(each.event, clock.ExtensionAsked) for each in record.lines if each.position <= line.position)
    decision = ""
    if decided is not None:
        decision = (
            gettext("Granted until %(date)s.") % {"date": on(granted.to_on)}
            if granted
            else gettext("Refused; the deadline stays.")
        )
    reason = getattr(decided.event, "note", "") or getattr(decided.event, "reason", "") if decided else ""
    rows = [
        *_problem(record),
        (gettext("Handling unit"), _lead(record, line)),
        (gettext("Assignment order"), _number(PAPERS["order"], order) if order else ""),
        (gettext("First deadline"), on(granted.first_due_on if granted else _first_due(record, line))),
        (gettext("Deadline that holds"), on(asked.due_on)),
        (gettext("Deadline asked for"), on(asked.to_on)),
        (gettext("Extensions asked for so far"), str(times)),
        (gettext("Why it takes longer"), record.plain(asked.reason)),
        (gettext("How far the work is"), record.plain(asked.progress)),
        *((_agreed(record, each), record.plain(getattr(each.event, "note", ""))) for each in agreed),
        (gettext("Decision on the extension"), decision),
        (gettext("Reason"), record.plain(reason)),
    ]
    return Content(
        [Fields(rows)],
        [
            _signed(gettext("Head of the unit"), record, line),
            *(_signed(_agreed(record, each), record, each) for each in agreed),
            _signed(gettext("Decided by"), record, decided),
        ],
    )


def pause_notice(record: Record, line: Line) -> Content:
    """暂停办理告知书: the clock stands still, on what basis and until when at most; once it runs again, what came of it (domain C5)."""
    begun = line.event
    assert isinstance(begun, clock.PauseBegun)
    order = record.before(line, *GIVEN)
    ended = record.after(line, clock.PauseEnded)
    after = ended.event if ended is not None and isinstance(ended.event, clock.PauseEnded) else None
    rows = [
        *_problem(record),
        (gettext("Handling unit"), _lead(record, line)),
        (gettext("Assignment order"), _number(PAPERS["order"], order) if order else ""),
        (gettext("Deadline that holds"), on(_due(record, line))),
        (gettext("Stopped from"), on(begun.from_on)),
        (gettext("Until, at most"), on(begun.until_on)),
        (gettext("Basis"), record.plain(begun.basis)),
        (gettext("Reason"), record.plain(begun.reason)),
        (
            gettext("What follows from it"),
            gettext("These days are counted and published. After the last of them the clock runs on by itself."),
        ),
        (gettext("Ran on from"), on(begun.from_on + timedelta(after.days)) if after else ""),
        (gettext("Calendar days that it stood still"), str(after.days) if after else ""),
        (gettext("Deadline since then"), on(after.to_on) if after else ""),
    ]  # fmt: skip
    return Content(
        [Fields(rows)], [_signed(gettext("Decided by"), record, line), Signature(gettext("Received for the unit by"))]
    )


def _agreements(record: Record, line: Line) -> list[Line]:
    """What was agreed to a request before it was decided: where the rules ask for more than one."""
    ends = (clock.ExtensionAsked, clock.ExtensionGranted, clock.ExtensionRefused)
    later = [each for each in record.lines if each.position > line.position]
    until = next((each.position for each in later if isinstance(each.event, ends)), record.position + 1)
    return [each for each in later if isinstance(each.event, clock.ExtensionAgreed) and each.position < until]


def _agreed(record: Record, line: Line) -> str:
    """That one of those who must agree did, to which day."""
    told = line.event
    assert isinstance(told, clock.ExtensionAgreed)
    return gettext("%(role)s agrees to %(date)s") % {"role": record.label("role", told.role), "date": on(told.to_on)}


def supervision_notice(record: Record, line: Line) -> Content:
    """挂牌督办通知书: a problem is supervised by name, and on what basis (信访工作条例 art. 39; domain A24)."""
    listed = line.event
    assert isinstance(listed, chase.SupervisionListed)
    ended = record.after(line, chase.SupervisionDelisted)
    rows = [
        *_problem(record),
        (gettext("Handling unit"), _lead(record, line)),
        (gettext("To be done by"), on(_due(record, line))),
        (gettext("Listed on"), on(line.on)),
        (gettext("Basis"), record.plain(listed.basis)),
        (gettext("Taken off the list on"), on(ended.on) if ended else ""),
        (gettext("Reason"), record.plain(getattr(ended.event, "reason", "")) if ended else ""),
    ]
    return Content(
        [Fields(rows)],
        [_signed(gettext("Listed by"), record, line), _signed(gettext("Taken off by"), record, ended)],
    )


def _due(record: Record, line: Line) -> date | None:
    """The deadline that held when `line` was entered."""
    found = record.before(line, *SENT, clock.ExtensionGranted, clock.PauseEnded)
    told = found.event if found else None
    return getattr(told, "to_on", None) or getattr(told, "due_on", None)


def _first_due(record: Record, line: Line) -> date | None:
    """The deadline that was set at dispatch, whatever moved it since."""
    sent = record.before(line, *SENT)
    return getattr(sent.event, "due_on", None) if sent else None


_ASKS = dict.fromkeys(("extension.asked/1", "extension.asked/2"), pgettext_lazy("document", "Extension slip"))
PAPERS: dict[str, Paper] = {
    "order": Paper(
        "交办",
        {
            "problem.dispatched/1": pgettext_lazy("document", "Assignment order"),
            "problem.adjudicated/1": pgettext_lazy("document", "Binding assignment order"),
            "problem.escalated/1": pgettext_lazy("document", "Assignment order to a higher level"),
        },
        assignment_order,
    ),
    "chase": Paper("督办", {"chase.issued/1": pgettext_lazy("document", "Chase order")}, chase_order),
    "supervision": Paper(
        "挂牌", {"supervision.listed/1": pgettext_lazy("document", "Notice of listed supervision")}, supervision_notice
    ),
    "extension": Paper("延审", _ASKS, extension_slip),
    "pause": Paper(
        "暂告", {"pause.begun/1": pgettext_lazy("document", "Notice that the clock stands still")}, pause_notice
    ),
    "return": Paper("退办", {"problem.return_asked/1": pgettext_lazy("document", "Return slip")}, return_slip),
    "letter": Paper(
        "告知",
        {
            "problem.declined/1": pgettext_lazy("document", "Notice that a report is not taken up"),
            "problem.redirected/1": pgettext_lazy("document", "Notice of the statutory channel"),
            "problem.answered/1": pgettext_lazy("document", "Notice of how it stands"),
            "problem.struck_off/1": pgettext_lazy("document", "Letter of decision"),
        },
        decision_letter,
    ),
    "closure": Paper(
        "销审",
        {
            "problem.closure_requested/1": pgettext_lazy("document", "Closure form"),
            "problem.rectified_at_once/1": pgettext_lazy("document", "Closure form"),
        },
        closure_form,
        form=True,
    ),
}
"""The documents, in the order in which they are listed. The names stand in addresses and never change."""
