"""A county's whole story in a few dozen commands: every noun, every projection table, an erasure and a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import count

from tests.county import (
    DU,
    FILE,
    GU,
    MAIN_PATH,
    NOW,
    PLAN,
    SHEN,
    SU,
    TIAN,
    TODAY,
    WEN,
    WU,
    YE,
    days,
    populate,
    registered,
    reporter,
)
from tests.projections import campaign

from sandan.desk.handle import Done, Order, handle
from sandan.domain import (
    appointment,
    assignment,
    batch,
    boundary,
    bulletin,
    correction,
    duty,
    formula,
    handover,
    holiday,
    look_back,
    opinion,
    person,
    post,
    problem_command,
    relay,
    responsibility,
    roster,
    rule,
    task,
    unit,
)
from sandan.domain.assignment import AssignmentKind
from sandan.domain.authority import CALENDAR, Actor, Role
from sandan.domain.profile import CAMPAIGN
from sandan.domain.shield import Shield
from sandan.domain.values import Channel, DeclineReason, ReopenSource, Tier, Topic
from sandan.domain.viewing import RecordViewing
from sandan.domain.wire import Command
from sandan.ledger import file


class Telling:
    """Gives commands through the desk, each under a key of its own, an hour apart."""

    def __init__(self, name: str = "telling") -> None:
        self._keys = (f"{name}-{number}" for number in count(1))
        self.now: datetime = NOW

    def give(self, stream: str, order: Command, by: Actor) -> Done:
        return handle([Order(stream, order)], by, next(self._keys), self.now)


def post_of(who: str, of: str, *roles: Role) -> Actor:
    """Someone acting in a unit that the fixed cast doesn't know."""
    return Actor(frozenset(roles), who, f"{who}-{of}", of, (of, "yunling"), frozenset({of, "yunling"}))


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


TAKEN = roster.TakeRoster(
    roster="r1",
    file=FILE,
    file_name="通讯录.xlsx",
    layouts="{}",
    answers="{}",
    rows=2,
    added=1,
    changed=0,
    same=1,
    differing=0,
    refused=0,
    made=("unit/water",),
)


def _hush(told: Telling) -> None:
    """Someone complains of the water bureau: it is taken out of the open, sorted, dispatched to others and written about."""
    shield, ji = Shield(frozenset({"water"})), post_of("ji", "yunling", Role.DISCIPLINE)
    told.give("opinion/o5", heard("o5"), WU)
    told.give("opinion/o5", opinion.ShieldOpinion(opinion="o5", where_to="有权处理的机关"), GU)
    for key in ("0o5", "0o6"):
        told.give(f"opinion/{key}", replace(heard(key), shield=shield, origin="o5"), GU)
    accusation = opinion.ReclassifyOpinion(opinion="0o6", shield=replace(shield, accusation=True))
    told.give("opinion/0o6", accusation, GU)
    conclude = opinion.ConcludeOpinion(opinion="0o6", conclusion=opinion.Conclusion.PARTLY, words="部分属实")
    told.give("opinion/0o6", conclude, ji)
    told.give("opinion/0o5", opinion.AcceptOpinion(opinion="0o5", problem="0p5"), GU)
    told.give("problem/0p5", replace(registered("0p5", ("0o5",)), shield=shield), GU)
    told.give("problem/0p5", problem_command.AcceptProblem(), GU)
    joined = problem_command.AttachToProblem(opinion="0o7", reachable=False, shield=Shield(frozenset({"qingxi"})))
    told.give("problem/0p5", joined, GU)
    to = problem_command.DispatchProblem(unit="roads", due_on=TODAY + days(9), above=("roads", "yunling"))
    told.give("problem/0p5", to, GU)
    told.give("problem/0p5", problem_command.SignFor(), TIAN)
    told.give("problem/0p5", replace(PLAN, task="0t5"), TIAN)
    named = responsibility.AssignResponsibility(lead_unit="roads", person="tian")
    told.give("problem/0p5", named, GU)
    told.give("problem/0p5", relay.WriteToReporter(opinion="0o5", words="哪一天？"), TIAN)
    told.give("problem/0p5", relay.WriteToUnit(opinion="0o5", words="上周二"), reporter("0o5"))
    for matter, note in (("0p5", "核实后更正"), ("p1", "")):
        right = correction.MakeCorrection(
            entry=1, corrects="problem.registered/1", maker="gu", reason="写错", note=note,
            title="石桥村水渠破裂", topic=Topic.FARMING, channel=Channel.LETTER, town="shiqiao", village="",
        )  # fmt: skip
        told.give(f"problem/{matter}", right, GU)
    told.give("opinion/0o5", opinion.UnmaskReporter(opinion="0o5", reason="核实"), GU)
    told.give("opinion/o1", opinion.UnmaskReporter(opinion="o1", reason="回访"), GU)
    told.give("problem/p1", relay.WriteToReporter(opinion="o1", words="还漏吗？"), GU)
    told.give("problem/p1", relay.WriteToUnit(opinion="o1", words="还漏"), reporter("o1"))
    told.give("person/gu", person.DeclareKin(person="gu", kin="tian"), GU)
    viewing = f"gu-{told.now:%Y%m%d}"
    seen = RecordViewing(viewing=viewing, opinions=("o1", "0o6"), where="inbox")
    told.give(f"viewing/{viewing}", seen, GU)


def tell() -> None:
    """The whole story."""
    populate()
    told = Telling()
    told.give("unit/water", unit.RenameUnit(unit="water", unit_name="县水务局"), SHEN)
    told.give("person/ma", person.RenamePerson(person="ma", person_name="马常河"), SHEN)
    end = appointment.EndAppointment(appointment="su-yunling", until_on=TODAY)
    told.give("appointment/su-yunling", end, SHEN)
    _organise(told)
    for key in ("o1", "o2", "o3", "o4"):
        told.give(f"opinion/{key}", heard(key), WU)
    told.give("opinion/o1", opinion.AcceptOpinion(opinion="o1", problem="p1"), GU)
    decline = opinion.DeclineOpinion(opinion="o3", reason=DeclineReason.NOT_OURS, where_to="供电公司")
    told.give("opinion/o3", decline, GU)
    told.give("opinion/o4", opinion.WithdrawOpinion(opinion="o4"), WU)
    answers = responsibility.AssignResponsibility(lead_unit="water", leader="su", person="ma", cooperating=("roads",))
    for order, by, _ in MAIN_PATH:
        told.give("problem/p1", order, by)
        if isinstance(order, problem_command.SignFor):
            told.give("problem/p1", answers, GU)
    _pass_on(told)
    told.give("problem/p2", registered("p2", ("o2",)), GU)
    told.give("problem/p2", problem_command.AcceptProblem(), GU)
    told.give("problem/p2", problem_command.MarkLongTerm(basis="常年管护", review_on=TODAY + days(180)), GU)
    told.give("batch/b1", batch.OpenBatch(batch="b1", file=FILE, file_name="反映.xlsx", mapping="{}", rows=2), WU)
    told.give("batch/b1", batch.TakeRows(batch="b1", after=0, accepted=1, rejected=(2,)), WU)
    told.give("batch/b1", batch.CloseBatch(batch="b1"), WU)
    told.give("bulletin/n1", bulletin.DraftBulletin(bulletin="n1", title="整改简报", body="正文"), WEN)
    told.give("bulletin/n1", bulletin.SubmitBulletin(bulletin="n1", position=40, as_of=TODAY, digest=FILE), WEN)
    told.give("bulletin/n1", bulletin.SendBackBulletin(bulletin="n1", reason="再核一遍"), SU)
    told.give("bulletin/n1", bulletin.ReviseBulletin(bulletin="n1", title="整改简报", body="正文（核）"), WEN)
    told.give("bulletin/n1", bulletin.SubmitBulletin(bulletin="n1", position=44, as_of=TODAY, digest=FILE), WEN)
    told.give("bulletin/n1", bulletin.ApproveBulletin(bulletin="n1", digest=FILE), SU)
    told.give("bulletin/n1", bulletin.PublishBulletin(bulletin="n1", year=2026, issue=1), WEN)
    prepared = bulletin.PrepareBulletin(
        bulletin="n2",
        title="周报",
        body="正文",
        layout=bulletin.Layout.BULLETIN,
        template="weekly/1",
        period="2026-W10",
    )
    told.give("bulletin/n2", prepared, CALENDAR)
    told.give("bulletin/n2", bulletin.DiscardBulletin(bulletin="n2"), CALENDAR)
    adopt = formula.AdoptFormula(formula="weighted_90/1", from_on=TODAY, basis="整改办〔2026〕8号")
    told.give(formula.STREAM, adopt, GU)
    least = formula.SetThreshold(threshold=formula.Threshold.LEAST, value=3, from_on=TODAY, basis="整改办〔2026〕9号")
    told.give(formula.STREAM, least, GU)
    told.give(
        "problem/p1", problem_command.ReopenProblem(source=ReopenSource.RESIDENT, reason="又漏了"), reporter("o1")
    )
    told.give("opinion/o2", opinion.EraseOpinion(opinion="o2", basis="个人信息保护法第四十七条"), SHEN)
    _hush(told)
    _rule(told)
    told.give("roster/r1", TAKEN, SHEN)
    told.give("roster/r1", roster.UndoRoster(roster="r1", reason="重复导入", resting=0), SHEN)
    _look_back(told)
    for stream, order, by in campaign.ORDERS:
        told.give(stream, order, by)
    told.now += days(25)
    for stream, order, by in campaign.LATER:
        told.give(stream, order, by)
    file.keep("换好的管道".encode())


def _rule(told: Telling) -> None:
    """Rules that begin, give way to others and end, the doors set anew, and a year's notice with its correction."""
    winter = replace(CAMPAIGN, id="campaign-winter", basis="云整办〔2026〕3号", from_on=TODAY + days(10))
    spring = replace(winter, id="campaign-spring", from_on=TODAY + days(100), until_on=TODAY + days(200))
    told.give("rule/campaign", rule.AdoptRules(rules=winter), GU)
    told.give("rule/campaign", rule.AdoptRules(rules=spring), GU)
    last = TODAY + days(150)
    told.give("rule/campaign", rule.EndRules(rulebook="campaign-spring", until_on=last, reason="提前结束"), GU)
    doors = rule.AssignChannels(
        from_on=TODAY + days(10), hotline=(Channel.HOTLINE,), petition=(Channel.LETTER, Channel.COUNTER), basis="云整办"
    )
    told.give("rule/channels", doors, GU)
    off = tuple(date(2027, month, day) for month, day in ((1, 1), (5, 1), (10, 1)))
    year = holiday.NoticeYear(year=2027, holidays=off, workdays=(), source="国务院办公厅通知")
    told.give("calendar/2027", year, SHEN)
    told.give("calendar/2027", replace(year, workdays=(date(2027, 10, 9),), reason="漏录调休"), SHEN)
    ring = "[108,33],[108.1,33],[108.1,33.1],[108,33]"
    area = f'{{"type":"Polygon","coordinates":[[{ring}]]}}'
    drawn = boundary.DrawBoundary(unit="qingxi", area=area, source="民政局", town=True)
    told.give("boundary/qingxi", drawn, SHEN)
    told.give("boundary/qingxi", replace(drawn, review="云S（2026）001号"), SHEN)
    told.give("boundary/qingxi", boundary.TakeOffBoundary(unit="qingxi", reason="画错了"), SHEN)


def _look_back(told: Telling) -> None:
    """Two problems are drawn: one is looked at and found wanting, the other never is, because the look-back is given up."""
    items = tuple(look_back.Item(each, f"W2026-{each}", "water", "water") for each in ("p1", "p3"))
    freeze = look_back.FreezePopulation(
        look_back="l1",
        by=look_back.Strata.UNIT,
        from_on=TODAY,
        to_on=TODAY,
        size=2,
        percent=False,
        position=60,
        items=items,
        source="福彩双色球",
        issue="2026029",
        seed_on=TODAY + days(1),
    )
    told.give("look_back/l1", freeze, GU)
    told.now += days(1)
    draw = look_back.DrawSample(look_back="l1", digits="030812172231", where="公告", position=61, root=FILE)
    told.give("look_back/l1", draw, GU)
    for each in ("p1", "p3"):
        given = look_back.AssignChecker(look_back="l1", problem=each, checker=YE, interest=look_back.Interest())
        told.give("look_back/l1", given, GU)
    overturned = look_back.RecordFinding(
        look_back="l1", problem="p1", verdict=look_back.Verdict.OVERTURNED, on_site=True, finding="又漏了"
    )
    told.give("look_back/l1", overturned, YE)
    told.give("look_back/l1", look_back.AbandonLookBack(look_back="l1", reason="期间填错"), GU)


def _organise(told: Telling) -> None:
    """Units move, split and merge; posts, leaders' places and duty lists."""
    told.give(
        "unit/bureau", unit.EstablishUnit(unit="bureau", unit_name="供水站", tier=Tier.SYSTEM, parent="water"), SHEN
    )
    told.give("unit/bureau", unit.MoveUnit(unit="bureau", parent="roads", above=("roads", "yunling")), SHEN)
    told.give("unit/qingxi", unit.SplitUnit(unit="qingxi", into=("beixi",)), SHEN)
    part = unit.EstablishUnit(unit="beixi", unit_name="北溪镇", tier=Tier.TOWN, parent="yunling", origin="qingxi")
    told.give("unit/beixi", part, SHEN)
    told.give("unit/bureau", unit.MergeUnit(unit="bureau", into="roads", above=("roads", "yunling")), SHEN)
    told.give("unit/roads", unit.AbsorbUnit(unit="roads", source="bureau"), SHEN)
    told.give("unit/beixi", unit.AbolishUnit(unit="beixi"), SHEN)
    head = post.EstablishPost(
        post="water-head", unit="water", title="局长", roles=(Role.UNIT_HEAD,), chief=True, from_on=TODAY
    )
    told.give("post/water-head", head, SHEN)
    told.give("post/water-head", post.AbolishPost(post="water-head", until_on=TODAY + days(30)), SHEN)
    acting = appointment.MakeAppointment(
        appointment="ma-acting",
        person="ma",
        unit="water",
        post="局长",
        roles=(Role.UNIT_HEAD,),
        from_on=TODAY,
        post_id="water-head",
        chief=True,
        acting=True,
    )
    told.give("appointment/ma-acting", acting, SHEN)
    told.give("appointment/ma-acting", appointment.WithdrawAppointment(appointment="ma-acting", reason="误录"), SHEN)
    place = assignment.MakeAssignment(
        assignment="su-qingxi",
        leader="su",
        tier=Tier.COUNTY,
        kind=AssignmentKind.PLACE,
        unit="qingxi",
        from_on=TODAY,
    )
    told.give("assignment/su-qingxi", place, SHEN)
    end = assignment.EndAssignment(assignment="su-qingxi", until_on=TODAY + days(60))
    told.give("assignment/su-qingxi", end, SHEN)
    listed = duty.ListDuty(duty="d1", unit="water", topic=Topic.WATER, basis="三定方案", from_on=TODAY)
    told.give("duty/d1", listed, GU)
    told.give("duty/d1", duty.DropDuty(duty="d1", until_on=TODAY + days(90)), GU)


def _pass_on(told: Telling) -> None:
    """A problem follows its unit, and a duty goes to a successor; offers are refused and taken back."""
    told.give("problem/p3", registered("p3", ()), GU)
    told.give("problem/p3", problem_command.AcceptProblem(), GU)
    sent = problem_command.DispatchProblem(unit="bureau", due_on=TODAY + days(9), cooperating=("roads", "water"))
    told.give("problem/p3", sent, GU)
    answers = responsibility.AssignResponsibility(lead_unit="bureau", person="tian", cooperating=("roads",))
    told.give("problem/p3", answers, GU)
    told.give("problem/p3", problem_command.SignFor(), post_of("tian", "bureau", Role.UNIT_HEAD))
    plan = task.PlanTask(task="t3", measure="换管", standard="不漏", from_on=TODAY, to_on=TODAY + days(5))
    told.give("problem/p3", plan, post_of("tian", "bureau", Role.HANDLER))
    told.give("problem/p3", problem_command.SucceedUnit(was="bureau", unit="roads"), SHEN)
    for key in ("h1", "h2", "h3"):
        held = ("problem/p3",)
        offered = handover.OfferHandover(handover=key, giver="tian", to="du", items=held, held=held)
        told.give(f"handover/{key}", offered, GU)
    told.give("handover/h1", handover.RefuseHandover(handover="h1", reason="不熟悉"), DU)
    told.give("handover/h2", handover.TakeBackHandover(handover="h2", reason="另派"), GU)
    told.give("handover/h3", handover.AcceptHandover(handover="h3"), DU)
    told.give("problem/p3", responsibility.TakeOver(was="tian", to="du", handover="h3"), DU)
