"""Events and commands as data: their literal wire names, and the three disclosures an event splits into.

A wire name (`problem.struck_off/1`) is written out where the event is declared and never derived from a Python name, so that a
renamed class cannot orphan history. Fields are internal unless marked `Public[...]` or `Personal[...]`; a personal field must have a
default, because its content may have been erased when the event is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, TypeVar, Union, get_args, get_origin, get_type_hints

from sandan.domain.values import Disclosure, Evidence, Fault

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. `happened_on` is claimed by a person; the ledger adds when it was recorded (law 3)."""

    kind: ClassVar[str] = ""
    happened_on: Annotated[date, Disclosure.PUBLIC]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something a person wants. `happened_on` is the day it claims; None means the day it is recorded."""

    name: ClassVar[str] = ""
    happened_on: date | None = None


@dataclass(frozen=True, slots=True)
class Disclosed:
    """An event ready for the ledger: JSON values by disclosure class. An empty class is None."""

    kind: str
    public: dict[str, Json]
    internal: dict[str, Json]
    personal: dict[str, Json] | None


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    disclosure: Disclosure
    write: Callable[[Any], Json]
    read: Callable[[Any], Any]


_SHAPES: dict[str, tuple[type[Event], tuple[_Field, ...]]] = {}
COMMANDS: dict[str, type[Command]] = {}

E = TypeVar("E", bound=Event)
C = TypeVar("C", bound=Command)


def event(kind: str) -> Callable[[type[E]], type[E]]:
    """Register an event class under its wire name. Faults on a name used twice or a personal field without default."""

    def register(cls: type[E]) -> type[E]:
        if kind in _SHAPES:
            raise Fault(f"wire name used twice: {kind}")
        cls.kind = kind
        hints = get_type_hints(cls, include_extras=True)
        shape = []
        for one in fields(cls):
            hint, disclosure = hints[one.name], Disclosure.INTERNAL
            if get_origin(hint) is Annotated:
                hint, disclosure = get_args(hint)
            if disclosure is Disclosure.PERSONAL and one.default is MISSING:
                raise Fault(f"{kind}: personal field {one.name} needs a default")
            shape.append(_Field(one.name, disclosure, *codec(hint)))
        _SHAPES[kind] = (cls, tuple(shape))
        return cls

    return register


def command(name: str) -> Callable[[type[C]], type[C]]:
    """Register a command class under the name that the permission matrix uses. Faults on a name used twice."""

    def register(cls: type[C]) -> type[C]:
        if name in COMMANDS:
            raise Fault(f"command name used twice: {name}")
        cls.name = name
        COMMANDS[name] = cls
        return cls

    return register


def encode(happened: Event) -> Disclosed:
    """Split an event into its three disclosures. A field whose value is None is left out."""
    parts: dict[Disclosure, dict[str, Json]] = {each: {} for each in Disclosure}
    for one in _SHAPES[happened.kind][1]:
        value = getattr(happened, one.name)
        if value is not None:
            parts[one.disclosure][one.name] = one.write(value)
    personal = parts[Disclosure.PERSONAL]
    return Disclosed(happened.kind, parts[Disclosure.PUBLIC], parts[Disclosure.INTERNAL], personal or None)


def decode(kind: str, *parts: Mapping[str, Any] | None) -> Event:
    """The event that the given disclosures describe; fields in an erased or unopened disclosure take their defaults."""
    if kind not in _SHAPES:
        raise Fault(f"unknown event kind: {kind}")
    cls, shape = _SHAPES[kind]
    values = {}
    for one in shape:
        for part in parts:
            if part is not None and one.name in part:
                values[one.name] = one.read(part[one.name])
    return cls(**values)


def shapes() -> dict[str, dict[str, str]]:
    """Every wire name with its fields and their disclosure class, for the golden test that freezes the format."""
    return {kind: {one.name: one.disclosure.value for one in shape} for kind, (_, shape) in sorted(_SHAPES.items())}


def _same(value: Any) -> Any:
    return value


def codec(hint: Any) -> tuple[Callable[[Any], Json], Callable[[Any], Any]]:
    """How a type is written to JSON and read back. Faults on a type without a byte-exact JSON form."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        (inner,) = (each for each in get_args(hint) if each is not NoneType)
        return codec(inner)
    if origin is tuple:
        write, read = codec(get_args(hint)[0])
        return (lambda many: [write(each) for each in many]), (lambda many: tuple(read(each) for each in many))
    if hint is datetime or hint is date:
        return (lambda moment: moment.isoformat()), hint.fromisoformat
    if hint is Evidence:
        return (
            lambda one: [one.file, one.dated_on.isoformat(), one.caption],
            lambda row: Evidence(row[0], date.fromisoformat(row[1]), row[2]),
        )
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return (lambda member: member.value), hint
    if hasattr(hint, "of_row"):  # a value that is a row of plain values, such as a deadline
        return (lambda one: one.row()), hint.of_row
    if hint in (str, int, bool):
        return _same, _same
    if hint is Fraction:  # exact, as `3/7` or `5`
        return str, Fraction
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint)
    raise Fault(f"no wire form for {hint!r}")


def _record(cls: type[Any]) -> tuple[Callable[[Any], Json], Callable[[Any], Any]]:
    """A value of several parts, by their names. A part without a value is left out; one that is added later needs a default."""
    hints = get_type_hints(cls)
    parts = {one.name: codec(hints[one.name]) for one in fields(cls) if one.init}

    def write(value: Any) -> Json:
        told = {name: getattr(value, name) for name in parts}
        return {name: parts[name][0](each) for name, each in told.items() if each is not None}

    def read(row: Any) -> Any:
        return cls(**{name: parts[name][1](row[name]) for name in parts if name in row})

    return write, read
