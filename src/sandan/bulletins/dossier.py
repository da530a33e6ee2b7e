"""The closure dossier (销号卷宗) as one document: rounds, evidence, findings, answers, and every date that does not fit, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import translation
from django.utils.translation import gettext, gettext_noop, pgettext

from sandan.bulletins.paper import counts_told, tasks
from sandan.bulletins.record import Record, on
from sandan.bulletins.sheet import Cell, Fields, Grid, Part, Points, Prose, Sheet, Signature
from sandan.domain import chase, clock, dossier, problem_event, survey
from sandan.domain.correction import CorrectionMade
from sandan.domain.dossier import Doubt, Ending, Line, Misfit, Round
from sandan.domain.rulebook import Term
from sandan.domain.values import Evidence, Status, SurveyOutcome
from sandan.projections.number import document_number

MOST_NUMBERS = 5
"""Numbers of other problems that one sentence names; the rest are counted."""
ENDINGS: dict[Ending, str] = {
    Ending.NONE_YET: gettext_noop("None yet"),
    Ending.SOLVED: gettext_noop("Solved"),
    Ending.EXPLAINED: gettext_noop("Explained, not fixed"),
    Ending.NOT_SUBSTANTIATED: gettext_noop("Not substantiated"),
    Ending.LONG_TERM: gettext_noop("Long-term, never counted as done"),
    Ending.HANDED_ON: gettext_noop("Handed on"),
    Ending.NOT_TAKEN_UP: gettext_noop("Not taken up"),
}
MISFITS: dict[Misfit, str] = {
    Misfit.OUTSIDE_WINDOW: gettext_noop("“%(caption)s” is dated %(dated_on)s, outside the task's window from %(first)s to %(last)s."),
    Misfit.AFTER_DONE: gettext_noop("“%(caption)s” is dated %(dated_on)s, after the day on which the work is said to be done (%(day)s)."),
    Misfit.BEFORE_DISPATCH: gettext_noop("“%(caption)s” is dated %(dated_on)s, before the problem was dispatched (%(day)s)."),
    Misfit.DONE_BEFORE_DISPATCH: gettext_noop("A task is said to be done on %(done_on)s, before the problem was dispatched (%(day)s)."),
    Misfit.AFTER_CLAIM: gettext_noop("“%(caption)s” is dated %(dated_on)s, after closure was requested (%(day)s)."),
    Misfit.AFTER_VERIFIED: gettext_noop("“%(caption)s” is dated %(dated_on)s, after the work was verified (%(day)s)."),
    Misfit.SEEN_BEFORE_CLAIM: gettext_noop("The verifier's “%(caption)s” is dated %(dated_on)s, before closure was requested (%(day)s)."),
    Misfit.OUT_OF_ORDER: gettext_noop("“%(then)s” is dated %(then_on)s, before “%(first)s” (%(first_on)s)."),
    Misfit.PLANNED_AFTER_DONE: gettext_noop("The acceptance standard was entered on %(day)s, after the work was done (%(done_on)s)."),
    Misfit.SAME_FILE: gettext_noop("“%(caption)s” is one and the same file as evidence of two different things."),
    Misfit.SAME_FILE_ELSEWHERE: gettext_noop("“%(caption)s” is evidence in another problem too: %(numbers)s."),
    Misfit.TWO_DATES: gettext_noop("“%(caption)s” is dated %(dated_on)s here and %(day)s elsewhere, and is the same file."),
    Misfit.MADE_LATER: gettext_noop("“%(caption)s” is dated %(dated_on)s; the file itself says that it was made on %(day)s."),
    Misfit.ENTERED_LATE: gettext_noop("“%(what)s” is dated %(day)s and was entered on %(recorded_on)s, %(days)s days later."),
}  # fmt: skip
"""Each kind of contradiction as a sentence."""
KINDS: dict[str, str] = {
    "problem.dispatched/1": gettext_noop("Dispatched"),
    "problem.adjudicated/1": gettext_noop("Decided bindingly whose it is"),
    "problem.redirected/1": gettext_noop("Redirected to a statutory channel"),
    "problem.signed_for/1": gettext_noop("Signed for"),
    "problem.answered/1": gettext_noop("Answered"),
    "problem.rectified_at_once/1": gettext_noop("Put right at once"),
    "problem.closure_requested/1": gettext_noop("Closure requested"),
    "problem.verified/1": gettext_noop("Verified"),
    "problem.read_again/1": gettext_noop("Read a second time"),
    "problem.struck_off/1": gettext_noop("Struck off"),
    "problem.look_back_passed/1": gettext_noop("Look-back passed"),
    "problem.declined/1": gettext_noop("Not taken up"),
    "problem.merged/1": gettext_noop("Merged"),
    "problem.marked_long_term/1": gettext_noop("Marked as long-term"),
    "task.completed/1": gettext_noop("Task reported done"),
}
"""What the entries are called that the dossier's sentences name. Each names exactly one rung (law 5)."""


def compose(record: Record) -> Sheet:
    """The dossier as of now, in the record's language."""
    with translation.override(record.language):
        rounds = dossier.gather(record.lines)
        last = record.lines[-1]
        parts: list[Part] = [Fields(_short(record, rounds)), contradictions(record)]
        for one in rounds:
            parts += _round(
                record, one, gettext("Round %(number)s: ") % {"number": one.number + 1} if len(rounds) > 1 else ""
            )
        parts.append(Fields(_timed(record), gettext("What moved the deadline, and what pressed")))
        parts += _ends(record)
        terms = [(record.label("step", each.deadline.step), _last_day(each)) for each in record.terms]
        parts.append(Fields([each for each in terms if each[1]], gettext("Deadlines by the rules")))
        closing = [each for each in rounds if each.struck_off]
        signatures = [
            Signature(
                gettext("Struck off by"), record.who(each.struck_off), on(each.struck_off.on) if each.struck_off else ""
            )
            for each in closing
        ]
        signatures.append(Signature(gettext("Filed by")))
        return Sheet(
            title=pgettext("document", "Closure dossier"),
            number=document_number("卷宗", last.recorded_at.year, last.position),
            issuer=record.county,
            parts=[each for each in parts if not isinstance(each, Grid | Fields) or each.rows],
            signatures=signatures,
            position=record.position,
            at=record.at,
            language=record.language,
            mark=gettext("Under the shield") if record.shielded else "",
        )


def contradictions(record: Record) -> Points | Prose:
    """What does not fit together, sentence by sentence, with the entries; or that nothing was found, and what was looked at."""
    found = dossier.doubts(record.lines, record.made, record.elsewhere)
    heading = gettext("Dates and files held against each other")
    if not found:
        told = gettext(
            "Nothing contradicts itself: dates against windows, rungs, entries and each other; files against files."
        )
        return Prose([told], heading)
    return Points([sentence(record, each) for each in found], heading, grave=True)


def sentence(record: Record, doubt: Doubt) -> str:
    """One contradiction in words. It asks and judges nothing."""
    told = {}
    for name, value in doubt.facts:
        if isinstance(value, date):
            told[name] = value.isoformat()
        elif isinstance(value, tuple):
            told[name] = _some(value)
        elif name in ("what", "first", "then"):
            told[name] = gettext(KINDS.get(str(value), str(value)))
        else:
            told[name] = str(value)
    if "file" in told:
        told["caption"] = record.plain(told["caption"]) or told["file"][:12]
    entries = pgettext("between names", ", ").join(str(each) for each in doubt.entries)
    said = gettext(MISFITS[doubt.kind]) % told
    return gettext("%(sentence)s (entry %(entries)s)") % {"sentence": said, "entries": entries}


def _some(numbers: tuple[str, ...]) -> str:
    listed = pgettext("between names", ", ").join(numbers[:MOST_NUMBERS])
    more = len(numbers) - MOST_NUMBERS
    return gettext("%(numbers)s and %(more)s more") % {"numbers": listed, "more": more} if more > 0 else listed


def _short(record: Record, rounds: tuple[Round, ...]) -> list[tuple[str, str]]:
    told = record.description
    last = rounds[-1]
    corrections = [each for each in record.lines if isinstance(each.event, CorrectionMade)]
    ended = dossier.ending(record.lines)
    return [
        (gettext("Problem number"), record.number),
        (gettext("Problem"), record.title),
        (gettext("What is wrong"), record.statement),
        (gettext("Topic"), record.label("topic", told["topic"])),
        (gettext("Town and village"), record.place()),
        (gettext("Registered on"), on(record.first.on)),
        (gettext("Where it stands"), record.label("status", Status(record.status))),
        (gettext("Outcome class"), _ending(record, ended, last)),
        (gettext("Reopened"), _times(record, problem_event.ProblemReopened)),
        (gettext("Sent back"), _times(record, problem_event.ProblemSentBack)),
        (gettext("Corrected entries"), str(len(corrections))),
        *([(gettext("Records are kept until"), record.kept_until)] if record.kept_until else []),
    ]


def _last_day(term: Term) -> str:
    """The last day with its basis, the year that the calendar lacks, or nothing where it has not begun."""
    if term.unknown:
        return gettext("not known: the notice for %(year)s is missing") % {"year": term.unknown}
    return "\n".join((on(term.last_on), term.basis)) if term.last_on else ""


def _times(record: Record, kind: type[problem_event.ProblemReopened | problem_event.ProblemSentBack]) -> str:
    return str(sum(isinstance(each.event, kind) for each in record.lines))


def _ending(record: Record, ended: Ending, last: Round) -> str:
    """The class, and how far it is proven: claimed, verified, or struck off (law 5)."""
    told = gettext(ENDINGS[ended])
    if ended not in (Ending.SOLVED, Ending.EXPLAINED, Ending.NOT_SUBSTANTIATED):
        return told
    if last.struck_off:
        far = gettext("struck off")
    elif last.verified:
        far = gettext("verified, not struck off")
    else:
        far = gettext("claimed by the unit, not verified")
    if ended is Ending.NOT_SUBSTANTIATED:
        second = record.who(last.second) if last.second else gettext("none yet")
        return gettext("%(what)s (%(far)s); second reader: %(who)s") % {"what": told, "far": far, "who": second}
    return gettext("%(what)s (%(far)s)") % {"what": told, "far": far}


def _round(record: Record, one: Round, prefix: str) -> list[Part]:
    grid = tasks(record, one)
    parts: list[Part] = [
        Grid(grid.heads, grid.widths, grid.rows, prefix + gettext("What was done")),
        _evidence(record, one, prefix),
        Fields(_judged(record, one), prefix + gettext("Claim, verification, closure")),
    ]
    heard = _heard(record, one)
    if heard.rows:
        parts.append(heard)
    return parts


def _evidence(record: Record, one: Round, prefix: str) -> Grid:
    rows: list[list[Cell]] = []

    def add(of: str, line: Line | None, evidence: tuple[Evidence, ...]) -> None:
        for each in evidence:
            entered = line.recorded_at.date().isoformat() if line else ""
            caption = Cell(record.plain(each.caption) or each.file[:12], each.file)
            rows.append([Cell(of), caption, Cell(each.dated_on.isoformat()), Cell(entered), Cell(each.file[:16])])

    for work in one.works:
        add(record.tasks.get(work.id, gettext("At once")), work.ended, work.evidence)
    for line in one.helped:
        add(record.unit(getattr(line.event, "unit", "")), line, dossier.evidence_of(line))
    if one.claim is not None and not isinstance(one.claim.event, problem_event.ProblemRectifiedAtOnce):
        add(gettext("Closure request"), one.claim, dossier.evidence_of(one.claim))
    if one.verified is not None:
        add(gettext("Verifier"), one.verified, dossier.evidence_of(one.verified))
    heads = [
        gettext("Proves"),
        gettext("What it shows"),
        gettext("Day it shows"),
        gettext("Entered on"),
        gettext("SHA-256 begins"),
    ]
    return Grid(heads, (26, 50, 23, 23, 34), rows, prefix + gettext("Evidence"))


def _judged(record: Record, one: Round) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    sent = one.dispatched
    if sent is not None and isinstance(sent.event, problem_event.ProblemDispatched | problem_event.ProblemAdjudicated):
        told = gettext("to %(unit)s on %(date)s, due %(due)s, by %(who)s")
        facts = {
            "unit": record.unit(sent.event.unit),
            "date": on(sent.on),
            "due": on(sent.event.due_on),
            "who": record.who(sent),
        }
        rows.append((gettext("Dispatched"), told % facts))
    for each in one.helped:
        unit = record.unit(getattr(each.event, "unit", ""))
        rows.append((gettext("Cooperating unit"), _line(record, each, unit, getattr(each.event, "note", ""))))
    if one.claim is not None:
        account = getattr(one.claim.event, "account", "") or getattr(one.claim.event, "measure", "")
        rows.append(
            (gettext("Outcome claimed"), _line(record, one.claim, record.label("outcome", one.outcome), account))
        )
    for line, label in ((one.verified, _how(one)), (one.second, gettext("Second reading"))):
        if line is not None:
            rows.append((label, _line(record, line, "", getattr(line.event, "finding", ""))))
    if one.asked or one.heard:
        rows.append((gettext("The reporters"), counts_told(dossier.answers(one))))
    rows += _decided(record, one)
    if one.struck_off is not None and isinstance(one.struck_off.event, problem_event.ProblemStruckOff):
        event = one.struck_off.event
        said = "\n".join(filter(None, (event.note, event.explanation)))
        rows.append(
            (gettext("Struck off"), _line(record, one.struck_off, record.label("outcome", event.outcome), said))
        )
    if one.look_back is not None:
        rows.append(
            (gettext("Look-back passed"), _line(record, one.look_back, "", getattr(one.look_back.event, "finding", "")))
        )
    if one.ended is not None:
        rows.append(_again(record, one.ended))
    return rows


def _decided(record: Record, one: Round) -> list[tuple[str, str]]:
    """What was decided on answers of this round that it is not fixed, and what the reporter was told."""
    asked = {getattr(each.event, "survey", "") for each in one.heard}
    return [
        (
            gettext("Decided on an answer that it is not fixed"),
            _line(record, line, record.label("decision", line.event.decision), line.event.explanation),
        )
        for line in record.lines
        if isinstance(line.event, survey.AnswerDecided) and line.event.survey in asked
    ]


def _timed(record: Record) -> list[tuple[str, str]]:
    """Each entry that moved the deadline, with both dates, and each that pressed the unit or raised the matter."""
    return [
        (name, _line(record, line, told, said)) for line in record.lines for name, told, said in _time(record, line)
    ]


def _time(record: Record, line: Line) -> Iterator[tuple[str, str, str]]:
    """What one entry did to the deadline or to the pressure: its name, the facts, and what was written."""
    moved = gettext("from %(was)s to %(now)s")
    match line.event:
        case clock.ExtensionGranted(due_on=was, to_on=to_on, note=note):
            yield gettext("Extension granted"), moved % {"was": on(was), "now": on(to_on)}, note
        case clock.ExtensionRefused(reason=reason):
            yield gettext("Extension refused"), "", reason
        case clock.PauseBegun(until_on=until_on, basis=basis):
            yield gettext("Clock stopped"), gettext("until %(date)s at most") % {"date": on(until_on)}, basis
        case clock.PauseEnded(due_on=was, to_on=to_on, note=note):
            yield gettext("Clock runs on"), moved % {"was": on(was), "now": on(to_on)}, note
        case clock.DeadlinePassed(due_on=due_on):
            yield gettext("Deadline passed"), on(due_on), ""
        case chase.ChaseIssued(level=level, demand=demand):
            yield pgettext("document", "Chase order"), record.label("chase", level), demand
        case chase.ChaseAnswered(answer=answer):
            yield gettext("Answer of the unit"), "", answer
        case chase.SupervisionListed(basis=basis):
            yield gettext("Put under listed supervision"), "", basis
        case chase.SupervisionDelisted(reason=reason):
            yield gettext("Taken off listed supervision"), "", reason
        case problem_event.ProblemEscalated(unit=unit, reason=reason):
            yield gettext("Given to a higher level"), record.unit(unit), reason


def _how(one: Round) -> str:
    on_site = getattr(one.verified.event, "on_site", False) if one.verified else False
    return gettext("Verified on site") if on_site else gettext("Verified on paper")


def _line(record: Record, line: Line, first: str, said: str) -> str:
    """What, on which day, by whom, as which entry; then what was written."""
    head = gettext("; ").join(
        filter(
            None, (first, on(line.on), record.who(line), gettext("entry %(position)s") % {"position": line.position})
        )
    )
    return "\n".join(filter(None, (head, record.plain(said))))


def _again(record: Record, line: Line) -> tuple[str, str]:
    match line.event:
        case problem_event.ProblemReopened(source=source, reason=reason):
            by = record.label("source", source)
            return gettext("Reopened"), _line(record, line, by, reason)
        case problem_event.ProblemSentBack(reason=reason):
            return gettext("Sent back"), _line(record, line, "", reason)
    return gettext("Brought back onto the ladder"), _line(record, line, "", getattr(line.event, "reason", ""))


def _heard(record: Record, one: Round) -> Grid:
    """What each reporter answered, by the opinion's number; their words only for who may read them."""
    rows = []
    for line in one.heard:
        event = line.event
        if not isinstance(event, survey.SurveyRecorded):
            continue
        fixed = ""
        if event.outcome is SurveyOutcome.ANSWERED:
            fixed = gettext("fixed") if event.fixed else gettext("not fixed")
        level = record.label("level", event.level)
        words = record.plain(event.words) if record.words else ""
        shown = (record.opinions.get(event.opinion, ""), record.label("survey", event.outcome), fixed, level, words)
        rows.append([Cell(each) for each in shown])
    heads = [
        gettext("Opinion"),
        gettext("What came of asking"),
        gettext("Fixed?"),
        gettext("Satisfied?"),
        gettext("Words"),
    ]
    return Grid(heads, (34, 28, 18, 24, 52), rows, gettext("What the reporters say"))


def _ends(record: Record) -> list[Part]:
    """Corrections, and how it left the ladder where it did."""
    parts: list[Part] = []
    ways = [
        each
        for each in record.lines
        if isinstance(
            each.event,
            problem_event.ProblemDeclined
            | problem_event.ProblemMerged
            | problem_event.ProblemRedirected
            | problem_event.ProblemMarkedLongTerm,
        )
    ]
    if ways:
        parts.append(
            Fields(
                [(gettext(KINDS[each.event.kind]), _line(record, each, "", _said(each))) for each in ways],
                gettext("Off the ladder"),
            )
        )
    made = [each for each in record.lines if isinstance(each.event, CorrectionMade)]
    if made:
        parts.append(Points([_corrected(record, each) for each in made], gettext("Corrections")))
    return parts  # fmt: skip


def _said(line: Line) -> str:
    return next(
        (
            text
            for name in ("where_to", "reason", "basis")
            if isinstance(text := getattr(line.event, name, ""), str) and text
        ),
        "",
    )


def _corrected(record: Record, line: Line) -> str:
    event = line.event
    assert isinstance(event, CorrectionMade)
    told = gettext("Entry %(entry)s was corrected by entry %(position)s on %(date)s by %(who)s: %(reason)s")
    said = {
        "entry": event.entry,
        "position": line.position,
        "date": on(line.on),
        "who": record.who(line),
        "reason": record.plain(event.reason),
    }
    return "\n".join(filter(None, (told % said, record.plain(event.note))))
