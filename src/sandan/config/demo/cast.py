"""Who is in the demo county: its units and officials, made through the desk, and the actors that they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random

from sandan.config.demo.agenda import Agenda
from sandan.config.demo.names import (
    ACTING,
    CIRCUIT,
    CIRCUIT_SIZE,
    COUNTY,
    GIVEN,
    GROUPS,
    HOSPITAL,
    LEADERS,
    NAMED,
    OFFICE,
    OFFICIALS,
    OPERATOR,
    ORGANS,
    POSTS,
    SETTLERS,
    SURNAMES,
    TOWNS,
    VACANT,
    VILLAGE_VACANT,
    Seat,
    head_of,
)
from sandan.desk.organisation import Post, establish_county, establish_post, establish_unit, take_on
from sandan.desk.organisation import Seat as Place
from sandan.domain.authority import Actor, Role
from sandan.domain.values import Fault, Tier
from sandan.projections import appointment


@dataclass(frozen=True, slots=True)
class Member:
    """An official: the seat, and the ids of the person and of the appointment."""

    seat: Seat
    person: str
    appointment: str


@dataclass(slots=True)
class Cast:
    """The county's units by name and officials by unit, and who acts for what."""

    on: date
    chance: Random
    at: datetime
    units: dict[str, str] = field(default_factory=dict)
    members: dict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))
    _actors: dict[str, Actor] = field(default_factory=dict)
    _leaders: dict[str, str] = field(default_factory=dict)
    _chiefs: dict[str, str] = field(default_factory=dict)

    def one(self, unit: str, role: Role, other_than: Collection[str] = ()) -> Actor:
        """Someone in `unit` who holds `role`; those who sign in with one click get half of the work."""
        able = [each for each in self.members[unit] if role in each.seat.roles and each.person not in other_than]
        if not able:
            raise Fault(f"nobody in {unit} is a {role}")
        named = [each for each in able if each.seat.username]
        return self.actor(self.chance.choice(named if named and self.chance.random() < 0.5 else able))

    def operator(self) -> Actor:
        """Who keeps units, people and posts."""
        return self.actor(next(each for each in self.members[OFFICE] if Role.OPERATOR in each.seat.roles))

    def clerk(self) -> Actor:
        """A clerk of the office."""
        return self.one(OFFICE, Role.CLERK)

    def dispatcher(self) -> Actor:
        """A dispatcher of the office."""
        return self.one(OFFICE, Role.DISPATCHER)

    def verifier(self, other_than: Collection[str] = ()) -> Actor:
        """A member of the circuit groups."""
        return self.one(CIRCUIT, Role.VERIFIER, other_than)

    def head(self, unit: str) -> Actor:
        """The head of a unit."""
        return self.one(unit, Role.UNIT_HEAD)

    def handler(self, unit: str) -> Actor:
        """Someone in a unit who works problems off."""
        return self.one(unit, Role.HANDLER)

    def called(self, unit: str) -> str:
        """What a unit is called, by its id."""
        return next(name for name, key in self.units.items() if key == unit)

    def leader_of(self, unit: str) -> str:
        """The county leader who answers for a unit (包抓、分管): a person's id."""
        if unit not in self._leaders:
            leaders = [each.person for each in self.members[COUNTY]]
            self._leaders[unit] = leaders[len(self._leaders) % len(leaders)]
        return self._leaders[unit]

    def chief_post(self, unit: str, by: Actor) -> str:
        """The post that answers for a unit, set up when it is first asked for."""
        if unit not in self._chiefs:
            village = self.units[unit] if unit not in (*ORGANS, *TOWNS) else ""
            roles = (Role.HANDLER, Role.UNIT_HEAD) if village else (Role.UNIT_HEAD,)
            seat = Place(self.units[unit], head_of(unit), roles, self.on, chief=True)
            self._chiefs[unit] = establish_post(seat, by, f"demo/post/{unit}", self.at)
        return self._chiefs[unit]

    def leader(self) -> Actor:
        """One of the county's leaders."""
        return self.one(COUNTY, Role.LEADER)

    def actor(self, member: Member) -> Actor:
        """A member as the one who gives a command. Nobody changes posts in the story, so this is looked up once."""
        if member.person not in self._actors:
            found = appointment.actor(member.person, member.appointment, self.on)
            if found is None:
                raise Fault(f"{member.seat.name} holds no post")
            self._actors[member.person] = found
        return self._actors[member.person]


def establish(agenda: Agenda, chance: Random, scale: float) -> Cast:
    """Found the county, its units and its officials on the first morning. A smaller scale has fewer officials, never fewer units."""
    at = agenda.now
    cast = Cast(agenda.today, chance, at)
    founded = establish_county(COUNTY, OPERATOR.name, "demo/county", office=OFFICE, post=OPERATOR.post, at=at)
    cast.units = {COUNTY: founded.county, OFFICE: founded.office}
    operator = Member(OPERATOR, founded.operator.person, founded.operator.appointment)
    cast.members[OFFICE].append(operator)
    by = cast.actor(operator)
    for name in ORGANS:
        if name != OFFICE:
            cast.units[name] = establish_unit(name, Tier.SYSTEM, founded.county, by, f"demo/unit/{name}", at)
    cast.units[HOSPITAL] = establish_unit(HOSPITAL, Tier.SYSTEM, founded.county, by, f"demo/unit/{HOSPITAL}", at)
    for town, villages in TOWNS.items():
        cast.units[town] = establish_unit(town, Tier.TOWN, founded.county, by, f"demo/unit/{town}", at)
        for village in villages:
            cast.units[village] = establish_unit(village, Tier.BRANCH, cast.units[town], by, f"demo/unit/{village}", at)
    for number, seat in enumerate(_seats(chance, round(OFFICIALS * scale))):
        post = Post(cast.units[seat.unit], seat.post, seat.roles, agenda.today)
        if Role.UNIT_HEAD in seat.roles and seat.post == head_of(seat.unit):
            post = replace(post, post_id=cast.chief_post(seat.unit, by))
        held = take_on(seat.name, post, by, f"demo/person/{number}", at=at)
        cast.members[seat.unit].append(Member(seat, held.person, held.appointment))
    for number, seat in enumerate(SETTLERS):  # without dice: who settles bills changes nobody else's story
        post = Post(cast.units[seat.unit], seat.post, seat.roles, agenda.today)
        held = take_on(seat.name, post, by, f"demo/settler/{number}", at=at)
        cast.members[seat.unit].append(Member(seat, held.person, held.appointment))
    return cast


def _seats(chance: Random, wanted: int) -> list[Seat]:
    """Every seat but the operator's, each with a name that no other has."""
    seats = list(NAMED)
    have = {(each.unit, role) for each in seats for role in each.roles}
    seats += [Seat(COUNTY, "县级领导", (Role.LEADER,)) for _ in range(LEADERS - 1)]
    seats += [
        Seat(CIRCUIT, f"第{GROUPS[number % len(GROUPS)]}组成员", (Role.VERIFIER, Role.INSPECTOR))
        for number in range(1, CIRCUIT_SIZE)
    ]
    seats += [Seat(OFFICE, "登记员", (Role.CLERK,))] * 2 + [Seat(OFFICE, "交办股干部", (Role.DISPATCHER,))] * 2
    working = [each for each in (*ORGANS, *TOWNS) if each not in (OFFICE, CIRCUIT)]
    for unit in working:
        if (unit, Role.UNIT_HEAD) not in have and unit not in (VACANT, ACTING):
            seats.append(Seat(unit, head_of(unit), (Role.UNIT_HEAD,)))
        seats.append(Seat(unit, f"副{head_of(unit)}", (Role.UNIT_HEAD, Role.HANDLER)))
        if (unit, Role.HANDLER) not in have:
            seats.append(Seat(unit, "干部", (Role.HANDLER,)))
    villages = [each for town in TOWNS.values() for each in town if each != VILLAGE_VACANT]
    seats += [
        Seat(each, head_of(each), (Role.UNIT_HEAD, Role.HANDLER)) for each in villages[: max(wanted - len(seats), 4)]
    ]
    places = [*working, *TOWNS]
    while len(seats) < wanted - 1:
        seats.append(Seat(places[len(seats) % len(places)], POSTS[len(seats) % len(POSTS)], (Role.HANDLER,)))
    names = _names(chance, {each.name for each in (*NAMED, *SETTLERS, OPERATOR)})
    return [each if each.name else Seat(each.unit, each.post, each.roles, next(names)) for each in seats]


def _names(chance: Random, taken: set[str]) -> Iterator[str]:
    while True:
        name = chance.choice(SURNAMES) + chance.choice(GIVEN)
        if name not in taken:
            taken.add(name)
            yield name
