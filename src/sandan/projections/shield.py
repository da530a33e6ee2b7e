"""What stands under the shield, for those who are cleared for it. Nothing else shows any of it (law 8)."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Q, QuerySet

from sandan.domain.authority import Actor, Role
from sandan.domain.opinion import OpinionStatus
from sandan.domain.problem import ENDED
from sandan.domain.shield import Shield, cleared
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.unit import Unit
from sandan.projections.version import now, under_shield

R = TypeVar("R", Opinion, Problem)

_SORT = frozenset({Role.DISPATCHER, Role.DISCIPLINE})
_ANYWHERE = _SORT | {Role.VERIFIER}
_UNIT = frozenset({Role.HANDLER, Role.UNIT_HEAD})
_ENDED = tuple(sorted(each.value for each in ENDED))


def shield_of(row: Opinion | Problem) -> Shield | None:
    """Of whom the matter of this row complains; None where it stands in the open."""
    if not row.shielded:
        return None
    named = frozenset(row.against.split())
    units = frozenset(now(Unit).filter(key__in=named).values_list("key", flat=True))
    return Shield(units, named - units, isinstance(row, Opinion) and row.accusation)


def may_know(row: Opinion | Problem, actor: Actor) -> bool:
    """Whether the actor may know of the matter of this row. An opinion that became a problem is known to who knows the problem."""
    handling: tuple[str, ...] = ()
    if isinstance(row, Problem):
        handling = (row.unit, *row.cooperating.split())
    elif row.shielded and row.problem:
        of = under_shield(Problem).filter(key=row.problem).first()
        return of is not None and may_know(of, actor)
    return cleared(shield_of(row), actor, handling=[each for each in handling if each])


def opinions(actor: Actor) -> QuerySet[Opinion]:
    """Every opinion under the shield that the actor may know of. Those who only handle a problem read its opinions on its page."""
    rows = _not_about(under_shield(Opinion), actor)
    if Role.DISCIPLINE in actor.roles:
        return rows
    if actor.roles & _ANYWHERE:
        return rows.filter(accusation=False).exclude(against="")
    return rows.none()


def problems(actor: Actor) -> QuerySet[Problem]:
    """Every problem under the shield that the actor may know of."""
    rows = _not_about(under_shield(Problem), actor)
    if Role.DISCIPLINE in actor.roles:
        return rows
    rows = rows.exclude(against="")
    if actor.roles & _ANYWHERE:
        return rows
    if not actor.roles & _UNIT:
        return rows.none()
    own = (*actor.lineage, *sorted(actor.absorbed))
    mine = Q(unit__in=own)
    for each in own:
        mine |= Q(cooperating__contains=each)
    return rows.filter(mine)


def _not_about(rows: QuerySet[R], actor: Actor) -> QuerySet[R]:
    """Without what complains of the actor, a relative, or a unit in or below which they work or ever worked."""
    near = {*actor.everywhere, *actor.lineage, *(unit for unit, _last in actor.left), actor.person, *actor.kin}
    for each in sorted(near - {""}):
        rows = rows.exclude(against__contains=f" {each} ")
    return rows


def waiting(actor: Actor) -> tuple[QuerySet[Opinion], QuerySet[Problem]]:
    """What of it is not ended: opinions to be sorted by who sorts, problems on the ladder."""
    to_sort = opinions(actor).filter(status=OpinionStatus.WAITING.value)
    return to_sort if actor.roles & _SORT else to_sort.none(), problems(actor).exclude(status__in=_ENDED)
