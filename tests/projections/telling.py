"""A county's whole story in a few dozen commands: every noun, every projection table, an erasure and a file."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from tests.county import (
    FILE,
    GU,
    MAIN_PATH,
    NOW,
    SHEN,
    TODAY,
    WEN,
    WU,
    days,
    populate,
    registered,
    reporter,
)

from sandan.desk.handle import Done, Order, handle
from sandan.domain import appointment, batch, bulletin, opinion, person, problem, responsibility, unit
from sandan.domain.authority import Actor
from sandan.domain.values import Channel, DeclineReason, ReopenSource, Topic
from sandan.domain.wire import Command
from sandan.ledger import file


class Telling:
    """Gives commands through the desk, each under a key of its own, an hour apart."""

    def __init__(self, name: str = "telling") -> None:
        self._keys = (f"{name}-{number}" for number in count(1))
        self.now: datetime = NOW

    def give(self, stream: str, order: Command, by: Actor) -> Done:
        return handle([Order(stream, order)], by, next(self._keys), self.now)


def heard(key: str, channel: Channel = Channel.VISIT) -> opinion.RegisterOpinion:
    return opinion.RegisterOpinion(
        opinion=key,
        number=f"Y2026-{key}",
        receipt=f"R-{key}",
        channel=channel,
        topic=Topic.WATER,
        town="qingxi",
        text="水管破了三个月没人修",
        reporter="赵大娘",
        contact="13800000000",
        mark=f"mark-{key}",
    )


def tell() -> None:
    """The whole story."""
    populate()
    told = Telling()
    told.give("unit/water", unit.RenameUnit(unit="water", unit_name="县水务局"), SHEN)
    told.give("person/ma", person.RenamePerson(person="ma", person_name="马常河"), SHEN)
    end = appointment.EndAppointment(appointment="su-yunling", until_on=TODAY)
    told.give("appointment/su-yunling", end, SHEN)
    for key in ("o1", "o2", "o3", "o4"):
        told.give(f"opinion/{key}", heard(key), WU)
    told.give("opinion/o1", opinion.AcceptOpinion(opinion="o1", problem="p1"), GU)
    decline = opinion.DeclineOpinion(opinion="o3", reason=DeclineReason.NOT_OURS, where_to="供电公司")
    told.give("opinion/o3", decline, GU)
    told.give("opinion/o4", opinion.WithdrawOpinion(opinion="o4"), WU)
    answers = responsibility.AssignResponsibility(lead_unit="water", leader="su", person="ma", cooperating=("roads",))
    for order, by, _ in MAIN_PATH:
        told.give("problem/p1", order, by)
        if isinstance(order, problem.SignFor):
            told.give("problem/p1", answers, GU)
    told.give("problem/p2", registered("p2", ("o2",)), GU)
    told.give("problem/p2", problem.AcceptProblem(), GU)
    told.give("problem/p2", problem.MarkLongTerm(basis="常年管护", review_on=TODAY + days(180)), GU)
    told.give("batch/b1", batch.OpenBatch(batch="b1", file=FILE, file_name="反映.xlsx", mapping="{}", rows=2), WU)
    told.give("batch/b1", batch.TakeRows(batch="b1", after=0, accepted=1, rejected=(2,)), WU)
    told.give("batch/b1", batch.CloseBatch(batch="b1"), WU)
    told.give("bulletin/n1", bulletin.DraftBulletin(bulletin="n1", title="整改简报", body="正文"), WEN)
    publish = bulletin.PublishBulletin(bulletin="n1", year=2026, issue=1, position=40, as_of=TODAY, digest=FILE)
    told.give("bulletin/n1", publish, WEN)
    told.give("problem/p1", problem.ReopenProblem(source=ReopenSource.RESIDENT, reason="又漏了"), reporter("o1"))
    told.give("opinion/o2", opinion.EraseOpinion(opinion="o2", basis="个人信息保护法第四十七条"), SHEN)
    file.keep("换好的管道".encode())
