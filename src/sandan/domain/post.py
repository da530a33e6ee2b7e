"""Post (岗位): a seat in a unit with its title and what it allows, whoever holds it. A post that nobody holds is vacant (空缺).

The chief of a unit is the post that answers for it (主要负责人). Who holds a post is an appointment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sandan.domain.authority import NO_POST, Actor, Role, permit
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event


@dataclass(frozen=True, slots=True)
class Post:
    """A post as its stream tells it. `until_on` is its last day; None while it stands."""

    id: str
    unit: str
    title: str
    roles: tuple[Role, ...]
    chief: bool
    from_on: date
    until_on: date | None = None

    def stands(self, on: date) -> bool:
        """Whether the post stands on a day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


@command("post.establish")
@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishPost(Command):
    """Set up a post in a unit. `chief_there` is the title of the chief post that the unit has already, if any."""

    post: str
    unit: str
    title: str
    roles: tuple[Role, ...]
    chief: bool
    from_on: date
    chief_there: str = ""


@command("post.abolish")
@dataclass(frozen=True, slots=True, kw_only=True)
class AbolishPost(Command):
    """Do away with a post; `until_on` is its last day. `holders` counts those who hold it after that day."""

    post: str
    until_on: date
    holders: int = 0


@event("post.established/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PostEstablished(Event):
    """There is a post."""

    post: Public[str]
    unit: Public[str]
    title: Public[str]
    roles: Public[tuple[Role, ...]]
    chief: Public[bool]
    from_on: Public[date]


@event("post.abolished/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PostAbolished(Event):
    """There is the post no longer."""

    post: Public[str]
    until_on: Public[date]


def decide(order: Command, state: Post | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    match order:
        case EstablishPost():
            require(state is None, "already_exists", id=order.post)
            require(order.unit, "unit_missing")
            require(order.roles, "roles_missing")
            for role in NO_POST:
                require(role not in order.roles, "role_not_a_post", role=role)
            # Two chiefs would be two answers to "who answers for this unit".
            require(not (order.chief and order.chief_there), "unit_has_chief", post=order.chief_there)
            return (
                PostEstablished(
                    happened_on=on,
                    post=order.post,
                    unit=order.unit,
                    title=written(order.title, "post", 80),
                    roles=tuple(sorted(set(order.roles))),
                    chief=order.chief,
                    from_on=order.from_on,
                ),
            )
        case AbolishPost(post=post, until_on=until, holders=holders):
            require(state is not None, "unknown_post", id=post)
            assert state is not None
            require(state.until_on is None or until < state.until_on, "already_ended")
            # The day before the first means that it never took effect.
            require(until >= state.from_on - timedelta(1), "ends_before_start", from_on=state.from_on)
            require(not holders, "post_in_use", post=state.title, count=holders)
            return (PostAbolished(happened_on=on, post=post, until_on=until),)
    raise Fault(f"not a post command: {order.name}")


def evolve(state: Post | None, happened: Event) -> Post | None:
    """The post after `happened`."""
    match happened:
        case PostEstablished() as made:
            return Post(made.post, made.unit, made.title, made.roles, made.chief, made.from_on)
        case PostAbolished(until_on=until) if state:
            return replace(state, until_on=until)
    return state
