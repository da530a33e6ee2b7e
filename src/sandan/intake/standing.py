"""What stands in a county when a roster is held against it, and the steps that would bring it to what the roster says. Plain records."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from sandan.intake.header import simpler

if TYPE_CHECKING:
    from sandan.domain.authority import Role
    from sandan.domain.values import Tier, Topic


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that has not ended, or that the plan adds: then `key` is the plan's own name for it."""

    key: str
    name: str
    tier: Tier
    parent: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A post that stands, or that the plan adds."""

    key: str
    unit: str
    title: str
    roles: tuple[Role, ...]
    chief: bool
    from_on: date


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who holds or held a post, or whom the plan adds. `phone` is told only of people whose name the file has."""

    key: str
    name: str
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Held:
    """A post held by a person, now or formerly. `post` is "" where the post was never established as such."""

    key: str
    person: str
    unit: str
    title: str
    from_on: date
    until_on: date | None = None
    post: str = ""
    acting: bool = False
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """A leader's place or sector: a `unit`, or a `topic`."""

    key: str
    leader: str
    tier: Tier
    unit: str
    topic: Topic | None
    from_on: date
    until_on: date | None = None
    place: bool = False
    """包抓: a town or village. Else 分管."""


@dataclass(frozen=True, slots=True)
class Duty:
    """An entry of a unit's duty list."""

    key: str
    unit: str
    topic: Topic | None
    matter: str
    from_on: date
    until_on: date | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The organisation as it is."""

    county: str
    units: tuple[Unit, ...]
    posts: tuple[Post, ...] = ()
    people: tuple[Person, ...] = ()
    held: tuple[Held, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    duties: tuple[Duty, ...] = ()


# --- steps -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AddUnit:
    """A unit is established, with its code if it has one."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class GiveCode:
    """A unit that stands gets the code by which files name it."""

    unit: str
    code: str


@dataclass(frozen=True, slots=True)
class AbolishUnit:
    """A unit is no more from a day on."""

    unit: str
    on: date


@dataclass(frozen=True, slots=True)
class AddPost:
    """A post is established. `chief_there` is the title of the chief post that the unit has already."""

    post: Post
    chief_there: str = ""


@dataclass(frozen=True, slots=True)
class AddPerson:
    """A person is registered."""

    person: Person


@dataclass(frozen=True, slots=True)
class Appoint:
    """A person comes to hold a post. `in_the_way` are those who hold it on a day of the same term, with their names."""

    held: Held
    chief: bool
    in_the_way: tuple[tuple[Held, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EndAppointment:
    """An appointment ends; `until_on` is its last day."""

    held: str
    until_on: date


@dataclass(frozen=True, slots=True)
class Assign:
    """A leader comes to look after a place or sector. `standing` is the name of the one who does already."""

    assignment: Assignment
    standing: str = ""


@dataclass(frozen=True, slots=True)
class EndAssignment:
    """An assignment ends; `until_on` is its last day."""

    assignment: str
    until_on: date


@dataclass(frozen=True, slots=True)
class ListDuty:
    """A matter is entered on a duty list."""

    duty: Duty


@dataclass(frozen=True, slots=True)
class DropDuty:
    """A matter is taken off a duty list; `until_on` is the last day."""

    duty: str
    until_on: date


Step = (
    AddUnit
    | GiveCode
    | AbolishUnit
    | AddPost
    | AddPerson
    | Appoint
    | EndAppointment
    | Assign
    | EndAssignment
    | ListDuty
    | DropDuty
)


class Units:
    """Units by code, by name and by path, with those that the plan adds. A name that several have names none of them."""

    def __init__(self, units: tuple[Unit, ...], county: str) -> None:
        self.county = county
        self.by_key: dict[str, Unit] = {}
        self._by_code: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = {}
        for each in units:
            self.add(each)

    def add(self, one: Unit) -> None:
        """Know a unit from now on, or know it with its code."""
        if one.key not in self.by_key:
            self._by_name.setdefault(simpler(one.name), []).append(one.key)
        self.by_key[one.key] = one
        if one.code:
            self._by_code[one.code] = one.key

    def drop(self, key: str) -> None:
        """Know a unit no longer: it has been abolished."""
        one = self.by_key.pop(key)
        self._by_name[simpler(one.name)].remove(key)
        self._by_code.pop(one.code, None)

    def coded(self, code: str) -> Unit | None:
        """The unit with this code."""
        return self.by_key.get(self._by_code.get(code, ""))

    def under(self, parent: str, name: str) -> list[Unit]:
        """The units of this name directly under `parent`."""
        return [one for one in self.named(name) if one.parent == parent]

    def named(self, name: str) -> list[Unit]:
        """All units of this name."""
        return [self.by_key[key] for key in self._by_name.get(simpler(name), ())]

    def meant(self, text: str, superior: str = "") -> list[Unit]:
        """The units that a text may mean: a name, or a name after those above it, with or without a stroke between.

        `superior` narrows it to those that stand below a unit of that name, however far.
        """
        found = self.named(text)
        if not found:
            *above, last = [part.strip() for part in text.replace("／", "/").split("/")]
            found = [one for one in self.named(last) if above and self._below(one, above)]
        if not found:
            # 青溪镇石桥村: the village's name after the town's.
            found = [
                one
                for cut in range(1, len(text))
                for one in self.named(text[cut:])
                if self._below(one, [text[:cut]]) and self.by_key[one.parent].name == text[:cut]
            ]
        if superior:
            found = [one for one in found if self._below(one, [superior])]
        return found

    def path(self, key: str) -> tuple[str, ...]:
        """The names of a unit and of those above it but the county, from the top."""
        names: list[str] = []
        one = self.by_key.get(key)
        while one is not None and one.key != self.county:
            names.insert(0, one.name)
            one = self.by_key.get(one.parent)
        return tuple(names)

    def told(self, key: str) -> str:
        """The shortest text that `meant` reads back as this unit alone: its name, or its path."""
        one = self.by_key[key]
        return one.name if len(self.named(one.name)) == 1 else "/".join(self.path(key))

    def _below(self, one: Unit, above: list[str]) -> bool:
        """Whether units of these names stand above, in this order, with others between them or not."""
        wanted = [simpler(name) for name in above]
        parent = self.by_key.get(one.parent)
        while parent is not None and wanted:
            if simpler(parent.name) == wanted[-1]:
                wanted.pop()
            parent = self.by_key.get(parent.parent)
        return not wanted


class People:
    """People by name, and what they hold or held, by person and by post, with those that the plan adds."""

    def __init__(self, people: tuple[Person, ...], held: tuple[Held, ...]) -> None:
        self.by_key: dict[str, Person] = {}
        self._by_name: dict[str, list[str]] = {}
        self._held: dict[str, Held] = {}
        self._of: dict[str, list[str]] = {}
        self._at: dict[tuple[str, str], list[str]] = {}
        for someone in people:
            self.add(someone)
        for one in held:
            self.hold(one)

    def add(self, someone: Person) -> None:
        """Know a person from now on."""
        self.by_key[someone.key] = someone
        self._by_name.setdefault(simpler(someone.name), []).append(someone.key)

    def hold(self, one: Held) -> None:
        """Know that someone holds a post."""
        self._held[one.key] = one
        self._of.setdefault(one.person, []).append(one.key)
        self._at.setdefault((one.unit, simpler(one.title)), []).append(one.key)

    def end(self, key: str, until_on: date) -> None:
        """Know that a post is held no longer than to `until_on`."""
        self._held[key] = replace(self._held[key], until_on=until_on)

    def named(self, name: str) -> list[Person]:
        """All people of this name."""
        return [self.by_key[key] for key in self._by_name.get(simpler(name), ())]

    def of(self, person: str) -> list[Held]:
        """What someone holds or held, in the order in which it was entered."""
        return [self._held[key] for key in self._of.get(person, ())]

    def at(self, unit: str, title: str) -> list[Held]:
        """Who holds or held a post of this title in a unit, in the order in which it was entered."""
        return [self._held[key] for key in self._at.get((unit, simpler(title)), ())]

    def called(self, person: str) -> str:
        """Someone's name, "" where they are not known."""
        someone = self.by_key.get(person)
        return someone.name if someone is not None else ""
