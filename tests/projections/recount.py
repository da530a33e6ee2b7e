"""A second computation of every figure: plain Python over entries as an operator exports them, written from the figures' definitions.

It imports nothing of Sandan. An entry is a dict of `position`, `stream`, `kind`, `day` (the local day on which it was recorded), `unit` (of
whoever gave the command) and `data`, the public and internal openings together. Nothing personal is needed for any figure; the internal
openings are, because a good part of what figures count (who answers, what was paid) is not public. So this is what somebody with the key
does on the machine, or on an export made there; an outsider without the key recounts the records that the public pages list.

Days are ISO texts, which compare as days do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

Entry = Mapping[str, Any]
Told = tuple[Decimal | int | None, int, int | None]
"""Value, numerator and denominator of a figure."""

GRADES = ("claimed", "documented", "verified", "confirmed")
CONTENT = ("very_satisfied", "satisfied", "fairly_satisfied", "basically_satisfied")
DISCONTENT = ("dissatisfied", "very_dissatisfied")
LEVELS = (*CONTENT, *DISCONTENT, "dont_know")
FEWEST = 5
"""Sealed figures, and the rate by formula, say nothing of fewer records."""


class Thing(dict[str, Any]):
    """A record under whatever was said of it; what was not said is None."""

    def __getattr__(self, name: str) -> Any:
        return self.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


def by(day: str | None, on: str) -> bool:
    """It has happened by a day."""
    return day is not None and day <= on


def fen(amount: Any) -> int:
    """An amount in whole fen, from its text or from text and currency."""
    text = amount[0] if isinstance(amount, list) else amount
    return int(Decimal(text) * 100)


def exact(quantity: Any) -> int:
    """What a quantity counts exactly; 0 where it does not."""
    return int(quantity[0]) if quantity and quantity[2] == "exact" else 0


def vague(quantity: Any) -> int:
    return int(quantity[0]) if quantity and quantity[2] != "exact" else 0


def rate(above: int | Fraction, below: int) -> Decimal | None:
    """Percent with one decimal, half up, by whole numbers."""
    if below == 0:
        return None
    tenths = Fraction(above) * 1000 / below
    return Decimal((2 * tenths.numerator + tenths.denominator) // (2 * tenths.denominator)).scaleb(-1)


class County:
    """What the entries up to a position say. Each noun has its things by id."""

    def __init__(self, entries: Iterable[Entry], upto: int) -> None:
        self.things: dict[str, dict[str, Thing]] = {}
        for entry in entries:
            if entry["position"] > upto:
                break
            if not entry["stream"].partition("/")[2].startswith("0"):  # under the shield: in no figure, for nobody
                self._hear(entry)

    def all(self, noun: str) -> list[Thing]:
        return list(self.things.get(noun, {}).values())

    def one(self, noun: str, id: str) -> Thing:
        return self.things[noun][id]

    def new(self, noun: str, id: str, **said: Any) -> Thing:
        """The thing of this id, made where missing, with what was said of it."""
        thing = self.things.setdefault(noun, {}).setdefault(id, Thing(id=id))
        thing.update(said)
        return thing

    def _hear(self, entry: Entry) -> None:
        kind = entry["kind"].partition("/")[0]
        noun, _dot, verb = kind.partition(".")
        data = {**entry["data"], "on": entry["data"].get("happened_on")}
        hears: Callable[[str, Any, Entry], None] | None = getattr(self, f"_{noun}", None)
        if hears is not None:
            hears(verb, Thing(data), entry)

    # Who is where, and who answers

    def _unit(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "established":
            self.new("unit", said.unit, tier=said.tier, parent=said.parent)
        elif verb == "moved":
            self.one("unit", said.unit).parent = said.parent

    def town(self, place: str) -> str:
        """The town of a place: itself, or the one that a village stands under."""
        unit = self.things.get("unit", {}).get(place)
        if unit is None or unit.tier not in ("town", "branch"):
            return ""
        while unit is not None and unit.tier != "town":
            unit = self.things["unit"].get(unit.parent)
        return str(unit.id) if unit is not None else ""

    def _appointment(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "made":
            self.new("appointment", said.appointment, person=said.person, from_on=said.from_on, until_on=None)
        elif verb == "ended":
            self.one("appointment", said.appointment).until_on = said.until_on
        else:
            del self.things["appointment"][said.appointment]

    def _assignment(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "made" and said.unit:
            self.new("pair", said.assignment, leader=said.leader, place=said.unit, from_on=said.from_on, until_on=None)
        elif verb == "ended" and said.assignment in self.things.get("pair", {}):
            self.one("pair", said.assignment).until_on = said.until_on

    def _responsibility(self, verb: str, said: Thing, entry: Entry) -> None:
        key = said.task or entry["stream"].partition("/")[2]
        if verb == "assigned":
            of = entry["stream"].partition("/")[2]
            self.new("answers", key, problem=of, task=said.task or "", since=said.on)
        self.new("answers", key, leader=said.leader, person=said.person)

    # Opinions, problems, call-backs

    def _opinion(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "registered":
            self.new("opinion", said.opinion, heard_on=said.on, repeat_of=said.repeat_of or "", fate="waiting")
        elif verb in ("accepted", "attached", "declined", "withdrawn", "concluded"):
            self.new("opinion", said.opinion, fate=verb, sorted_on=said.on)

    def _problem(self, verb: str, said: Thing, entry: Entry) -> None:
        key, on = entry["stream"].partition("/")[2], said.on
        if verb in ("registered", "registered_from"):
            origin = said.origin or ""
            self.new(
                "problem",
                key,
                registered=on,
                origin=origin,
                outcome="",
                extended=0,
                returned=0,
                back=0,
                chased=False,
                round=0,
            )
            return
        one = self.one("problem", key)
        if verb in ("accepted", "answered", "verified", "merged", "declined", "redirected"):
            one[verb] = on
        elif verb in ("dispatched", "adjudicated"):
            one.update(due=said.due_on, first_due=one.first_due or said.due_on, paused=None, chased=False, signed=None)
            if verb == "dispatched":
                one.dispatched = on
                self._demand("order", on)
                for _unit in said.cooperating:
                    self._demand("share", on)
        elif verb == "escalated":
            one.update(escalated=on, signed=None, chased=False)
        elif verb == "signed_for":
            one.signed = on
        elif verb == "return_refused":
            one.signed = None
        elif verb == "returned":
            one.update(self._nowhere(), returned=one.returned + 1)
        else:
            self._judged(verb, said, one)

    def _judged(self, verb: str, said: Thing, one: Thing) -> None:
        """What was claimed of a problem, what others said to that, and what began it anew."""
        key, on = one.id, said.on
        if verb == "rectified_at_once":
            one.update(outcome="rectified", claimed=on, rectified=on, begun=one.begun or said.done_on)
        elif verb == "closure_requested":
            one.update(outcome=said.outcome, claimed=on, rectified=on if said.outcome == "rectified" else None)
        elif verb == "struck_off":
            one.struck_off = on
            if said.explanation:
                self._settled(key)
        elif verb == "look_back_passed":
            one.held = on
        elif verb == "sent_back":
            self._demand("redo", on)
            one.update(self._unclaimed(), back=one.back + 1, round=one.round + 1)
            self._settled(key)
        elif verb == "marked_long_term":
            one.update(long_term=on, due=None, paused=None, first_due=None, extended=0, ever_paused=None)
        elif verb in ("resumed", "reopened"):
            one.update(self._nowhere(), **self._unclaimed(), first_due=None, extended=0, ever_paused=None, chased=False)
            one.update(begun=None, answered=None, listed=None, round=one.round + 1)
            if verb == "resumed":
                one.long_term = None
            else:
                one.update(struck_off=None, held=None, declined=None, redirected=None)
                one.update(accepted=one.accepted or on, reopened=on)
            self._settled(key)

    @staticmethod
    def _nowhere() -> dict[str, Any]:
        """With no unit, so that no deadline runs."""
        return {"dispatched": None, "signed": None, "due": None, "paused": None}

    @staticmethod
    def _unclaimed() -> dict[str, Any]:
        return {"outcome": "", "claimed": None, "rectified": None, "verified": None}

    def _settled(self, problem: str) -> None:
        """Whatever its reporters said waits for no decision any more."""
        for one in self.all("survey"):
            if one.problem == problem:
                one.undecided = False

    def _of(self, entry: Entry) -> Thing:
        return self.one("problem", entry["stream"].partition("/")[2])

    def _task(self, verb: str, said: Thing, entry: Entry) -> None:
        if verb in ("progressed", "completed"):
            one = self._of(entry)
            one.begun = one.begun or said.on

    def _extension(self, verb: str, said: Thing, entry: Entry) -> None:
        if verb == "granted":
            one = self._of(entry)
            one.update(due=said.to_on, extended=one.extended + 1)

    def _pause(self, verb: str, said: Thing, entry: Entry) -> None:
        one = self._of(entry)
        if verb == "begun":
            one.update(paused=said.from_on, ever_paused=one.ever_paused or said.from_on)
        else:
            one.update(paused=None, due=said.to_on)

    def _demand(self, kind: str, on: str) -> None:
        """A unit was asked for something, once and for all."""
        number = len(self.things.get("demand", {}))
        self.new("demand", str(number), what=kind, asked=on)

    def _chase(self, verb: str, said: Thing, entry: Entry) -> None:
        if verb == "issued":
            self._demand("chase", said.on)
            self._of(entry).chased = True

    def _supervision(self, verb: str, said: Thing, entry: Entry) -> None:
        self._of(entry).listed = said.on if verb == "listed" else None

    def _survey(self, verb: str, said: Thing, entry: Entry) -> None:
        if verb == "asked":
            self.new("survey", said.survey, problem=self._of(entry).id, asked=said.on, round=self._of(entry).round)
        elif verb == "recorded":
            unhappy = said.outcome == "answered" and (said.fixed is False or said.level in DISCONTENT)
            one = self.one("survey", said.survey)
            one.update(
                outcome=said.outcome, contacted=said.contacted, fixed=said.fixed, level=said.level, recorded=said.on
            )
            one.update(way=said.way or ("receipt" if said.own else "call"))
            one.undecided = unhappy and one.round == self._of(entry).round
        elif verb == "decided":
            self.one("survey", said.survey).undecided = said.decision == "reopen"

    def _formula(self, verb: str, said: Thing, _entry: Entry) -> None:
        name = "formula" if verb == "adopted" else said.threshold
        self.new("rule", f"{name} {said.from_on}", name=name, from_on=said.from_on, value=said.formula or said.value)

    # Looked at again

    def _look_back(self, verb: str, said: Thing, _entry: Entry) -> None:
        of = said.look_back
        if verb == "population_frozen":
            self.new("look_back", of, sizes=Counter(said.strata))
        elif verb == "sample_drawn":
            for problem, stratum in zip(said.problems, said.strata, strict=True):
                self.new("drawn", f"{of} {problem}", look_back=of, stratum=stratum, drawn=said.on)
        elif verb == "finding_recorded":
            self.new("drawn", f"{of} {said.problem}", verdict=said.verdict, found=said.on)
        elif verb == "finding_set_aside":
            self.new("drawn", f"{of} {said.problem}", aside=said.on)
        elif verb == "abandoned":
            for one in self.all("drawn"):
                if one.look_back == of and one.verdict is None:
                    one.given_up = said.on

    def _circuit_group(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "formed":
            self.new("group", said.group, from_on=said.from_on, members=len(said.members))
        elif verb in ("member_added", "member_ended"):
            self.one("group", said.group).members += 1 if verb == "member_added" else -1
        elif verb in ("dissolved", "withdrawn"):
            self.one("group", said.group)[verb] = said.on

    def _circuit_visit(self, verb: str, said: Thing, _entry: Entry) -> None:
        visit = said.visit
        if verb == "planned":
            self.new("circuit", visit, place=said.place, announced=said.announced, clashes=said.clashes)
        elif verb == "moved":
            self.one("circuit", visit).clashes = said.clashes
        elif verb == "held":
            self.one("circuit", visit).held = said.held_on
        elif verb == "withdrawn":
            self.one("circuit", visit).withdrawn = said.on
        elif verb == "sample_taken":
            for problem in said.problems:
                self.new("looked", f"{visit} {problem}", by_lot=True)
        elif verb == "check_noted":
            self.new("looked", f"{visit} {said.problem}", verdict=said.found, found=said.on)
        elif verb == "found":
            self.new("looked", f"{visit} {said.finding}", by_lot=False, verdict=said.found, found=said.on)
        elif verb == "objected":
            self.new("looked", f"{visit} {said.finding}", objected=said.on)
        elif verb == "decided_again":
            self.new("looked", f"{visit} {said.finding}", decided=said.on, aside=said.on if said.upheld else None)

    # Registers of a campaign

    def _held(self, noun: str, id: str, said: Thing, **more: Any) -> Thing:
        grade = "documented" if said.evidence else "claimed"
        return self.new(noun, id, held=said.held_on, grade=grade, **more)

    def _ended(self, noun: str, id: str, verb: str, said: Thing) -> None:
        """What every register has: confirmed, called off, entered by mistake."""
        if verb == "confirmed":
            self.one(noun, id).grade = "verified"
        elif verb in ("cancelled", "withdrawn"):
            self.one(noun, id)[verb] = said.on

    def _lecture(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "planned":
            self.new(
                "lecture",
                said.lecture,
                entered=said.on,
                leader=said.lecturer,
                place=said.place,
                town=self.town(said.place),
            )
        elif verb == "held":
            self._held("lecture", said.lecture, said, audience=said.audience)
        self._ended("lecture", said.lecture, verb, said)

    def _visit(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb in ("planned", "entered"):
            place = {"leader": said.visitor, "place": said.place, "town": self.town(said.place)}
            self.new(
                "visit", said.visit, entered=said.on, planned=said.planned_on, others=len(said.others or ()), **place
            )
        if verb in ("entered", "held"):
            self._held("visit", said.visit, said, heard=Counter(each[0] for each in said.heard))
        self._ended("visit", said.visit, verb, said)

    def _meeting(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "held":
            waiting = sum(bool(each[4]) for each in said.decisions)
            self._held("meeting", said.meeting, said, decisions=len(said.decisions), carried=0, waiting=waiting)
        elif verb in ("carried_out", "dropped"):
            one = self.one("meeting", said.meeting)
            one.update(waiting=one.waiting - 1, carried=one.carried + (verb == "carried_out"))
        self._ended("meeting", said.meeting, verb, said)

    def _deed(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "entered":
            grade = "documented" if said.evidence else "claimed"
            told = {"done": said.done_on, "kind": said.kind_of, "need": said.need, "served": said.beneficiaries}
            sums = dict.fromkeys(("people", "people_about", "hours", "hours_about"), 0)
            self.new("deed", said.deed, grade=grade, duty=said.on if said.duties else None, hands=[], **told, **sums)
            return
        one = self.one("deed", said.deed)
        if verb == "joined":
            one.people += 1
            one.hours, one.hours_about = one.hours + exact(said.hours), one.hours_about + vague(said.hours)
            one.hands.append((said.volunteer, said.hours))
        elif verb == "left":
            mine = next(each for each in one.hands if each[0] == said.volunteer)
            one.hands.remove(mine)
            one.people -= 1
            one.hours, one.hours_about = one.hours - exact(mine[1]), one.hours_about - vague(mine[1])
        elif verb == "hours_entered":
            one.people, one.people_about = (
                one.people + exact(said.volunteers),
                one.people_about + vague(said.volunteers),
            )
            one.hours, one.hours_about = one.hours + exact(said.hours), one.hours_about + vague(said.hours)
        elif verb == "duty_said":
            one.duty = said.on if said.duty else None
        elif verb == "denied" or (verb == "word_taken" and not said.holds):
            one.denied = said.on
        elif verb in ("confirmed", "word_taken"):
            one.grade = "confirmed"
        elif verb == "verified":
            one.update(denied=None, grade=max(one.grade, "verified", key=GRADES.index))
        elif verb == "withdrawn":
            one.withdrawn = said.on

    def _exemplar(self, verb: str, said: Thing, _entry: Entry) -> None:
        one = self.new("exemplar", said.exemplar, seen=True)
        if verb == "nominated":
            one.entered = said.on
        elif verb == "posted":
            one.posted = said.on
        elif verb == "reviewed":
            one["approved" if said.holds else "refused"] = said.on
        elif verb == "answered" and said.stands:
            one.update(approved=None, refused=said.on)
        elif verb in ("published", "taken_down", "withdrawn"):
            one.update(published=None)
            one[verb] = said.on

    def _self_inspection(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "found":
            self.new("finding", said.finding, found=said.found_on)
        elif verb == "listed":
            self.new("finding", said.finding, listed=said.on, problem=said.problem)
        else:
            self.new("finding", said.finding, withdrawn=said.on)

    def _dispute(self, verb: str, said: Thing, _entry: Entry) -> None:
        none = dict.fromkeys(("agreed", "due", "asked", "failed"))
        if verb == "registered":
            self.new("dispute", said.dispute, entered=said.on, grade="claimed")
            return
        one = self.one("dispute", said.dispute)
        if verb == "mediated":
            one.update(none, mediated=said.held_on, broken=False)
        elif verb == "agreed":
            one.update(none, agreed=said.agreed_on, due=said.due_on, broken=False)
        elif verb == "confirmation_noted":
            one.asked = said.asked_on
        elif verb == "performed":
            one.update(performed=said.performed_on, grade="documented" if said.evidence else "claimed")
        elif verb == "confirmed":
            one.grade = max(one.grade, "confirmed" if said.said_so else "verified", key=GRADES.index)
        elif verb == "failed":
            one.update(failed=said.on, broken=said.broken)
        elif verb in ("referred", "withdrawn"):
            one[verb] = said.on

    def _plan(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "asked":
            self.new("plan", said.plan, asked=said.on, due=said.due_on, adopted=None, withdrawn=None)
            self._demand("plan", said.on)
        elif verb in ("adopted", "withdrawn"):
            self.one("plan", said.plan)[verb] = said.on

    def _study(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "planned":
            self.new("study", said.study, entered=said.on, mode=said.mode)
        elif verb == "held":
            self._held("study", said.study, said, named=said.count, others=said.others, present=said.present)
        self._ended("study", said.study, verb, said)

    def _training(self, verb: str, said: Thing, _entry: Entry) -> None:
        of = said.training
        if verb == "planned":
            self.new("class", of, entered=said.on, named=(), sessions=[])
        elif verb == "enrolled":
            self.one("class", of).update(named=said.participants, others=said.others)
        elif verb == "session_held":
            self.one("class", of).sessions.append((said.held_on, said.present))
        elif verb == "concluded":
            missed = [each[0] for each in said.not_completed or ()]
            self.one("class", of).update(over=said.concluded_on, missed=missed)
        self._ended("class", of, verb, said)

    def _measure(self, verb: str, said: Thing, _entry: Entry) -> None:
        id = said.measure
        if verb == "introduced":
            told = {"category": said.category_key, "item": said.item_key, "start": said.start_on, "before": said.before}
            self.new("measure", id, after=said.after, uses=[], complaints=0, **told)
            return
        one = self.one("measure", id)
        if verb == "amended":
            one.after = said.after
        elif verb == "use_counted":
            one.uses.append((said.to_on, said["count"]))
        elif verb == "linked":
            one.complaints += said.because == "complaint"
        elif verb == "retired":
            one.retired = said.last_on
        elif verb == "withdrawn":
            one.withdrawn = said.on

    # Assistance, and how it is watched

    def _application(self, verb: str, said: Thing, entry: Entry) -> None:
        id = said.application
        if verb == "submitted":
            told = {"bureau": said.bureau, "related": bool(said.related), "committed": len(said.committed or ())}
            self.new("application", id, applied=said.on, **told)
            return
        one = self.one("application", id)
        if verb == "papers_added":
            one.committed = len(said.committed or ())
        elif verb == "accepted":
            last = [each["last_on"] for each in said.steps if each["stage"] == "decide"]
            one.update(accepted=said.on, due=last[0] if last else None)
        elif verb == "relatives_named":
            one.related = True
        elif verb == "visited":
            one.visited = said.visited_on
        elif verb == "reviewed":
            one.reviewed = said.held_on
        elif verb == "opinion_given":
            one.opinion = said.on
        elif verb == "answered":
            if said.anew:
                one.update(decided=None, granted=None, near=False, days=None, late=False, in_town=None, committed=0)
            if said.resumed:
                one.update(ended=None, stopped=None)
        elif verb == "decided":
            days = (date.fromisoformat(said.on) - date.fromisoformat(one.accepted)).days if one.accepted else 0
            one.update(decided=said.on, granted=said.granted, near=said.near, in_town=entry["unit"] != one.bureau)
            one.update(days=days, late=one.due is not None and said.on > one.due)
        elif verb == "adjusted" and said.change == "stopped":
            one.update(ended=said.on, stopped=said.on)
        elif verb == "revoked":
            one.update(ended=said.on, revoked=said.on)
        elif verb == "withdrawn":
            one.ended = said.on

    def _payment(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "drawn_up":
            for each in said.lines:
                self.new("line", f"{said.payment} {each['application']}", payment=said.payment, fen=fen(each["amount"]))
        elif verb == "reconciled":
            back = {f"{said.payment} {each['application']}" for each in said.returned or ()}
            for one in self.all("line"):
                if one.payment == said.payment and one.id not in back:
                    one.paid = said.paid_on

    def _publicity(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "posted":
            self.new("notice", said.publicity, entered=said.on, objections=0)
            return
        one = self.one("notice", said.publicity)
        if verb == "objected":
            one.objections += 1
        elif verb == "answered" and said.stands and one.down is None and one.upheld is None:
            one.upheld = said.on
        elif verb == "taken_down":
            one.down = said.on

    def _delegation(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "given":
            self.new("delegation", said.delegation, entered=said.on, suspensions=0)
        elif verb == "suspended":
            self.one("delegation", said.delegation).suspensions += 1

    def _commitment(self, verb: str, said: Thing, _entry: Entry) -> None:
        one = self.new("commitment", said.commitment, seen=True)
        if verb in ("offered", "declined", "signed", "rested_on", "judged_false", "repaired"):
            one[verb] = said.on
        elif verb == "checked":
            one.update(checked=said.on, confirmed=said.on if said.consistent else None)
            if not said.consistent:
                one.otherwise = said.on
        elif verb == "corrected":
            one.confirmed = said.on

    def _spot_check(self, verb: str, said: Thing, _entry: Entry) -> None:
        of = said.spot_check
        if verb == "frozen":
            self.new("spot_check", of, certain=set(said.certain_subjects or ()))
        elif verb == "drawn":
            for each in said.subjects:
                self.new("spot", f"{of} {each}", drawn=said.on, certain=each in self.one("spot_check", of).certain)
        elif verb == "found":
            self.new("spot", f"{of} {said.subject}", verdict=said.verdict, found=said.on)
        elif verb == "answered":
            self.new("spot", f"{of} {said.subject}", answered=said.on)

    # Medical bills

    def _admission(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "admitted":
            told = {"guaranteed": said.guaranteed, "emergency": said.emergency, "inside": said.inside}
            self.new("admission", said.admission, entered=said.on, **told)
        elif verb == "withdrawn":
            self.one("admission", said.admission).withdrawn = said.on

    def _settlement(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "signed":
            paid = Counter[str]()
            for each in said.shares:
                paid[each[1]] += fen(each[6])
            total, funds = fen(said.total), paid.total()
            eligible = total - fen(said.non_catalogue) - fen(said.self_first)
            sums = {"total": total, "eligible": eligible, "funds": funds, "patient": total - funds}
            self.new("bill", said.settlement, entered=said.on, paid=paid, **sums)
        elif verb == "reversed":
            self.one("bill", said.settlement).withdrawn = said.on

    def _arrears(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "opened":
            self.new("arrear", said.arrears, entered=said.on, left=fen(said.amount))
            return
        one = self.one("arrear", said.arrears)
        if verb == "paid":
            one.left = fen(said.left)
            if one.left == 0:
                one.defaulted = None
        elif verb in ("waived", "cancelled"):
            one.update(left=0, defaulted=None, withdrawn=said.on if verb == "cancelled" else None)
        elif verb in ("default_listed", "default_ended"):
            one.defaulted = said.on if verb == "default_listed" else None

    def _advance(self, verb: str, said: Thing, _entry: Entry) -> None:
        if verb == "granted":
            self.new("advance", said.advance, granted=said.granted_on, amount=fen(said.amount), left=fen(said.amount))
            return
        one = self.one("advance", said.advance)
        if verb in ("used", "given_back"):
            one.left -= fen(said.amount)
        elif verb == "withdrawn":
            one.update(left=0, withdrawn=said.on)


# What is counted


Holds = Callable[..., Any]
"""Asks something of a thing. Loops bind what they ask for as a second argument's default."""


class Tally:
    """The figures of a county on a day. `figures` are by id: value, numerator, denominator."""

    def __init__(self, county: County, on: str) -> None:
        self.county, self.on = county, on
        self.counts: dict[str, tuple[int, int]] = {}
        """By id: the number, and over how many records it goes."""
        self.days: dict[str, int | None] = {}
        """By id: in how many days a share of the records was done; None over none."""
        self.figures: dict[str, Told] = {}
        for part in (_heard, _problems, _surveys, _again, _campaign, _deeds, _learning, _measures, _assistance, _bills):
            part(self)
        for id, (number, _records) in self.counts.items():
            self.figures[id] = (number, number, None)
        for id, took in self.days.items():
            self.figures[id] = (took, took or 0, None)
        for id in YUAN:
            number = self.counts[id][0]
            self.figures[id] = (Decimal(number).scaleb(-2), number, None)
        for id, (above, below) in RATES.items():
            self.figures[id] = (
                rate(self.counts[above][0], self.counts[below][0]),
                self.counts[above][0],
                self.counts[below][0],
            )
        _by_formula(self)
        _estimated(self)

    def by(self, day: str | None) -> bool:
        return by(day, self.on)

    def kept(self, one: Thing) -> bool:
        return not self.by(one.withdrawn)

    def count(self, id: str, things: Iterable[Thing], holds: Holds = lambda _one: True) -> None:
        number = sum(bool(holds(one)) for one in things)
        self.counts[id] = number, number

    def add(
        self,
        id: str,
        things: Iterable[Thing],
        number: Holds,
        over: Holds = lambda _one: True,
    ) -> None:
        counted = [number(one) for one in things if over(one)]
        self.counts[id] = sum(counted), len(counted)

    def pace(self, id: str, things: Iterable[Thing], first: str, last: str) -> None:
        """The days from one date of the things to another ("" for the day itself), where both have come: half of them, and nine in ten."""
        took = []
        for each in things:
            start, end = each.get(first), each.get(last) if last else self.on
            if self.by(start) and self.by(end):
                took.append((date.fromisoformat(str(end)) - date.fromisoformat(str(start))).days)
        took.sort()
        for name, above, below in ((id, 1, 2), (f"{id}_90", 9, 10)):
            rank = -(-len(took) * above // below)
            self.counts[name] = 0, len(took)
            self.days[name] = took[rank - 1] if took else None


def _heard(one: Tally) -> None:
    said = [each for each in one.county.all("opinion") if one.by(each.heard_on) and each.fate != "withdrawn"]
    one.count("opinions.collected", said)
    one.count("opinions.waiting", said, lambda each: not one.by(each.sorted_on))
    for fate in ("accepted", "attached", "declined"):
        one.count(f"opinions.{fate}", said, lambda each, fate=fate: each.fate == fate and one.by(each.sorted_on))
    one.count("opinions.repeats", said, lambda each: each.repeat_of != "")


def _problems(one: Tally) -> None:
    rows = [each for each in one.county.all("problem") if one.by(each.registered)]
    one.count("problems.collected", rows)
    for id, name in (
        ("accepted", "accepted"), ("dispatched", "dispatched"), ("signed_for", "signed"), ("in_progress", "begun"),
        ("answered", "answered"), ("verified", "verified"), ("struck_off", "struck_off"), ("look_back_passed", "held"),
        ("redirected", "redirected"), ("escalated", "escalated"), ("reopened", "reopened"), ("declined", "declined"),
        ("merged", "merged"), ("long_term", "long_term"),
    ):  # fmt: skip
        one.count(f"problems.{id}", rows, lambda each, name=name: one.by(each.get(name)))
    claimed = [each for each in rows if one.by(each.claimed)]
    one.count("problems.rectified", claimed, lambda each: one.by(each.rectified) and each.long_term is None)
    for outcome in ("not_fixable", "not_substantiated"):
        one.count(f"problems.{outcome}", claimed, lambda each, outcome=outcome: each.outcome == outcome)
    one.count(
        "problems.struck_off_unrectified", rows, lambda each: one.by(each.struck_off) and each.outcome != "rectified"
    )
    listed = [
        each
        for each in rows
        if not any(one.by(each.get(name)) for name in ("declined", "redirected", "merged", "long_term"))
    ]
    still = [each for each in listed if not one.by(each.struck_off)]
    one.count("problems.open", still)
    age = {each.id: (date.fromisoformat(one.on) - date.fromisoformat(str(each.registered))).days for each in still}
    for band, least, most in (("15", 0, 15), ("30", 16, 30), ("60", 31, 60), ("90", 61, 90), ("older", 91, 10**9)):
        one.count(f"problems.open_{band}", still, lambda each, least=least, most=most: least <= age[each.id] <= most)
    for name in ("dispatched", "claimed", "verified", "struck_off"):
        one.pace(f"days.{name}", rows, "registered", name)
    one.pace("days.open", still, "registered", "")
    asked = [each for each in one.county.all("demand") if one.by(each.asked)]
    one.count("demands.made", asked)
    for kind in ("order", "share", "redo", "chase", "plan"):
        one.count(f"demands.{kind}", asked, lambda each, kind=kind: each.what == kind)
    inside = {
        each.person
        for each in one.county.all("appointment")
        if each.from_on <= one.on and (each.until_on is None or each.until_on >= one.on)
    }
    answered = {
        each.problem
        for each in one.county.all("answers")
        if each.task == "" and one.by(each.since) and {each.leader, each.person} & inside
    }
    one.count("problems.answered_for", still, lambda each: each.id in answered)
    late = [each for each in still if each.due is not None and each.due < one.on]
    one.count("problems.overdue", late, lambda each: not one.by(each.claimed) and not one.by(each.paused))
    one.count("problems.chased", still, lambda each: each.chased)
    one.count("problems.supervised", still, lambda each: one.by(each.listed))
    one.count("problems.returned", rows, lambda each: each.returned > 0)
    one.count("problems.sent_back", rows, lambda each: each.back > 0)
    with_unit = [each for each in rows if one.by(each.dispatched)]
    one.count("problems.extended", with_unit, lambda each: each.extended > 0)
    one.count("problems.paused", with_unit, lambda each: one.by(each.ever_paused))
    judged = [
        each
        for each in listed
        if one.by(each.dispatched) and each.due is not None and (each.due < one.on or one.by(each.claimed))
    ]
    one.count("problems.due", judged)
    in_time = [each for each in judged if one.by(each.claimed) and each.claimed <= each.due]
    one.count("problems.on_time", in_time)
    one.count(
        "problems.on_first_time", in_time, lambda each: each.first_due is not None and each.claimed <= each.first_due
    )
    own = [each for each in rows if each.origin == "self_inspection"]
    one.count("problems.self_found", own)
    others = [each for each in with_unit if each.origin != "self_inspection"]
    one.count("problems.found_by_others", others)
    one.count("problems.found_by_others_struck_off", others, lambda each: one.by(each.struck_off))


def _surveys(one: Tally) -> None:
    rows = [each for each in one.county.all("survey") if one.by(each.asked)]
    one.count("surveys.asked", rows)
    told = [each for each in rows if one.by(each.recorded)]
    one.count("surveys.waiting", rows, lambda each: not one.by(each.recorded))
    one.count("surveys.unreached", told, lambda each: each.outcome == "unreachable")
    one.count("surveys.no_answer", told, lambda each: each.outcome == "no_answer")
    one.count("surveys.reached", told, lambda each: each.outcome in ("answered", "no_answer"))
    said = [each for each in told if each.outcome == "answered"]
    one.count("surveys.answered", said)
    one.count("surveys.contacted", said, lambda each: each.contacted is True)
    one.count("surveys.solved", said, lambda each: each.fixed is True)
    one.count("surveys.satisfied", said, lambda each: each.level in CONTENT)
    one.count("surveys.basically_satisfied", said, lambda each: each.level == "basically_satisfied")
    one.count("surveys.dissatisfied", said, lambda each: each.level in DISCONTENT)
    one.count("surveys.undecided", said, lambda each: each.undecided)
    for id, way in (("by_link", "link"), ("by_receipt", "receipt"), ("by_call", "call"), ("on_paper", "paper")):
        one.count(f"surveys.{id}", said, lambda each, way=way: each.way == way)
    for level in LEVELS:
        one.count(f"levels.{level}", said, lambda each, level=level: each.level == level)


WEIGHTS: dict[str, tuple[tuple[int, ...], tuple[str, ...], str]] = {
    "plain/1": ((100, 100, 100, 100, 0, 0, 0), (), "answered"),
    "satisfied_only/1": ((100, 100, 0, 0, 0, 0, 0), (), "answered"),
    "weighted_90/1": ((100, 100, 90, 90, 0, 0, 0), (), "answered"),
    "public_survey/1": ((100, 100, 75, 75, 55, 55, 0), ("dont_know",), "answered"),
    "campaign_four/1": ((100, 100, 100, 100, 0, 0, 0), (), "answered"),
    "five_stars/1": ((100, 100, 100, 100, 0, 0, 0), (), "answered"),
    "plain_of_asked/1": ((100, 100, 100, 100, 0, 0, 0), (), "asked"),
}
"""What each level is worth in hundredths, in the order of LEVELS, what is left out, and what it is divided by."""


def _by_formula(one: Tally) -> None:
    rules = sorted((each for each in one.county.all("rule") if each.from_on <= one.on), key=lambda each: each.from_on)
    held = {each.name: each.value for each in rules}
    weights, out, base = WEIGHTS[held.get("formula", "plain/1")]
    counts = {level: one.counts[f"levels.{level}"][0] for level in LEVELS if level not in out}
    worth = dict(zip(LEVELS, weights, strict=True))
    below = one.counts[f"surveys.{base}"][0] - sum(one.counts[f"levels.{level}"][0] for level in out)
    above = Fraction(sum(worth[level] * number for level, number in counts.items()), 100)
    value = rate(above, below) if below >= held.get("least", FEWEST) else None
    one.figures["rate.satisfaction_by_formula"] = value, sum(n for level, n in counts.items() if worth[level]), below


def _again(one: Tally) -> None:
    rows = [each for each in one.county.all("drawn") if one.by(each.drawn)]
    one.count("look_backs.drawn", rows)
    one.count("look_backs.waiting", rows, lambda each: not one.by(each.found) and not one.by(each.given_up))
    one.count("look_backs.given_up", rows, lambda each: not one.by(each.found) and one.by(each.given_up))
    one.count("look_backs.set_aside", rows, lambda each: one.by(each.found) and one.by(each.aside))
    found = [each for each in rows if one.by(each.found) and not one.by(each.aside)]
    for verdict in ("cannot_tell", "holds", "overturned"):
        one.count(f"look_backs.{verdict}", found, lambda each, verdict=verdict: each.verdict == verdict)
    one.count("look_backs.told", found, lambda each: each.verdict in ("holds", "overturned"))

    groups = [
        each
        for each in one.county.all("group")
        if one.kept(each) and one.by(each.from_on) and not one.by(each.dissolved)
    ]
    one.count("circuit.groups", groups)
    one.add("circuit.members", groups, lambda each: each.members)
    visits = [each for each in one.county.all("circuit") if one.kept(each) and one.by(each.held)]
    one.count("circuit.visits", visits)
    one.count("circuit.unannounced", visits, lambda each: each.announced is False)
    one.count("circuit.repeated", visits, lambda each: each.clashes)
    places = len({each.place for each in visits})
    one.counts["circuit.units"] = places, places
    looked = one.county.all("looked")
    checked = [each for each in looked if each.by_lot and one.by(each.found) and not one.by(each.aside)]
    one.count("circuit.checked", checked)
    one.count("circuit.told", checked, lambda each: each.verdict in ("confirmed", "overturned"))
    for verdict in ("confirmed", "overturned", "cannot_tell"):
        one.count(f"circuit.{verdict}", checked, lambda each, verdict=verdict: each.verdict == verdict)
    one.count("circuit.set_aside", looked, lambda each: one.by(each.aside))
    one.count(
        "circuit.problems",
        looked,
        lambda each: one.by(each.found) and not one.by(each.aside) and each.verdict == "problem",
    )
    one.count("circuit.praise", looked, lambda each: one.by(each.found) and each.verdict == "praise")
    one.count("circuit.objections", looked, lambda each: one.by(each.objected))
    one.count("circuit.undecided", looked, lambda each: one.by(each.objected) and not one.by(each.decided))
    one.count("circuit.upheld", looked, lambda each: one.by(each.objected) and one.by(each.aside))


def _estimated(one: Tally) -> None:
    """Each part's rate by how much was struck off in it; a part of which nothing was told is not spoken for."""
    parts: dict[tuple[str, str], list[int]] = {}
    for each in one.county.all("drawn"):
        if (
            one.by(each.drawn)
            and one.by(each.found)
            and not one.by(each.aside)
            and each.verdict in ("holds", "overturned")
        ):
            told = parts.setdefault((each.look_back, each.stratum), [0, 0])
            told[0] += 1
            told[1] += each.verdict == "overturned"
    size = {at: one.county.one("look_back", at[0]).sizes[at[1]] for at in parts}
    whole = sum(size.values())
    above = sum((Fraction(size[at] * wrong, n) for at, (n, wrong) in parts.items()), Fraction(0))
    counted = one.counts["look_backs.overturned"][0], one.counts["look_backs.told"][0]
    one.figures["rate.overturn_estimated"] = (rate(above, whole), *counted)


def _sums(one: Tally, prefix: str, things: list[Thing], column: str, measures: Iterable[tuple[str, str]]) -> None:
    """Exact and approximate numbers of a measure, apart."""
    for id, measure in measures:
        mine = [each for each in things if each[column] and each[column][1] == measure] if things else []
        one.add(f"{prefix}.{id}", mine, lambda each: exact(each[column]), lambda each: each[column][2] == "exact")
        one.add(
            f"{prefix}.{id}_approximate",
            mine,
            lambda each: vague(each[column]),
            lambda each: each[column][2] != "exact",
        )


def _campaign(one: Tally) -> None:
    county = one.county

    def planned(noun: str) -> list[Thing]:
        return [
            each for each in county.all(noun) if one.by(each.entered) and one.kept(each) and not one.by(each.cancelled)
        ]

    def held(noun: str) -> list[Thing]:
        return [each for each in county.all(noun) if one.by(each.held) and one.kept(each)]

    lectures, visits, meetings = held("lecture"), held("visit"), held("meeting")
    one.count("lectures.planned", planned("lecture"))
    one.count("lectures.held", lectures)
    one.count("lectures.confirmed", lectures, lambda each: each.grade == "verified")
    _sums(
        one,
        "lectures",
        [each for each in lectures if each.audience],
        "audience",
        (("persons", "person"), ("attendances", "attendance")),
    )
    one.count("visits.planned", planned("visit"), lambda each: each.planned is not None)
    one.count("visits.clashing", planned("visit"), lambda each: each.others > 0)
    one.count("visits.held", visits)
    one.count("visits.confirmed", visits, lambda each: each.grade == "verified")
    one.add("visits.heard", visits, lambda each: each.heard.total())
    for id, kind in (("opinions", "opinion"), ("fixed", "fixed"), ("disputes", "dispute"), ("noted", "noted")):
        one.add(f"visits.heard_{id}", visits, lambda each, kind=kind: each.heard[kind])
    runs = [
        each
        for each in county.all("pair")
        if each.from_on <= one.on and (each.until_on is None or each.until_on >= one.on)
    ]
    one.count("pairs.assigned", runs)
    one.count("pairs.visited", runs, lambda each: one.by(_first(county, each, "visit")))
    one.count("pairs.lectured", runs, lambda each: one.by(_first(county, each, "lecture")))
    one.count("meetings.held", meetings)
    for id, name in (("decisions", "decisions"), ("decisions_carried", "carried"), ("decisions_waiting", "waiting")):
        one.add(f"meetings.{id}", meetings, lambda each, name=name: each[name])

    quarrels = [each for each in county.all("dispute") if one.kept(each)]
    one.count("disputes.registered", quarrels, lambda each: one.by(each.entered))
    one.count("disputes.court_confirmed", quarrels, lambda each: one.by(each.asked))
    for id in ("mediated", "agreed", "performed", "failed", "referred"):
        one.count(f"disputes.{id}", quarrels, lambda each, id=id: one.by(each.get(id)))
    one.count(
        "disputes.confirmed", quarrels, lambda each: one.by(each.performed) and each.grade in ("verified", "confirmed")
    )
    one.count("disputes.broken", quarrels, lambda each: one.by(each.failed) and each.broken)
    one.count("disputes.overdue", quarrels, lambda each: one.by(each.agreed) and each.due is not None and each.due < one.on
              and not any(one.by(each.get(name)) for name in ("performed", "failed", "referred")))  # fmt: skip
    plans = [each for each in county.all("plan") if one.kept(each) and one.by(each.asked)]
    one.count("plans.asked", plans)
    one.count("plans.adopted", plans, lambda each: one.by(each.adopted))
    one.count(
        "plans.overdue", plans, lambda each: not one.by(each.adopted) and each.due is not None and each.due < one.on
    )


def _deeds(one: Tally) -> None:
    county = one.county
    done = [each for each in county.all("deed") if one.kept(each) and one.by(each.done)]
    counted = [each for each in done if not one.by(each.duty) and not one.by(each.denied)]
    one.count("deeds.done", counted)
    one.count("deeds.duty", done, lambda each: one.by(each.duty))
    one.count("deeds.denied", done, lambda each: not one.by(each.duty) and one.by(each.denied))
    for grade in GRADES:
        one.count(f"deeds.{grade}", counted, lambda each, grade=grade: each.grade == grade)
    one.count("deeds.recorded_need", counted, lambda each: each.need != "words")
    one.count("deeds.need_in_words", counted, lambda each: each.need == "words")
    one.count("deeds.volunteer", counted, lambda each: each.kind == "volunteer")
    served = [each for each in counted if each.served]
    _sums(
        one,
        "deeds",
        served,
        "served",
        (("persons", "person"), ("attendances", "attendance"), ("households", "household")),
    )
    sums = {
        "volunteers": "people",
        "volunteers_approximate": "people_about",
        "hours": "hours",
        "hours_approximate": "hours_about",
    }
    for id, name in sums.items():
        one.add(f"deeds.{id}", counted, lambda each, name=name: each[name], lambda each, name=name: each[name] > 0)

    named = [each for each in county.all("exemplar") if one.kept(each)]
    one.count("exemplars.nominated", named, lambda each: one.by(each.entered))
    for verb in ("posted", "approved", "refused", "published", "taken_down"):
        one.count(f"exemplars.{verb}", named, lambda each, verb=verb: one.by(each.get(verb)))
    own = [each for each in county.all("finding") if one.kept(each) and one.by(each.found)]
    one.count("self_inspections.findings", own)
    one.count("self_inspections.listed", own, lambda each: one.by(each.listed))
    one.count("self_inspections.apart", own, lambda each: not one.by(each.listed))
    off = {each.id for each in county.all("problem") if one.by(each.struck_off)}
    one.count("self_inspections.struck_off", own, lambda each: one.by(each.listed) and each.problem in off)


def _first(county: County, pair: Thing, noun: str) -> str | None:
    """The first day on which a leader was at (or spoke at) a place of theirs, or in a village of it, while it was theirs.

    A village that is itself assigned to the same leader on that day stands for itself.
    """

    def his(one: Thing, place: str) -> bool:
        return any(
            each.leader == pair.leader
            and each.place == place
            and each.from_on <= one.held
            and (each.until_on is None or each.until_on >= one.held)
            for each in county.all("pair")
        )

    days = [
        one.held
        for one in county.all(noun)
        if one.leader == pair.leader
        and one.held is not None
        and one.withdrawn is None
        and (one.place == pair.place or (one.town == pair.place and not his(one, one.place)))
        and pair.from_on <= one.held
        and (pair.until_on is None or pair.until_on >= one.held)
    ]
    return min(days, default=None)


def _learning(one: Tally) -> None:
    county = one.county
    planned = [
        each for each in county.all("study") if one.by(each.entered) and one.kept(each) and not one.by(each.cancelled)
    ]
    one.count("study.planned", planned)
    held = [each for each in county.all("study") if one.by(each.held) and one.kept(each)]
    one.count("study.sessions", held)
    one.count("study.confirmed", held, lambda each: each.grade == "verified")
    for mode in ("self", "collective", "themed", "seminar", "video", "reading", "field", "exchange", "tutor"):
        one.count(f"study.{mode}", held, lambda each, mode=mode: each.mode == mode)
    people = {person for each in held for person in each.present}
    one.counts["study.persons"] = len(people), sum(len(each.present) for each in held)
    one.add("study.attendances", held, lambda each: each.named + exact(each.others))
    about = [each for each in held if each.others and each.others[1] == "person" and each.others[2] != "exact"]
    one.add("study.attendances_approximate", about, lambda each: vague(each.others))

    classes = [each for each in county.all("class") if one.kept(each)]
    one.count("training.planned", classes, lambda each: one.by(each.entered) and not one.by(each.cancelled))
    over = [each for each in classes if one.by(each.over)]
    one.count("training.classes", over)
    sessions = [present for each in classes for day, present in each.sessions if one.by(day)]
    one.counts["training.sessions"] = len(sessions), len(sessions)
    one.counts["training.attendances"] = sum(sessions), len(sessions)
    one.add("training.participants", over, lambda each: len(each.named) + exact(each.others))
    about = [each for each in over if each.others and each.others[1] == "person" and each.others[2] != "exact"]
    one.add("training.participants_approximate", about, lambda each: vague(each.others))
    named = [(each, person) for each in over for person in each.named]
    one.counts["training.persons"] = len({person for _each, person in named}), len(named)
    missed = sum(person in each.missed for each, person in named)
    one.counts["training.completed"] = len(named) - missed, len(named) - missed
    one.counts["training.not_completed"] = missed, missed


def _measures(one: Tally) -> None:
    rows = [each for each in one.county.all("measure") if one.kept(each)]
    running = [each for each in rows if one.by(each.start) and not one.by(each.retired)]
    for id, name in (("categories", "category"), ("items", "item")):
        number = len({each[name] for each in running})
        one.counts[f"measures.{id}"] = number, number
    one.count("measures.in_force", running)
    one.count("measures.unmeasured", running, lambda each: not each.uses and not any(
        was is not None and now is not None for was, now in zip(each.before, each.after, strict=True)))  # fmt: skip
    both = [
        (each, [(w, n) for w, n in zip(each.before, each.after, strict=True) if w is not None and n is not None])
        for each in running
    ]
    idle = [each for each, pairs in both if pairs and all(n >= w for w, n in pairs)]
    one.count("measures.no_easier", idle)
    one.count("measures.retired", rows, lambda each: one.by(each.retired))
    one.count("measures.complained", running, lambda each: each.complaints)
    uses = [Thing(count=count) for each in rows for day, count in each.uses if one.by(day)]
    _sums(one, "measures", uses, "count", (("used", "time"),))


def _assistance(one: Tally) -> None:
    county = one.county
    rows = [each for each in county.all("application") if one.by(each.applied)]
    decided = [each for each in rows if one.by(each.decided)]
    granted = [each for each in decided if each.granted]
    one.count("applications.submitted", rows)
    one.count(
        "applications.incomplete",
        rows,
        lambda each: not any(one.by(each.get(name)) for name in ("accepted", "decided", "ended")),
    )
    one.count("applications.withdrawn", rows, lambda each: not one.by(each.decided) and one.by(each.ended))
    one.count("applications.decided", decided)
    one.count("applications.granted", granted)
    one.count("applications.refused", decided, lambda each: not each.granted)
    one.count("applications.near", decided, lambda each: not each.granted and each.near)
    one.count("applications.decided_in_town", decided, lambda each: each.in_town)
    one.count("applications.decided_in_county", decided, lambda each: not each.in_town)
    one.count("applications.late", decided, lambda each: each.late)
    one.count("applications.in_time", decided, lambda each: not each.late)
    one.add("applications.days", decided, lambda each: each.days)
    one.pace("applications.days_accepted", rows, "applied", "accepted")
    for name in ("visited", "reviewed", "opinion", "decided"):
        one.pace(f"applications.days_{name}", rows, "accepted", name)
    one.count("applications.committed", rows, lambda each: each.committed > 0)
    one.count("applications.related", rows, lambda each: each.related)
    one.count("allowances.stopped", granted, lambda each: one.by(each.stopped))
    one.count("allowances.revoked", granted, lambda each: one.by(each.revoked))
    paid = [each for each in county.all("line") if one.by(each.paid)]
    one.count("allowances.paid_lines", paid)
    one.add("allowances.paid", paid, lambda each: each.fen)

    posted = [each for each in county.all("notice") if one.by(each.entered)]
    one.count("notices.posted", posted)
    one.count("notices.objected", posted, lambda each: each.objections > 0)
    one.count("notices.upheld", county.all("notice"), lambda each: one.by(each.upheld))
    one.count("notices.taken_down", county.all("notice"), lambda each: one.by(each.down))
    given = [each for each in county.all("delegation") if one.by(each.entered)]
    one.count("delegations.given", given)
    one.count("delegations.suspended", given, lambda each: each.suspensions > 0)
    promises = county.all("commitment")
    for id, names in (
        ("offered", "offered"), ("declined", "declined"), ("signed", "signed"), ("rested_on", "rested_on"),
        ("checked", "rested_on checked"), ("confirmed", "checked confirmed"), ("inconsistent", "checked otherwise"),
        ("false", "rested_on checked judged_false"), ("repaired", "repaired"),
    ):  # fmt: skip
        one.count(
            f"commitments.{id}",
            promises,
            lambda each, names=names: all(one.by(each.get(name)) for name in names.split()),
        )
    spots = [each for each in county.all("spot") if one.by(each.drawn)]
    lot, sure = [each for each in spots if not each.certain], [each for each in spots if each.certain]
    one.count("spot_checks.drawn", lot)
    one.count("spot_checks.certain", sure)
    one.count("spot_checks.waiting", lot, lambda each: not one.by(each.found))

    def found(*verdicts: str) -> Callable[[Thing], bool]:
        return lambda each: one.by(each.found) and each.verdict in verdicts

    one.count("spot_checks.cannot_tell", lot, found("cannot_tell"))
    one.count("spot_checks.told", lot, found("holds", "overturned"))
    one.count("spot_checks.overturned", lot, found("overturned"))
    one.count("spot_checks.certain_overturned", sure, found("overturned"))
    one.count("spot_checks.unanswered", spots, lambda each: found("overturned")(each) and not one.by(each.answered))


def _bills(one: Tally) -> None:
    county = one.county
    admitted = [each for each in county.all("admission") if one.by(each.entered) and one.kept(each)]
    one.count("admissions.admitted", admitted)
    one.count("admissions.without_deposit", admitted, lambda each: each.guaranteed)
    one.count("admissions.outside", admitted, lambda each: each.guaranteed and not each.inside)
    one.count("admissions.emergency", admitted, lambda each: each.emergency)
    bills = [each for each in county.all("bill") if one.by(each.entered) and one.kept(each)]
    one.count("settlements.signed", bills)
    one.count("settlements.reversed", county.all("bill"), lambda each: one.by(each.withdrawn))
    for name in ("total", "eligible", "funds", "patient"):
        one.add(f"settlements.{name}", bills, lambda each, name=name: each[name])
    for kind in ("basic", "critical", "supplementary", "assistance", "top_up"):
        one.add(
            f"settlements.{kind}",
            bills,
            lambda each, kind=kind: each.paid[kind],
            lambda each, kind=kind: each.paid[kind] > 0,
        )
    owed = [each for each in county.all("arrear") if one.by(each.entered) and one.kept(each)]
    one.count("arrears.open", owed, lambda each: each.left > 0)
    one.add("arrears.owed", owed, lambda each: each.left, lambda each: each.left > 0)
    one.count("arrears.defaulted", owed, lambda each: one.by(each.defaulted))
    ahead = [each for each in county.all("advance") if one.by(each.granted) and one.kept(each)]
    one.add("advances.granted", ahead, lambda each: each.amount)
    one.add("advances.left", ahead, lambda each: each.left)


YUAN = (
    "allowances.paid settlements.total settlements.eligible settlements.funds settlements.basic settlements.critical "
    "settlements.supplementary settlements.assistance settlements.top_up settlements.patient arrears.owed advances.granted advances.left"
).split()
"""Sums told in yuan."""
RATES = {
    "rate.on_time": ("problems.on_time", "problems.due"),
    "rate.on_first_time": ("problems.on_first_time", "problems.due"),
    "rate.coverage": ("problems.answered_for", "problems.open"),
    "rate.rectification": ("problems.rectified", "problems.collected"),
    "rate.response": ("surveys.contacted", "surveys.answered"),
    "rate.resolution": ("surveys.solved", "surveys.answered"),
    "rate.satisfaction": ("surveys.satisfied", "surveys.answered"),
    "rate.overturn": ("look_backs.overturned", "look_backs.told"),
    "rate.circuit_overturn": ("circuit.overturned", "circuit.told"),
    "rate.lectured": ("pairs.lectured", "pairs.assigned"),
    "rate.visited": ("pairs.visited", "pairs.assigned"),
    "rate.disputes_solved": ("disputes.performed", "disputes.registered"),
    "rate.plans": ("plans.adopted", "plans.asked"),
    "rate.applications_granted": ("applications.granted", "applications.decided"),
    "rate.decided_in_town": ("applications.decided_in_town", "applications.decided"),
    "rate.decided_in_time": ("applications.in_time", "applications.decided"),
    "rate.commitments_chosen": ("commitments.signed", "commitments.offered"),
    "rate.commitments_false": ("commitments.false", "commitments.checked"),
    "rate.spot_checks_overturned": ("spot_checks.overturned", "spot_checks.told"),
    "rate.policy_scope": ("settlements.funds", "settlements.eligible"),
    "rate.actual": ("settlements.funds", "settlements.total"),
}
"""One count over another."""
SEALED = (
    "applications.",
    "allowances.",
    "notices.",
    "commitments.",
    "spot_checks.",
    "admissions.",
    "settlements.",
    "arrears.",
)
"""About people who are poor or ill: told to the end of a month, and not of fewer than FEWEST."""
SEALED_RATES = (
    "rate.applications_granted rate.decided_in_town rate.decided_in_time rate.commitments_chosen rate.commitments_false "
    "rate.spot_checks_overturned rate.policy_scope rate.actual"
).split()


def recount(entries: list[Entry], on: date, known: int) -> dict[str, Told]:
    """Every figure, known by a position, of what had happened by a day."""
    open_ones = Tally(County(entries, known), on.isoformat())
    month, upto = _whole_month(entries, on, known)
    closed = Tally(County(entries, upto), month)
    told, out = {}, _left_out(closed)
    for id, figure in open_ones.figures.items():
        sealed = id.startswith(SEALED) or id in SEALED_RATES
        told[id] = figure if not sealed else (None, 0, None) if _few(closed, id, out) else closed.figures[id]
    return told


def _few(closed: Tally, id: str, out: set[str]) -> bool:
    """A rate says nothing where its numerator, or what it is of, is not told."""
    return any(each in out or 0 < closed.counts[each][1] < FEWEST for each in RATES.get(id, (id,)))


WHOLES = [
    ("applications.decided", "applications.granted applications.refused"),
    ("applications.decided", "applications.decided_in_town applications.decided_in_county"),
    ("applications.decided", "applications.in_time applications.late"),
    ("spot_checks.drawn", "spot_checks.told spot_checks.cannot_tell spot_checks.waiting"),
    (
        "settlements.funds",
        "settlements.basic settlements.critical settlements.supplementary settlements.assistance settlements.top_up",
    ),
    ("settlements.total", "settlements.funds settlements.patient"),
]
"""What adds up: a part that is left out is left out with another one, or with the whole, lest it be told by subtraction."""


def _left_out(closed: Tally) -> set[str]:
    def size(id: str) -> int:
        return closed.counts[id][1]

    everything = {id for whole, parts in WHOLES for id in (whole, *parts.split())}
    out = {id for id in everything if 0 < size(id) < FEWEST}
    grown = True
    while grown:
        grown = False
        for whole, parts in WHOLES:
            gone = [id for id in parts.split() if id in out]
            if not gone or whole in out or (len(gone) > 1 and sum(map(size, gone)) >= FEWEST):
                continue
            rest = sorted((size(id), id) for id in parts.split() if id not in out and size(id))
            out.add(rest[0][1] if rest else whole)
            grown = True
    return out


def _whole_month(entries: list[Entry], on: date, known: int) -> tuple[str, int]:
    """The last day of the last month that is over on a day and known whole by a position, and the last entry recorded in it."""
    first = on.replace(day=1)
    while first.year > 1970:
        end = (first - timedelta(1)).isoformat()
        upto = max((each["position"] for each in entries if each["day"] <= end), default=0)
        if upto <= known:
            return end, upto
        first = (first - timedelta(1)).replace(day=1)
    return "1970-01-01", 0
