"""What makes time run differently in the demo: more of it, a stopped clock, pressure from above, and being sent around."""

from __future__ import annotations

from datetime import date, timedelta

from sandan.config.demo import phrase
from sandan.config.demo.agenda import Course, Wait, workdays_later
from sandan.config.demo.countryside import COUNTRYSIDE
from sandan.config.demo.livelihood import LIVELIHOOD
from sandan.config.demo.scene import Issue, Scene
from sandan.desk import problem as desk
from sandan.desk.handle import fold
from sandan.desk.tick import tick
from sandan.domain import chase, clock, problem_command, task
from sandan.domain.authority import Actor, Role
from sandan.domain.case import Case
from sandan.domain.values import Channel, Refusal, Status
from sandan.domain.wire import Command
from sandan.projections.problem import Problem
from sandan.projections.version import now

_AT_WORK = tuple(each.value for each in (Status.SIGNED_FOR, Status.PLANNED, Status.IN_PROGRESS))
_A_DAY = 2
"""Chase orders that the office manages to write in a day."""


def watch(scene: Scene) -> Course:
    """Every working day: the calendar says what is due, the office presses what is late and looks at what takes long."""
    while True:
        tick(scene.agenda.now)
        late = now(Problem).filter(status__in=_AT_WORK, overdue_for__isnull=False, chase_by__isnull=True)
        for row in late.order_by("due_on", "position")[:_A_DAY]:
            _press(scene, row)
        due = now(Problem).filter(status=Status.LONG_TERM.value, review_for__isnull=False)
        for row in due.order_by("review_on", "position")[:1]:
            if row.review_for == row.review_on:
                again = problem_command.ReviewProblem(
                    finding=phrase.REVIEWED, review_on=scene.agenda.today + timedelta(90)
                )
                desk.give(row.key, again, scene.cast.dispatcher(), scene.key(), at=scene.agenda.now)
        yield Wait(1, 1)


def _press(scene: Scene, row: Problem) -> None:
    """A chase order, graver each time; at the last one the problem is listed, and the unit answers after a day or two."""
    today, levels = scene.agenda.today, list(chase.ChaseLevel)
    level = levels[min(levels.index(chase.ChaseLevel(row.chased)) + 1, 2)] if row.chased else levels[0]
    if row.chased and not scene.likely(0.5):
        return
    by, key = scene.cast.dispatcher(), scene.key()
    answer_by = workdays_later(today, 2)
    desk.chase_up(row.key, level, scene.pick(phrase.CHASED), answer_by, by, key, scene.agenda.now)
    if level is levels[1] and row.listed_on is None:
        listed = chase.ListForSupervision(basis=phrase.LISTED)
        desk.give(row.key, listed, scene.cast.leader(), scene.key(), at=scene.agenda.now)
    scene.agenda.spawn(scene.agenda.after(Wait(1, 3)), _answer(scene, row.key))


def _answer(scene: Scene, key: str) -> Course:
    """The unit answers the chase order, if it still has the problem."""
    row = now(Problem).filter(key=key).first()
    if row is None or row.chase_by is None or row.status not in _AT_WORK or not scene.likely(0.85):
        return
    case: Case = fold(f"problem/{key}")[0]
    waiting = case.pressing.open
    by = scene.cast.handler(scene.cast.called(row.unit))
    if waiting:
        answer = chase.AnswerChase(chase=waiting[-1].id, answer=scene.pick(phrase.CHASE_ANSWERED))
        desk.give(key, answer, by, scene.key(), at=scene.agenda.now)
    if row.listed_on is not None and scene.likely(0.9):
        off = chase.TakeOffSupervision(reason=phrase.DELISTED)
        desk.give(key, off, scene.cast.dispatcher(), scene.key(), at=scene.agenda.now)
    yield from ()


def timing(scene: Scene, issue: Issue) -> Course:
    """More time, or a stopped clock, for a problem that its unit has signed for."""
    head, office = scene.cast.head(issue.unit), scene.cast.dispatcher()
    fate = issue.fate.timing
    if fate in ("extended", "not_extended"):
        yield Wait(1, 3)
        to_on = workdays_later(issue.due_on, 5)
        why = issue.fitting(phrase.MORE_TIME, phrase.MORE_TIME_ON_SITE)
        ask = clock.AskExtension(to_on=to_on, reason=scene.pick(why), progress=phrase.SO_FAR)
        if not _given(scene, issue, ask, head):
            return
        yield from _decided(scene, issue, to_on if fate == "extended" else None)
    elif fate == "paused":
        yield Wait(0, 1)
        why_paused = phrase.PAUSED_ON_SITE if issue.matter.built else phrase.PAUSED
        until = scene.agenda.today + timedelta(scene.chance.randint(3, 9))
        pause = clock.BeginPause(basis=phrase.PAUSE_BASIS, reason=why_paused, until_on=until)
        if not _given(scene, issue, pause, office):
            return
        yield Wait(4, 9)
        if scene.case(issue).clock.paused:
            scene.give(issue, clock.EndPause(note=phrase.PAUSE_OVER), office)
        issue.due_on = scene.case(issue).clock.due_on or issue.due_on


def _decided(scene: Scene, issue: Issue, to_on: date | None) -> Course:
    """Everyone agrees who by the rules must, in turn, or the first of them refuses; nobody where the head's asking was enough."""
    agree = {Role.DISPATCHER: scene.cast.dispatcher(), Role.LEADER: scene.cast.leader()}
    while awaited := scene.case(issue).clock.awaited:
        yield Wait(0, 1)
        by = agree[awaited[0]]
        if to_on is None:
            scene.give(issue, clock.RefuseExtension(reason=phrase.NOT_GRANTED), by)
        else:
            scene.give(issue, clock.GrantExtension(to_on=to_on, note=phrase.GRANTED), by)
    issue.due_on = scene.case(issue).clock.due_on or issue.due_on


def _given(scene: Scene, issue: Issue, order: Command, by: Actor) -> bool:
    """Whether it was still possible: a deadline may have passed on the way."""
    try:
        scene.give(issue, order, by)
    except Refusal:
        return False
    return True


def returnable(scene: Scene, issue: Issue) -> bool:
    """Whether what is dispatched today can still be returned on the next working day, which may lie behind a long holiday."""
    terms = desk.terms_of(issue.problem, scene.agenda.today)
    return terms is None or terms.return_by is None or workdays_later(scene.agenda.today, 1) <= terms.return_by


def sent_around(scene: Scene, issue: Issue) -> Course:
    """A unit that will not have it, until a leader says that it must."""
    head, office = scene.cast.head(issue.unit), scene.cast.dispatcher()
    reasons = (phrase.UNWILLING, *phrase.UNWILLING_AGAIN)
    for number in range(scene.case(issue).facts.adjudicate_at - 1):
        if not _given(scene, issue, problem_command.AskReturn(reason=reasons[min(number, 1)]), head):
            return
        yield Wait(0, 1)
        scene.give(issue, problem_command.RefuseReturn(reason=phrase.RETURN_REFUSED), office)
        yield Wait(1, 1)
    if not _given(scene, issue, problem_command.AskReturn(reason=reasons[-1]), head):
        return
    yield Wait(0, 1)
    desk.adjudicate(
        issue.problem,
        scene.cast.units[issue.unit],
        issue.due_on,
        phrase.ADJUDICATED,
        scene.cast.leader(),
        scene.key(),
        scene.agenda.now,
    )
    yield Wait(0, 1)


def agree(scene: Scene, issue: Issue, planned: list[str]) -> Course:
    """Someone outside the unit agrees to the acceptance standards before the work, now and then only at the second try."""
    better = phrase.RESTATED_ON_SITE if issue.matter.built else phrase.RESTATED
    for each in planned:
        if scene.likely(0.08):
            scene.give(issue, task.ObjectToStandard(task=each, reason=phrase.VAGUE), scene.cast.verifier())
            yield Wait(0, 1)
            restated = task.RestateStandard(task=each, standard=better)
            scene.give(issue, restated, scene.cast.head(issue.unit))
            yield Wait(0, 1)
        scene.give(issue, task.AgreeStandard(task=each), scene.cast.dispatcher())


def on_the_way(scene: Scene, issue: Issue, of: str, worker: Actor) -> Course:
    """Milestones, cost, and what a cooperating unit does."""
    today = scene.agenda.today
    if scene.likely(0.1):
        name = f"{of}m"
        held = scene.case(issue).tasks[of]
        by_on = min(max(today, held.from_on), held.to_on)
        what = phrase.MILESTONE_ON_SITE if issue.matter.built else phrase.MILESTONE
        point = task.SetMilestone(task=of, milestone=name, what=what, by_on=by_on)
        scene.give(issue, point, worker)
        yield Wait(0, 1)
        reached = task.ReachMilestone(task=of, milestone=name, reached_on=scene.agenda.today)
        scene.give(issue, reached, worker)
    if scene.likely(0.15):
        fen = scene.chance.randint(3, 400) * 100_00
        scene.give(issue, task.NoteCost(task=of, fen=fen, payer=phrase.PAYER), worker)
    facts = scene.case(issue).facts
    for unit in sorted(facts.handling - {facts.unit}):
        if scene.likely(0.6):
            share = problem_command.ContributeToProblem(note=scene.pick(phrase.SHARES))
            scene.give(issue, share, scene.cast.handler(scene.cast.called(unit)))


def parted(scene: Scene, issue: Issue) -> Issue:
    """What was told along with the problem and is another unit's, under a number of its own."""
    others = [each for each in (*COUNTRYSIDE, *LIVELIHOOD) if each.unit != issue.matter.unit]
    other = Issue(scene.pick(others), issue.town, issue.village, issue.words)
    what = desk.Part(
        title=other.title,
        statement=other.matter.said[0].format(**other.words),
        reason=phrase.PARTED,
        topic=other.matter.topic,
        channel=Channel.VISIT,
        town=scene.cast.units[issue.town],
        village=issue.village,
    )
    other.problem = desk.part(issue.problem, what, scene.cast.dispatcher(), scene.key(), scene.agenda.now)
    return other
