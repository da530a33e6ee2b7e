"""The demo county's four tiers: posts, leaders' places and sectors, duty lists; at the end, what a coverage page is there to find."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sandan.config.demo.cast import Cast, Member
from sandan.config.demo.matter import Matter
from sandan.config.demo.names import (
    ACTING,
    OFFICE,
    ORGANS,
    TOWN,
    TOWNS,
    UNASSIGNED,
    VACANT,
    VILLAGE_VACANT,
)
from sandan.config.demo.scene import Scene
from sandan.desk import handover
from sandan.desk import organisation as desk
from sandan.domain.authority import Actor, Role
from sandan.projections.handover import OpenDuty, open_duties

_ORGAN_BASIS = "云岭县县级部门职能配置规定"
_TOWN_BASIS = "云岭县乡镇（街道）履职事项清单"


def set_up(cast: Cast, matters: Sequence[Matter], by: Actor) -> None:
    """Assign leaders to towns and sectors, and give every unit its duty list, on the county's first morning."""
    at, today = cast.at, cast.on
    for name in (VACANT, ACTING, VILLAGE_VACANT):
        cast.chief_post(name, by)
    deputy = next(each for each in cast.members[ACTING] if Role.UNIT_HEAD in each.seat.roles)
    acting = desk.Post("", "", (), today, post_id=cast.chief_post(ACTING, by), acting=True)
    desk.appoint(deputy.person, acting, by, "demo/acting", at)
    for name in (*ORGANS, *TOWNS):
        leader = cast.leader_of(name)
        if name not in (OFFICE, UNASSIGNED):
            desk.assign(leader, cast.units[name], today, by, f"demo/assignment/{name}", at)
    organs = dict.fromkeys((each.unit, each.topic) for each in matters if each.unit != TOWN)
    in_towns = dict.fromkeys(each.topic for each in matters if each.unit == TOWN)
    for name, topic in organs:
        key = f"demo/duty/{name}/{topic}"
        desk.list_duty(cast.units[name], topic, "", _ORGAN_BASIS, today, by, key, at)
    for town in TOWNS:
        for topic in in_towns:
            desk.list_duty(cast.units[town], topic, "", _TOWN_BASIS, today, by, f"demo/duty/{town}/{topic}", at)


def transfer(scene: Scene) -> None:
    """On the last evening one official goes to another unit and a colleague takes over; another one leaves, and nobody has yet."""
    cast, today = scene.cast, scene.agenda.today
    going = sorted(_burdened(scene), key=lambda each: -len(each[1]))[:2]
    by = cast.operator()
    for number, (member, duties) in enumerate(going):
        desk.end_appointment(member.appointment, today, by, scene.key(), scene.agenda.now)
        if number:
            continue
        elsewhere = desk.Post(cast.units["民政局"], "科员", (Role.HANDLER,), today + timedelta(1))
        desk.appoint(member.person, elsewhere, by, scene.key(), scene.agenda.now)
        colleague = cast.one(member.seat.unit, Role.HANDLER, other_than=(member.person,))
        items = tuple(each.item for each in duties)
        note = "工作调动，在办事项全部移交。"
        made = handover.offer(
            member.person, colleague.person, items, cast.dispatcher(), scene.key(), note, scene.agenda.now
        )
        handover.accept(made, colleague, scene.key(), scene.agenda.now)


def _burdened(scene: Scene) -> list[tuple[Member, list[OpenDuty]]]:
    """Officials who answer for something, whom nobody signs in as, and who have a colleague to hand over to."""
    found = []
    for unit, members in scene.cast.members.items():
        handlers = [each for each in members if Role.HANDLER in each.seat.roles]
        for each in handlers if unit in ORGANS else ():
            duties = [] if each.seat.username or len(handlers) < 2 else open_duties(each.person, scene.agenda.today)
            if duties:
                found.append((each, duties))
    return found
