"""Shield (保密): who may never see a report about a unit or an official, and who may (law 8).

信访工作条例 art. 30: an accusation (检举控告) goes to the discipline body and may not be shown or forwarded to the accused; art.
46(5) makes the leak punishable. 信访条例 2005 art. 23 said the same in the case's year. Art. 28: who has a direct interest stands
back. Real leaks came from inside (domain G), so the rule looks at where a person works, worked and is related, never at what a page
would show.

A matter is born under the shield or outside it, and stays so: its id begins with `MARK`. What turns out to be a complaint after it
was entered in the open is entered anew under the shield (`opinion.shield`), so that nothing in the open ever changes its look.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields
from typing import TypeVar

from sandan.domain.authority import Actor, Role
from sandan.domain.values import Fault, require
from sandan.domain.wire import Event

E = TypeVar("E", bound=Event)

MARK = "0"
"""The first character of the id of everything under the shield. No other id begins with it (desk: ids are base 32, which has no 0)."""

_OFFICE = frozenset({Role.DISPATCHER, Role.VERIFIER, Role.DISCIPLINE})
_UNIT = frozenset({Role.HANDLER, Role.UNIT_HEAD})


@dataclass(frozen=True, slots=True)
class Shield:
    """Of whom a report complains. `accusation`: it says that someone did wrong (检举控告), and only the discipline body may read it."""

    units: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    accusation: bool = False

    @property
    def discipline_only(self) -> bool:
        """Accusations, and complaints of which nobody has said yet at whom they are aimed."""
        return self.accusation or not (self.units or self.persons)

    def with_(self, other: Shield) -> Shield:
        """What hides from everyone that either hides from."""
        return Shield(self.units | other.units, self.persons | other.persons, self.accusation or other.accusation)


def marked(id: str) -> bool:
    """Whether this is the id of a matter under the shield."""
    return id.startswith(MARK)


def complained_of(shield: Shield, by: Actor) -> bool:
    """Whether the report is about `by`, a relative of theirs, or a unit in which (or below which) they work or ever worked."""
    units = by.everywhere | frozenset(by.lineage) | frozenset(unit for unit, _last in by.left)
    return bool(units & shield.units) or bool((by.kin | {by.person}) & shield.persons)


def cleared(
    shield: Shield | None, by: Actor, *, handling: Collection[str] = (), opinions: Collection[str] = ()
) -> bool:
    """Whether `by` may know of a matter under this shield (None: it stands in the open).

    `handling` are the units that have it now, `opinions` those that it answers: their reporters keep their own key to it, also one who
    works in the very unit that they complain of.
    """
    if shield is None:
        return True
    if by.opinion:
        return by.opinion in opinions
    if Role.TIMER in by.roles:  # the calendar shows nothing to anybody
        return True
    if complained_of(shield, by):
        return False
    if shield.discipline_only:
        return Role.DISCIPLINE in by.roles
    at_work = bool(by.roles & _UNIT) and any(by.within(each) for each in handling)
    return bool(by.roles & _OFFICE) or at_work


def under(told: Event, kind: Callable[..., E], shield: Shield, **more: object) -> E:
    """The event `told` as one of `kind`, which has its fields and says besides of whom the matter complains."""
    same = {one.name: getattr(told, one.name) for one in fields(told)}
    units, persons = tuple(sorted(shield.units)), tuple(sorted(shield.persons))
    return kind(**same, against_units=units, against_persons=persons, **more)


def fits(shield: Shield | None, id: str) -> None:
    """Fault unless the id of a new matter says whether it stands under the shield."""
    if marked(id) != (shield is not None):
        raise Fault(f"{id}: a matter's id must say whether it is under the shield")


def same_side(one: str, other: str) -> None:
    """Refuse to bring together what is under the shield and what is not."""
    require(marked(one) == marked(other), "shield_differs")
