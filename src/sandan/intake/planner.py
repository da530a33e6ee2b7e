"""Holding a roster against what stands: the one place where a row becomes steps, or a reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sandan.domain.authority import NO_POST, Role
from sandan.domain.values import Refusal, Tier, Topic
from sandan.intake.cell import letter
from sandan.intake.defect import Defect, DefectCode, Fact
from sandan.intake.header import simpler
from sandan.intake.layout import Field, Layout
from sandan.intake.plan import NEW, Answers, Ask, Difference, Fate, Outcome, Plan, Question
from sandan.intake.post import Title, suggested
from sandan.intake.roster import AssignmentRow, DutyRow, PersonRow, Place, Reading, RosterRow, UnitRow
from sandan.intake.standing import (
    AbolishUnit,
    AddPerson,
    AddPost,
    AddUnit,
    Appoint,
    Assign,
    Assignment,
    DropDuty,
    Duty,
    EndAppointment,
    EndAssignment,
    GiveCode,
    Held,
    ListDuty,
    People,
    Person,
    Post,
    Standing,
    Step,
    Unit,
    Units,
)
from sandan.intake.vocabulary import topic_of

Check = Callable[[Sequence[Step]], Refusal | None]
"""Whether the organisation's own rules let these steps be, after all those checked before."""


def make_plan(
    reading: Reading,
    layouts: Sequence[Layout],
    standing: Standing,
    answers: Answers,
    today: date,
    check: Check = lambda _: None,
) -> Plan:
    """The plan for a reading. Units first, then those whose term ends, then all others, so that a successor finds the post free.

    The same reading against what the plan has made of the county plans nothing.
    """
    return _Planner(layouts, standing, answers, today, check).plan(reading)


class _Bad(Exception):
    """A row cannot be placed: the column meant, why, and the particulars."""

    def __init__(self, which: Field | None, code: DefectCode, **facts: Fact) -> None:
        super().__init__(code)
        self.which, self.code, self.facts = which, code, facts


class _Planner:
    def __init__(
        self, layouts: Sequence[Layout], standing: Standing, answers: Answers, today: date, check: Check
    ) -> None:
        self._layouts = {one.worksheet: one for one in layouts}
        self._answers, self._today, self._check = answers, today, check
        self._units = Units(standing.units, standing.county)
        self._posts = {(one.unit, simpler(one.title)): one for one in standing.posts}
        self._people = People(standing.people, standing.held)
        self._assignments, self._duties = list(standing.assignments), list(standing.duties)
        self._numbered: dict[tuple[str, str], str] = {}
        self._claimed: set[str] = set()
        # What the row on its way adds to these two counts only once it is not refused.
        self._claimed_here: set[str] = set()
        self._numbered_here: dict[tuple[str, str], str] = {}
        self._sent_back: set[str] = set()
        self._made_by: dict[str, Place] = {}
        self._row_of: dict[str, UnitRow] = {}
        self._outcomes: list[Outcome] = []
        self._defects: list[Defect] = []
        self._questions: dict[str, Question] = {}
        self._differences: list[Difference] = []
        self._towns: list[Step] = []
        self._serial = 0
        self._from: dict[tuple[str, str], date] = {}
        self._chief: set[tuple[str, str]] = set()

    def plan(self, reading: Reading) -> Plan:
        self._defects += reading.defects
        self._all_units([row for row in reading.rows if isinstance(row, UnitRow)])
        people = [row for row in reading.rows if isinstance(row, PersonRow)]
        self._look_ahead(people)
        for row in sorted(people, key=lambda one: one.until_on is None):
            self._take(row, self._a_person)
        for other in reading.rows:
            if isinstance(other, AssignmentRow):
                self._take(other, self._an_assignment)
            elif isinstance(other, DutyRow):
                self._take(other, self._a_duty)
        return Plan(
            tuple(self._outcomes),
            tuple(self._defects),
            tuple(self._questions.values()),
            tuple(self._differences),
            tuple(self._towns),
        )

    # --- rows --------------------------------------------------------------------------------------------------------

    def _take(self, row: Any, read: Callable[[Any], list[Step]]) -> None:
        """Plan one row, or refuse it whole; what it only differs in is told."""
        told = len(self._differences)
        self._claimed_here, self._numbered_here = set(), {}
        try:
            steps = read(row)
            self._agree(steps)
        except _Bad as bad:
            del self._differences[told:]
            if isinstance(row, UnitRow):
                self._sent_back |= {simpler(row.name), row.code} - {""}
            self._refuse(row, bad)
            return
        self._claimed |= self._claimed_here
        self._numbered |= self._numbered_here
        for step in steps:
            self._know(step)
        ends = (EndAppointment, EndAssignment, DropDuty, AbolishUnit, GiveCode)
        if any(not isinstance(step, ends) for step in steps):
            fate = Fate.ADDS
        elif steps:
            fate = Fate.CHANGES
        else:
            fate = Fate.DIFFERS if len(self._differences) > told else Fate.SAME
        self._outcomes.append(Outcome(row, fate, tuple(steps)))

    def _agree(self, steps: Sequence[Step]) -> None:
        refusal = self._check(steps) if steps else None
        if refusal is not None:
            facts = {name: value for name, value in refusal.facts.items() if isinstance(value, str | int)}
            raise _Bad(None, DefectCode.REFUSED, **facts, refusal=refusal.code)

    def _refuse(self, row: RosterRow, bad: _Bad) -> None:
        layout = self._layouts.get(row.place.worksheet)
        index = layout.column(bad.which) if layout is not None and bad.which is not None else None
        self._defects.append(
            Defect(
                row=row.place.row,
                column="" if index is None or layout is None else layout.names[index],
                code=bad.code,
                facts=bad.facts,
                letter="" if index is None else letter(index),
                original=row.original,
                worksheet=row.place.worksheet,
            )
        )

    def _know(self, step: Step) -> None:
        match step:
            case AddUnit(unit=one):
                self._units.add(one)
            case GiveCode(unit=key, code=code):
                self._units.add(replace(self._units.by_key[key], code=code))
            case AbolishUnit(unit=key):
                self._units.drop(key)
            case AddPost(post=post):
                self._posts[post.unit, simpler(post.title)] = post
            case AddPerson(person=person):
                self._people.add(person)
            case Appoint(held=held):
                self._people.hold(held)
                self._claimed.add(held.key)
            case EndAppointment(held=key, until_on=until):
                self._people.end(key, until)
            case Assign(assignment=made):
                self._assignments.append(made)
            case EndAssignment(assignment=key, until_on=until):
                self._assignments = [
                    replace(one, until_on=until) if one.key == key else one for one in self._assignments
                ]
            case ListDuty(duty=duty):
                self._duties.append(duty)
            case DropDuty(duty=key, until_on=until):
                self._duties = [replace(one, until_on=until) if one.key == key else one for one in self._duties]

    def _new(self, kind: str) -> str:
        """The plan's own name for something it adds."""
        self._serial += 1
        return f"{kind}:{self._serial}"

    def _differs(self, row: RosterRow, about: str, which: Field, stands: object, said: object) -> None:
        self._differences.append(Difference(row.place, about, which, str(stands), str(said)))

    # --- units -------------------------------------------------------------------------------------------------------

    def _all_units(self, rows: list[UnitRow]) -> None:
        """Each unit after the one above it, in whatever order the file has them."""
        waiting = rows
        while waiting:
            codes = {row.code for row in waiting if row.code}
            highest: dict[str, int] = {}
            for row in waiting:
                name, rank = simpler(row.name), list(Tier).index(row.tier)
                highest[name] = min(rank, highest.get(name, rank))
            left = []
            for row in waiting:
                if self._waits(row, codes - {row.code}, highest):
                    left.append(row)
                else:
                    self._take(row, self._a_unit)
            if len(left) == len(waiting):
                # Each waits for another one; whoever finds a unit of the superior's name all the same was not meant to wait.
                free = next((row for row in left if row.superior and self._above(row)), None)
                if free is None:
                    for row in left:
                        above = row.superior or row.superior_code
                        self._refuse(row, _Bad(Field.SUPERIOR, DefectCode.SUPERIOR_CIRCLE, value=above))
                    return
                left.remove(free)
                self._take(free, self._a_unit)
            waiting = left

    def _waits(self, row: UnitRow, codes: set[str], highest: dict[str, int]) -> bool:
        """Whether the unit above stands in a row that is not planned yet. `highest` is the highest tier of each name among those."""
        if row.superior_code:
            return self._units.coded(row.superior_code) is None and row.superior_code in codes
        if not row.superior:
            town = _town_of(row.code)
            return row.tier is Tier.BRANCH and self._units.coded(town) is None and town in codes
        last = simpler(row.superior.replace("／", "/").rpartition("/")[2].strip())
        if last == simpler(row.name):  # a unit under one of its own name: only one that stands higher can be meant
            return highest[last] < list(Tier).index(row.tier)
        return last in highest

    def _above(self, row: UnitRow) -> list[Unit]:
        """The units that a row's superior may mean: of those called so, the ones that stand higher."""
        order = list(Tier)
        found = self._units.meant(row.superior)
        higher = [one for one in found if order.index(one.tier) < order.index(row.tier)]
        return higher or [one for one in found if simpler(one.name) != simpler(row.name)]

    def _a_unit(self, row: UnitRow) -> list[Step]:
        county = self._units.by_key[self._units.county]
        if row.tier is Tier.COUNTY:
            if simpler(row.name) != simpler(county.name):
                raise _Bad(Field.UNIT, DefectCode.SECOND_COUNTY, value=row.name)
            return self._with_code(row, county)
        parent = self._superior(row)
        there = self._units.coded(row.code) if row.code else None
        if there is None:
            found = self._units.under(parent, row.name)
            # Two units of one name under one superior are told apart by their codes alone.
            there = next((one for one in found if not row.code or not one.code), None)
        if there is None:
            if row.abolished_on is not None:
                return []
            made = Unit(self._new("unit"), row.name, row.tier, parent, row.code)
            self._made_by[made.key], self._row_of[made.key] = row.place, row
            return [AddUnit(made)]
        if there.key in self._made_by:
            first = self._row_of[there.key]
            if (first.name, first.tier, parent) != (row.name, row.tier, there.parent) or row.abolished_on:
                raise _Bad(Field.UNIT, DefectCode.UNIT_REPEATED, first=self._made_by[there.key].row)
        for which, stands, said in (
            (Field.UNIT, there.name, row.name),
            (Field.TIER, there.tier, row.tier),
            (Field.SUPERIOR, self._name(there.parent), self._name(parent)),
        ):
            if stands != said:
                self._differs(row, there.name, which, stands, said)
        # What does not agree may be another unit of the same name: it is given no code.
        agrees = (there.tier, there.parent) == (row.tier, parent)
        steps = self._with_code(row, there) if agrees else []
        return [*steps, AbolishUnit(there.key, row.abolished_on)] if row.abolished_on else steps

    def _with_code(self, row: UnitRow, one: Unit) -> list[Step]:
        if not row.code or row.code == one.code:
            return []
        if self._units.coded(row.code) is not None:
            raise _Bad(Field.CODE, DefectCode.CODE_TAKEN, value=row.code)
        if one.code:
            self._differs(row, one.name, Field.CODE, one.code, row.code)
            return []
        return [GiveCode(one.key, row.code)]

    def _superior(self, row: UnitRow) -> str:
        """The unit above a row's unit. A town or department stands under the county where the row says nothing."""
        if row.superior_code:
            found = self._units.coded(row.superior_code)
            if found is not None:
                return found.key
            county = self._units.by_key[self._units.county]
            if len(row.superior_code) == 6 and row.superior_code.isdigit() and not county.code:
                return county.key
            if row.superior_code in self._sent_back:
                raise _Bad(Field.SUPERIOR_CODE, DefectCode.SUPERIOR_REFUSED, value=row.superior_code)
            return self._asked_town(row)
        if row.superior:
            above = self._above(row)
            if len(above) == 1:
                return above[0].key
            if not above and simpler(row.superior) in self._sent_back:
                raise _Bad(Field.SUPERIOR, DefectCode.SUPERIOR_REFUSED, value=row.superior)
            code = DefectCode.UNIT_AMBIGUOUS if above else DefectCode.UNIT_UNKNOWN
            raise _Bad(Field.SUPERIOR, code, value=row.superior)
        if row.tier is not Tier.BRANCH:
            return self._units.county
        found = self._units.coded(_town_of(row.code))
        if found is not None:
            return found.key
        raise _Bad(Field.SUPERIOR, DefectCode.FIELD_MISSING, field=Field.SUPERIOR.value)

    def _asked_town(self, row: UnitRow) -> str:
        """The unit that only a code names: its name is asked for."""
        code = row.superior_code
        key = f"{Ask.TOWN}:{code}"
        asked = self._questions.get(key)
        self._questions[key] = Question(key, Ask.TOWN, code, place=row.place, rows=asked.rows + 1 if asked else 1)
        name = "".join(self._answers.given.get(key, ())).strip()[:80]
        if not name:
            raise _Bad(Field.SUPERIOR_CODE, DefectCode.UNIT_UNKNOWN, value=code)
        there = self._units.under(self._units.county, name)
        if there:
            if there[0].code:
                raise _Bad(Field.SUPERIOR_CODE, DefectCode.CODE_TAKEN, value=there[0].code)
            step: Step = GiveCode(there[0].key, code)
        else:
            step = AddUnit(Unit(self._new("unit"), name, Tier.TOWN, self._units.county, code))
        self._agree([step])
        self._towns.append(step)
        self._know(step)
        found = self._units.coded(code)
        assert found is not None
        return found.key

    def _name(self, key: str) -> str:
        one = self._units.by_key.get(key)
        return one.name if one is not None else ""

    def _unit(self, unit: str, superior: str = "", code: str = "", which: Field = Field.UNIT) -> Unit:
        """The unit that a row means."""
        if code:
            coded = self._units.coded(code)
            if coded is None:
                raise _Bad(Field.CODE, DefectCode.UNIT_UNKNOWN, value=code)
            return coded
        text = unit or superior
        found = self._units.meant(text, superior if unit else "")
        if not found:
            raise _Bad(which, DefectCode.UNIT_UNKNOWN, value=text)
        if len(found) > 1:
            raise _Bad(which, DefectCode.UNIT_AMBIGUOUS, value=text)
        return found[0]

    # --- people ------------------------------------------------------------------------------------------------------

    def _look_ahead(self, rows: Sequence[PersonRow]) -> None:
        """From when each new post stands, and which answers for its unit: what several rows have to say together."""
        headed = {unit for (unit, _), one in self._posts.items() if one.chief}
        for row in rows:
            try:
                unit = self._unit(row.unit, row.superior, row.code)
            except _Bad:
                continue
            for title in row.titles:
                post = unit.key, simpler(title.title)
                first = min(row.from_on or self._today, row.until_on or self._today, self._today)
                self._from[post] = min(self._from.get(post, first), first)
                says = self._answers.chiefs and row.chief is None and row.until_on is None
                heads = says and Role.UNIT_HEAD in suggested(title.title, unit.tier)
                if (row.chief or heads) and unit.key not in headed:
                    headed.add(unit.key)
                    self._chief.add(post)

    def _a_person(self, row: PersonRow) -> list[Step]:
        unit = self._unit(row.unit, row.superior, row.code)
        steps: list[Step] = []
        if not row.name:
            for title in row.titles:
                post = self._post(row, unit, title, steps)
                holders = [one for one in self._people.at(unit.key, post.title) if self._runs(one) and _counts(one)]
                if holders:
                    self._differs(
                        row, f"{unit.name} {post.title}", Field.NAME, self._people.called(holders[0].person), ""
                    )
            return steps
        who = self._who(row, unit, steps)
        for title in row.titles:
            self._hold(row, who, unit, title, steps)
        for text in row.sectors:
            steps += self._look_after(row, who, unit.tier, text, Field.SECTORS, steps)
        for text in row.places:
            steps += self._look_after(row, who, unit.tier, text, Field.PLACES, steps)
        return steps

    def _post(self, row: PersonRow, unit: Unit, title: Title, steps: list[Step]) -> Post:
        known = self._posts.get((unit.key, simpler(title.title)))
        if known is not None:
            return known
        roles = row.roles or self._roles(row, unit, title.title)
        if not roles:
            raise _Bad(Field.ROLES, DefectCode.ROLES_MISSING)
        place = unit.key, simpler(title.title)
        made = Post(self._new("post"), unit.key, title.title, roles, place in self._chief, self._from[place])
        there = (one.title for one in self._posts.values() if one.unit == unit.key and one.chief)
        steps.append(AddPost(made, next(there, "") if made.chief else ""))
        return made

    def _roles(self, row: PersonRow, unit: Unit, title: str) -> tuple[Role, ...]:
        """The roles that a person chose for posts of this title, else those that the title suggests."""
        key = f"{Ask.ROLES}:{unit.tier}:{simpler(title)}"
        hint = tuple(role.value for role in suggested(title, unit.tier))
        asked = self._questions.get(key)
        rows = asked.rows + 1 if asked else 1
        self._questions[key] = Question(key, Ask.ROLES, title, suggested=hint, place=row.place, rows=rows)
        return tuple(sorted({Role(each) for each in self._answers.given.get(key, hint) if each in _POSTS}))

    def _who(self, row: PersonRow, unit: Unit, steps: list[Step]) -> str:
        """The person of a row: one who is known, or a new one."""
        known = self._known(row, unit)
        if known is None:
            made = Person(self._new("person"), row.name, row.phone)
            steps.append(AddPerson(made))
            known = made.key
        elif row.phone and (said := self._people.by_key[known].phone) and _digits(said) != _digits(row.phone):
            self._differs(row, row.name, Field.PHONE, "", "")
        if row.number:
            self._numbered_here[row.number, simpler(row.name)] = known
        return known

    def _known(self, row: PersonRow, unit: Unit) -> str | None:
        same = self._people.named(row.name)
        if row.number:
            numbered = self._numbered.get((row.number, simpler(row.name)))
            if numbered is None and any(one.key == row.number for one in same):
                numbered = row.number
            if numbered is not None:
                return numbered
            # Who has another number in this file is someone else.
            taken = set(self._numbered.values())
            same = [one for one in same if one.key not in taken]
        if row.phone:
            by_phone = [one for one in same if one.phone and _digits(one.phone) == _digits(row.phone)]
            if by_phone:
                return by_phone[0].key
            same = [one for one in same if not one.phone or one.key in self._holding(row, unit)]
        here = [one.key for one in same if one.key in self._holding(row, unit)]
        if here:
            return here[0]
        same = [one for one in same if any(_counts(held) for held in self._people.of(one.key))]
        return self._asked_person(row, same) if same else None

    def _holding(self, row: PersonRow, unit: Unit) -> list[str]:
        """Those who hold, or held, the very post that a row names, and whom no row above has named."""
        return [
            one.person
            for title in row.titles
            for one in self._people.at(unit.key, title.title)
            if one.key not in self._claimed
        ]

    def _asked_person(self, row: PersonRow, same: Sequence[Person]) -> str | None:
        key = f"{Ask.PERSON}:{row.place.worksheet}:{row.place.row}"
        options = [(one.key, self._posts_told(one.key)) for one in same]
        self._questions[key] = Question(key, Ask.PERSON, row.name, ((NEW, ""), *options), (NEW,), place=row.place)
        chosen = "".join(self._answers.given.get(key, ()))
        return chosen if any(one.key == chosen for one in same) else None

    def _hold(self, row: PersonRow, who: str, unit: Unit, title: Title, steps: list[Step]) -> None:
        """Add the steps by which someone comes to hold a post, or holds it no longer. Who holds it already needs no post to be set up."""
        mine = [
            one
            for one in self._people.at(unit.key, title.title)
            if one.person == who
            and one.acting == title.acting
            and one.key not in self._claimed
            and one.key not in self._claimed_here
        ]
        if row.until_on is not None:
            over = [one for one in mine if one.until_on == row.until_on and row.from_on in (None, one.from_on)]
            if over:
                self._claimed_here.add(over[0].key)
                return
        running = next((one for one in mine if one.until_on is None), None)
        if running is not None:
            self._claimed_here.add(running.key)
            self._compare(row, running)
            if row.until_on is not None:
                steps.append(EndAppointment(running.key, row.until_on))
            return
        if row.until_on is not None and row.from_on is None:
            raise _Bad(Field.FROM_ON, DefectCode.FIELD_MISSING, field=Field.FROM_ON.value)
        post, first = self._post(row, unit, title, steps), row.from_on or self._today
        roles = row.roles or post.roles
        made = Held(self._new("appointment"), who, unit.key, post.title, first, None, post.key, title.acting, roles)
        others = [
            one
            for one in self._people.at(unit.key, post.title)
            if one.post == post.key and _meet(one.from_on, one.until_on, first, row.until_on)
        ]
        steps.append(Appoint(made, post.chief, tuple((one, self._people.called(one.person)) for one in others)))
        if row.until_on is not None:
            steps.append(EndAppointment(made.key, row.until_on))

    def _compare(self, row: PersonRow, held: Held) -> None:
        about = f"{row.name} {held.title}"
        if row.from_on is not None and row.from_on != held.from_on:
            self._differs(row, about, Field.FROM_ON, held.from_on, row.from_on)
        if row.roles and set(row.roles) != set(held.roles):
            self._differs(row, about, Field.ROLES, ", ".join(sorted(held.roles)), ", ".join(sorted(row.roles)))

    def _runs(self, one: Held) -> bool:
        return one.until_on is None or one.until_on >= self._today

    def _posts_told(self, person: str) -> str:
        """Where someone is known from: units and posts, the last ones first."""
        held = self._people.of(person)
        return "; ".join(f"{self._name(one.unit)} {one.title}" for one in held[::-1][:3])

    # --- assignments and duties --------------------------------------------------------------------------------------

    def _an_assignment(self, row: AssignmentRow) -> list[Step]:
        same = {one.key for one in self._people.named(row.name)}
        numbered = self._numbered.get((row.number, simpler(row.name))) if row.number else None
        if numbered is None and row.number in same:
            numbered = row.number
        if numbered is not None:
            same = {numbered}
        posts = [one for key in sorted(same) for one in self._people.of(key) if _counts(one)]
        if row.unit:
            unit = self._unit(row.unit)
            posts = [one for one in posts if one.unit == unit.key]
        if row.post:
            posts = [one for one in posts if simpler(one.title) == simpler(row.post)] or posts
        who = {one.person for one in posts}
        if len(who) != 1:
            raise _Bad(Field.NAME, DefectCode.PERSON_AMBIGUOUS if who else DefectCode.PERSON_UNKNOWN)
        running = [one for one in posts if self._runs(one)] or posts
        tier = self._units.by_key[running[0].unit].tier
        return list(self._look_after(row, who.pop(), tier, row.target, Field.TARGET, ()))

    def _look_after(
        self,
        row: PersonRow | AssignmentRow,
        who: str,
        tier: Tier,
        text: str,
        which: Field,
        before: Iterable[Step],
    ) -> Iterator[Step]:
        found = self._units.meant(text)
        topic = topic_of(text) if not found and which is not Field.PLACES else None
        unit = "" if topic is not None else self._unit(text, which=which).key
        first = row.from_on or self._today
        stands = [
            *(one for one in self._assignments if _same_target(one, unit, topic) and one.tier is tier),
            *(step.assignment for step in before if isinstance(step, Assign)),
        ]
        stands = [one for one in stands if _same_target(one, unit, topic)]
        mine = [one for one in stands if one.leader == who]
        open_ones = [one for one in mine if one.until_on is None]
        last = row.until_on
        if last is not None and any(one.until_on == last and row.from_on in (None, one.from_on) for one in mine):
            return
        if open_ones:
            if last is not None:
                yield EndAssignment(open_ones[0].key, last)
            return
        if last is not None and row.from_on is None:
            raise _Bad(Field.FROM_ON, DefectCode.FIELD_MISSING, field=Field.FROM_ON.value)
        other = next((one for one in stands if _meet(one.from_on, one.until_on, first, last)), None)
        name = self._people.called(other.leader) if other is not None else ""
        place = unit != "" and self._units.by_key[unit].tier in (Tier.TOWN, Tier.BRANCH)
        made = Assignment(self._new("assignment"), who, tier, unit, topic, first, place=place)
        yield Assign(made, (name or "?") if other is not None else "")
        if last is not None:
            yield EndAssignment(made.key, last)

    def _a_duty(self, row: DutyRow) -> list[Step]:
        unit = self._unit(row.unit, row.superior)
        said = unit.key, row.topic, simpler(row.matter)
        mine = [one for one in self._duties if (one.unit, one.topic, simpler(one.matter)) == said]
        open_ones = [one for one in mine if one.until_on is None]
        if row.until_on is not None and any(one.until_on == row.until_on for one in mine):
            return []
        if open_ones:
            if row.until_on is not None:
                return [DropDuty(open_ones[0].key, row.until_on)]
            if open_ones[0].basis != row.basis:
                self._differs(row, unit.name, Field.BASIS, open_ones[0].basis, row.basis)
            return []
        if row.until_on is not None and row.from_on is None:
            raise _Bad(Field.FROM_ON, DefectCode.FIELD_MISSING, field=Field.FROM_ON.value)
        first = row.from_on or self._today
        made = Duty(self._new("duty"), unit.key, row.topic, row.matter, first, basis=row.basis)
        steps: list[Step] = [ListDuty(made)]
        return [*steps, DropDuty(made.key, row.until_on)] if row.until_on is not None else steps


_POSTS = frozenset(Role) - NO_POST


def _town_of(code: str) -> str:
    """The statistical code of the town that a village's code begins with, "" for other codes."""
    return code[:9] if len(code) == 12 and code.isdigit() else ""


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit())


def _counts(one: Held) -> bool:
    """Whether an appointment ever took effect: one that was withdrawn ends before it begins."""
    return one.until_on is None or one.until_on >= one.from_on


def _meet(first: date, last: date | None, other_first: date, other_last: date | None) -> bool:
    """Whether two terms share a day; one that ends before it begins has none."""
    if last is not None and last < first:
        return False
    return (last is None or last >= other_first) and (other_last is None or other_last >= first)


def _same_target(one: Assignment, unit: str, topic: Topic | None) -> bool:
    return one.unit == unit and one.topic is topic
