"""Bringing a roster in: the plan of `intake.planner` held against the county, carried out in one transaction, and undone as one unit.

Everything that the file adds or ends is an event of its own noun; one event of the roster says what came of every row. A file that would
change nothing is refused, so bringing it in twice changes nothing. The original is kept, sealed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from sandan.desk.handle import NOUNS, Done, Order, Transaction, handle_built, identify
from sandan.desk.organisation import Holder, Post, appointed
from sandan.desk.succession import ends, estate
from sandan.domain import appointment, assignment, duty, person, post, unit
from sandan.domain.assignment import AssignmentKind
from sandan.domain.authority import Actor, Role, permit
from sandan.domain.roster import RosterTaken, TakeRoster, UndoRoster
from sandan.domain.values import Fault, Refusal, Tier, Topic, require
from sandan.domain.wire import decode
from sandan.intake import layout as layout_of
from sandan.intake import standing as plain
from sandan.intake.cell import letter as letter_of
from sandan.intake.defect import Defect, DefectCode
from sandan.intake.layout import Layout
from sandan.intake.plan import Answers, Fate, Plan
from sandan.intake.planner import make_plan
from sandan.intake.roster import PersonRow, Reading, read_roster
from sandan.ledger import file, read
from sandan.projections.appointment import Appointment
from sandan.projections.assignment import Assignment
from sandan.projections.duty import Duty
from sandan.projections.person import Person
from sandan.projections.post import Post as PostRow
from sandan.projections.roster import Roster
from sandan.projections.unit import Unit
from sandan.projections.version import now

ROWS = 10_000
"""Rows of one file. They are one transaction, and no one else writes meanwhile; a county's whole roster has fewer."""
_NAMES = frozenset(
    {
        DefectCode.ROLE_UNKNOWN,
        DefectCode.TOPIC_UNKNOWN,
        DefectCode.CODE_INVALID,
        DefectCode.UNIT_UNKNOWN,
        DefectCode.UNIT_AMBIGUOUS,
        DefectCode.CODE_TAKEN,
        DefectCode.SUPERIOR_REFUSED,
        DefectCode.SECOND_COUNTY,
    }
)
"""Defects whose value names a unit, role, topic or code. Of all others the value does not go into the ledger: it may be a phone (law 7)."""
_KEPT = frozenset(
    {"length", "limit", "first", "last", "second", "field", "refusal", "post", "unit", "date", "from_on", "until_on"}
)
_ID = re.compile("[a-z2-7]{16}")


def standing(names: Iterable[str] = ()) -> plain.Standing:
    """The organisation as it is now, with the phones of the people called `names`. Refuses (`unknown_unit`) where there is no county."""
    units = tuple(
        plain.Unit(each.key, each.name, Tier(each.tier), each.parent, each.code)
        for each in now(Unit).filter(abolished_on__isnull=True).order_by("position")
    )
    county = next((each.key for each in units if each.tier is Tier.COUNTY), None)
    require(county is not None, "unknown_unit")
    assert county is not None
    today, known = timezone.localdate(), set(names)
    people = now(Person).order_by("position").values_list("key", "name")
    return plain.Standing(
        county,
        units,
        tuple(
            plain.Post(each.key, each.unit, each.title, _roles(each.roles), each.chief, each.from_on)
            for each in now(PostRow).order_by("position")
            if each.until_on is None or each.until_on >= today
        ),
        tuple(plain.Person(key, name, _phone(key) if name in known else "") for key, name in people),
        tuple(
            plain.Held(
                each.key,
                each.person,
                each.unit,
                each.post,
                each.from_on,
                each.until_on,
                each.post_id,
                each.acting,
                _roles(each.roles),
            )
            for each in now(Appointment).order_by("position")
        ),
        tuple(
            plain.Assignment(
                each.key, each.leader, Tier(each.tier), each.unit, _topic(each.topic), each.from_on, each.until_on
            )
            for each in now(Assignment).order_by("position")
        ),
        tuple(
            plain.Duty(each.key, each.unit, _topic(each.topic), each.matter, each.from_on, each.until_on, each.basis)
            for each in now(Duty).order_by("position")
        ),
    )


def look(reading: Reading, layouts: Sequence[Layout], answers: Answers, by: Actor, at: datetime | None = None) -> Plan:
    """What bringing the reading in would do now. Nothing is written. Refuses (`not_allowed`, `rows_too_many`)."""
    return _plan(reading, layouts, answers, by, timezone.localtime(at), "look")


def take(
    content: bytes,
    file_name: str,
    layouts: tuple[Layout, ...],
    answers: Answers,
    by: Actor,
    key: str,
    at: datetime | None = None,
    *,
    seen: str = "",
) -> Done:
    """Bring a file in: its good rows in one transaction, its bad ones written down with their reasons.

    `seen` is the mark of the plan that a person confirmed. Refuses (`changed_meanwhile`) where another one would be carried out now,
    (`not_allowed`, `rows_too_many`, `nothing_to_bring_in`). Raises SheetError where the file can't be read.
    """
    permit(TakeRoster.name, by)
    reading = read_roster(content, file_name, layouts)
    roster = identify(key)
    digest = hashlib.sha256(content).hexdigest()

    def build(run: Transaction) -> list[Order]:
        plan = _plan(reading, layouts, answers, by, run.at, key)
        require(not seen or plan.mark == seen, "changed_meanwhile")
        orders = [order for step in plan.steps for order in _orders(step, key, run.at)]
        for each in _made(plan, key):
            # Names that only this file can have; were one taken, the append would refuse.
            if not each.startswith("code/"):
                run.moved(each, None, 0)
        taken = TakeRoster(
            roster=roster,
            file=digest,
            file_name=file_name[-255:],
            layouts=layout_of.to_json(layouts),
            answers=answers.to_json(),
            rows=len(plan.outcomes) + plan.refused(),
            added=plan.count(Fate.ADDS),
            changed=plan.count(Fate.CHANGES),
            same=plan.count(Fate.SAME),
            differing=plan.count(Fate.DIFFERS),
            refused=plan.refused(),
            made=_made(plan, key),
            ended=_ended(plan),
            defects=tuple(_written_down(one) for one in plan.defects),
        )
        file.keep(content)
        return [*orders, Order(f"roster/{roster}", taken)]

    return handle_built(build, by, key, repr((digest, layout_of.to_json(layouts), answers.to_json())), at)


def undo(roster: str, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Take a whole file back: what it made never took effect, what it ended goes on. People stay known, without a post.

    Refuses (`roster_in_use`, count) once anything rests on it: a matter, another post, something that one of its people did.
    """

    def build(run: Transaction) -> list[Order]:
        told = _told(roster)
        made = set(told.made)
        undone = UndoRoster(roster=roster, reason=reason, resting=_resting(roster, made))
        back = [order for each in reversed(told.made) for order in _taken_back(each, reason, run.at.date())]
        again = [order for each in told.ended for order in _again(each, made, key)]
        # Before anything is taken back: once refused, nothing of it must be tried.
        return [Order(f"roster/{roster}", undone), *back, *again]

    return handle_built(build, by, key, repr((roster, reason)), at)


def found(roster: str) -> Roster:
    """The roster as it stands. Refuses (`unknown_roster`)."""
    row = now(Roster).filter(key=roster).first()
    require(row is not None, "unknown_roster")
    assert row is not None
    return row


def resting(roster: str) -> int:
    """How much has come to rest on what a roster made; while it is anything, it can't be undone."""
    return _resting(roster, set(_told(roster).made))


def defects(roster: str) -> list[Defect]:
    """What was wrong with the rows that were sent back, in the order in which they were found, without the rows themselves."""
    listed = []
    for each in _told(roster).defects:
        worksheet, row, column, code, facts = json.loads(each)
        listed.append(Defect(row=row, column=column, code=DefectCode(code), facts=facts, worksheet=worksheet))
    return listed


def sent_back(roster: Roster) -> list[tuple[Layout, list[Defect]]]:
    """The defects with the rows as they came, sheet by sheet, read from the kept file anew."""
    layouts = layout_of.from_json(roster.layouts)
    content = file.load(roster.file)
    reading = read_roster(content, roster.file_name, layouts)
    originals = {(row.place.worksheet, row.place.row): row.original for row in reading.rows}
    originals |= {(one.worksheet, one.row): one.original for one in reading.defects}
    listed = defects(roster.key)
    sheets = []
    for layout in layouts:
        mine = [one for one in listed if one.worksheet == layout.worksheet]
        if mine:
            rows = [_with_row(one, layout, originals.get((one.worksheet, one.row), ())) for one in mine]
            sheets.append((layout, sorted(rows, key=lambda one: one.row)))
    return sheets


# --- the plan --------------------------------------------------------------------------------------------------------


def _plan(reading: Reading, layouts: Sequence[Layout], answers: Answers, by: Actor, at: datetime, key: str) -> Plan:
    permit(TakeRoster.name, by)
    require(reading.count() <= ROWS, "rows_too_many", limit=ROWS)
    names = {row.name for row in reading.rows if isinstance(row, PersonRow)}
    stands = standing(names)
    return make_plan(reading, layouts, stands, answers, at.date(), _Trial(key, by, at))


@dataclass(slots=True)
class _Trial:
    """Asks the deciders whether steps may be, each after those tried before: the plan refuses a row for what the law says, in its words."""

    key: str
    by: Actor
    at: datetime
    _states: dict[str, Any] = field(default_factory=dict)

    def __call__(self, steps: Sequence[plain.Step]) -> Refusal | None:
        tried: dict[str, Any] = {}
        try:
            for order in (each for step in steps for each in _orders(step, self.key, self.at)):
                noun = NOUNS[order.stream.partition("/")[0]]
                state = tried.get(order.stream, self._states.get(order.stream))
                if state is None:
                    state = _folded(order.stream)
                for event in noun.decide(order.command, state, self.by, self.at):
                    state = noun.evolve(state, event)
                tried[order.stream] = state
        except Refusal as refusal:
            return refusal
        self._states.update(tried)
        return None


def _folded(stream: str) -> Any:
    noun = NOUNS[stream.partition("/")[0]]
    state = noun.empty()
    for entry in read.stream(stream):
        state = noun.evolve(state, decode(entry.kind, entry.public, entry.internal))
    return state


def _id(ref: str, key: str) -> str:
    """The id of a thing: its own, or for what the plan adds (`post:3`) the one that this command gives it."""
    return identify(key, ref) if ":" in ref else ref


def _orders(step: plain.Step, key: str, at: datetime) -> list[Order]:
    """The commands that carry a step out."""

    def order(noun: str, ref: str, command: Any) -> Order:
        return Order(f"{noun}/{_id(ref, key)}", command)

    match step:
        case plain.AddUnit(unit=one):
            new = unit.EstablishUnit(
                unit=_id(one.key, key), unit_name=one.name, tier=one.tier, parent=_id(one.parent, key)
            )
            coded = [order("unit", one.key, unit.GiveUnitCode(unit=_id(one.key, key), code=one.code))]
            return [order("unit", one.key, new), *(coded if one.code else [])]
        case plain.GiveCode(unit=ref, code=code):
            return [order("unit", ref, unit.GiveUnitCode(unit=_id(ref, key), code=code))]
        case plain.AbolishUnit(unit=ref, on=on):
            return _abolition(ref, on)
        case plain.AddPost(post=seat, chief_there=there):
            made = post.EstablishPost(
                post=_id(seat.key, key),
                unit=_id(seat.unit, key),
                title=seat.title,
                roles=seat.roles,
                chief=seat.chief,
                from_on=seat.from_on,
                chief_there=there,
            )
            return [order("post", seat.key, made)]
        case plain.AddPerson(person=someone):
            who = _id(someone.key, key)
            registered = person.RegisterPerson(person=who, person_name=someone.name, phone=someone.phone)
            return [order("person", someone.key, registered)]
        case plain.Appoint():
            return [order("appointment", step.held.key, _appointment(step, key))]
        case plain.EndAppointment(held=ref, until_on=until):
            ended = appointment.EndAppointment(appointment=_id(ref, key), until_on=until)
            return [order("appointment", ref, ended)]
        case plain.Assign(assignment=one, standing=there):
            return [order("assignment", one.key, _assignment(one, there, key))]
        case plain.EndAssignment(assignment=ref, until_on=until):
            return [order("assignment", ref, assignment.EndAssignment(assignment=_id(ref, key), until_on=until))]
        case plain.ListDuty(duty=one):
            listed = duty.ListDuty(
                duty=_id(one.key, key),
                unit=_id(one.unit, key),
                topic=one.topic,
                matter=one.matter,
                basis=one.basis,
                from_on=one.from_on,
            )
            return [order("duty", one.key, listed)]
        case plain.DropDuty(duty=ref, until_on=until):
            return [order("duty", ref, duty.DropDuty(duty=_id(ref, key), until_on=until))]
    raise Fault(f"no such step at {at}: {step!r}")


def _abolition(of: str, on: date) -> list[Order]:
    left = estate(of, on)
    ended = unit.AbolishUnit(
        unit=of,
        posts=len(left.appointments),
        problems=len(left.problems),
        units=len(left.units),
        happened_on=on,
    )
    return [Order(f"unit/{of}", ended), *ends(left, on)]


def _appointment(step: plain.Appoint, key: str) -> appointment.MakeAppointment:
    held = step.held
    holders = (appointment.Holder(name, one.acting, one.until_on) for one, name in step.in_the_way)
    return appointment.MakeAppointment(
        appointment=_id(held.key, key),
        person=_id(held.person, key),
        unit=_id(held.unit, key),
        post=held.title,
        roles=held.roles,
        from_on=held.from_on,
        post_id=_id(held.post, key),
        chief=step.chief,
        acting=held.acting,
        holders=tuple(holders),
    )


def _assignment(one: plain.Assignment, there: str, key: str) -> assignment.MakeAssignment:
    return assignment.MakeAssignment(
        assignment=_id(one.key, key),
        leader=_id(one.leader, key),
        tier=one.tier,
        kind=AssignmentKind.PLACE if one.place else AssignmentKind.SECTOR,
        unit=_id(one.unit, key) if one.unit else "",
        topic=one.topic,
        from_on=one.from_on,
        standing=there,
    )


def _made(plan: Plan, key: str) -> tuple[str, ...]:
    """The streams that the plan begins, in their order, and the units that get a code."""
    made = []
    for step in plan.steps:
        match step:
            case plain.AddUnit(unit=one):
                made.append(f"unit/{_id(one.key, key)}")
            case plain.GiveCode(unit=ref):
                made.append(f"code/{_id(ref, key)}")
            case plain.AddPost(post=seat):
                made.append(f"post/{_id(seat.key, key)}")
            case plain.AddPerson(person=someone):
                made.append(f"person/{_id(someone.key, key)}")
            case plain.Appoint(held=held):
                made.append(f"appointment/{_id(held.key, key)}")
            case plain.Assign(assignment=given):
                made.append(f"assignment/{_id(given.key, key)}")
            case plain.ListDuty(duty=listed):
                made.append(f"duty/{_id(listed.key, key)}")
    return tuple(made)


def _ended(plan: Plan) -> tuple[str, ...]:
    """The streams that stood before and that the plan ends."""
    ended = []
    for step in plan.steps:
        match step:
            case plain.AbolishUnit(unit=ref):
                ended.append(f"unit/{ref}")
            case plain.EndAppointment(held=ref) if ":" not in ref:
                ended.append(f"appointment/{ref}")
            case plain.EndAssignment(assignment=ref) if ":" not in ref:
                ended.append(f"assignment/{ref}")
            case plain.DropDuty(duty=ref) if ":" not in ref:
                ended.append(f"duty/{ref}")
    return tuple(ended)


# --- taking back -----------------------------------------------------------------------------------------------------


def _taken_back(made: str, reason: str, today: date) -> list[Order]:
    """The commands that make up for one thing that a file made: it never took effect. A person stays known."""
    noun, _, key = made.partition("/")
    command: Any
    match noun:
        case "person":
            return []
        case "code":
            return [Order(f"unit/{key}", unit.GiveUnitCode(unit=key, code=""))]
        case "unit":
            command = unit.AbolishUnit(unit=key, happened_on=today)
        case "appointment":
            command = appointment.WithdrawAppointment(appointment=key, reason=reason)
        case "post":
            command = post.AbolishPost(post=key, until_on=_before(now(PostRow).get(key=key).from_on))
        case "assignment":
            until = _before(now(Assignment).get(key=key).from_on)
            command = assignment.EndAssignment(assignment=key, until_on=until)
        case "duty":
            command = duty.DropDuty(duty=key, until_on=_before(now(Duty).get(key=key).from_on))
        case _:
            raise Fault(f"a roster makes no {made}")
    return [Order(made, command)]


def _again(ended: str, made: set[str], key: str) -> list[Order]:
    """The command that lets go on what a file ended: from the day after, under a new id, as it was."""
    noun, _, of = ended.partition("/")
    fresh = identify(key, ended)
    match noun:
        case "appointment":
            held = now(Appointment).get(key=of)
            assert held.until_on is not None
            seat = now(PostRow).filter(key=held.post_id).first()
            to = Post(held.unit, held.post, _roles(held.roles), _after(held.until_on), held.post_id, held.acting)
            mine = [each.partition("/")[2] for each in made if each.startswith("appointment/")]
            return [appointed(Holder(held.person, fresh), to, seat is not None and seat.chief, besides=mine)]
        case "assignment":
            row = now(Assignment).get(key=of)
            assert row.until_on is not None
            command = assignment.MakeAssignment(
                assignment=fresh,
                leader=row.leader,
                tier=Tier(row.tier),
                kind=AssignmentKind(row.kind),
                unit=row.unit,
                topic=_topic(row.topic),
                from_on=_after(row.until_on),
            )
            return [Order(f"assignment/{fresh}", command)]
        case "duty":
            listed = now(Duty).get(key=of)
            assert listed.until_on is not None
            again = duty.ListDuty(
                duty=fresh,
                unit=listed.unit,
                topic=_topic(listed.topic),
                matter=listed.matter,
                basis=listed.basis,
                from_on=_after(listed.until_on),
            )
            return [Order(f"duty/{fresh}", again)]
    return []


def _resting(roster: str, made: set[str]) -> int:
    """How many streams have named, since, something that a roster made. What later rosters made and took back does not count.

    Grows with what was recorded since; it is asked when a roster is to be undone.
    """
    row = found(roster)
    ids = {each.partition("/")[2] for each in made if not each.startswith("code/")}
    over = {
        each for one in now(Roster).filter(status="undone", position__gt=row.position) for each in _told(one.key).made
    }
    named = set()
    for entry in read.entries(row.position):
        if entry.stream in over or entry.stream.startswith("roster/"):
            continue
        if entry.stream in made and entry.by.get("appointment") not in ids:
            continue
        said = json.dumps([entry.stream, entry.public, entry.internal, entry.by])
        if not ids.isdisjoint(_ID.findall(said)):
            named.add(entry.stream)
    return len(named)


def _told(roster: str) -> RosterTaken:
    for entry in read.stream(f"roster/{roster}"):
        event = decode(entry.kind, entry.public, entry.internal)
        if isinstance(event, RosterTaken):
            return event
    raise Refusal("unknown_roster")


def _phone(key: str) -> str:
    """The phone that someone was registered with; "" where none was given, or it has been erased."""
    for entry in read.stream(f"person/{key}", personal=True):
        if isinstance(
            event := decode(entry.kind, entry.public, entry.internal, entry.personal), person.PersonRegistered
        ):
            return event.phone
    return ""


def _with_row(one: Defect, layout: Layout, original: tuple[str, ...]) -> Defect:
    letter = letter_of(layout.names.index(one.column)) if one.column in layout.names else ""
    return replace(one, original=original, letter=letter)


def _written_down(defect: Defect) -> str:
    kept = _KEPT | {"value"} if defect.code in _NAMES else _KEPT
    facts = {name: value for name, value in defect.facts.items() if name in kept}
    return json.dumps([defect.worksheet, defect.row, defect.column, defect.code.value, facts], ensure_ascii=False)


def _roles(listed: str) -> tuple[Role, ...]:
    return tuple(Role(each) for each in listed.split())


def _topic(value: str) -> Topic | None:
    return Topic(value) if value else None


def _before(day: date) -> date:
    return day - timedelta(1)


def _after(day: date) -> date:
    return day + timedelta(1)
