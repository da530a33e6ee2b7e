"""What happens to a problem once it is on the list, step by step, with everything that can go wrong in a county."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta

from sandan.config.demo import asking, phrase, pressing
from sandan.config.demo.agenda import Course, Wait, workdays_later
from sandan.config.demo.asking import ask, record, resident, settle
from sandan.config.demo.names import DISCIPLINE
from sandan.config.demo.refused import REJECTED_LATER
from sandan.config.demo.scene import Fate, Issue, Scene
from sandan.desk import problem as desk
from sandan.desk.correction import Right, correct
from sandan.domain import problem_command, task
from sandan.domain.authority import Actor
from sandan.domain.values import Level, Outcome, ReopenSource, Status, StatutoryChannel
from sandan.ledger import read

Step = Generator[Wait, None, bool]
"""A part of a course; its value says whether the problem goes on to the next part."""

_SLIPS = 25
"""One in so many dispatches shows that something had been entered wrongly."""
WRONG = ("农业农村局", "自然资源局", "住房和城乡建设局", "城市管理局", "应急管理局")


def course(scene: Scene, issue: Issue) -> Course:
    """From acceptance to wherever the problem stands when the story ends."""
    turn, fate = issue.turn, issue.fate
    if fate.path == "waiting":
        return
    yield Wait(0, 2)
    if fate.path == "declined":
        reason, where_to = scene.pick(REJECTED_LATER)
        scene.give(issue, problem_command.DeclineProblem(reason=reason, where_to=where_to), scene.cast.dispatcher())
        return
    if fate.path == "redirected":
        court = problem_command.RedirectProblem(channel=StatutoryChannel.COURT, where_to=phrase.REDIRECTED)
        scene.give(issue, court, scene.cast.dispatcher())
        return
    if fate.path == "parted":
        other = pressing.parted(scene, issue)
        scene.agenda.spawn(scene.agenda.after(Wait(0, 1)), work_off(scene, other, other.turn))
    if fate.path in ("long_term", "resumed"):
        review_on = scene.agenda.today + timedelta(scene.pick((20, 30, 90)))
        basis = scene.pick(phrase.LONG_TERM)
        scene.give(issue, problem_command.MarkLongTerm(basis=basis, review_on=review_on), scene.cast.dispatcher())
        if fate.path == "long_term":
            return
        yield Wait(10, 18)
        scene.give(issue, problem_command.ResumeProblem(reason=phrase.RESUMED), scene.cast.dispatcher())
    yield from work_off(scene, issue, turn)


def work_off(scene: Scene, issue: Issue, turn: int) -> Course:
    """From dispatch on, as often as the problem comes back."""
    while issue.turn == turn:
        yield from _send(scene, issue)
        while True:
            if not (yield from _fix(scene, issue)):
                return
            if (yield from judge(scene, issue)):
                break
            issue.fate, issue.again = Fate(after=issue.fate.after), True
        if not (yield from afterwards(scene, issue, turn)):
            return


def _send(scene: Scene, issue: Issue) -> Course:
    """Dispatch and signature, with the ways in which a unit tries to be rid of it."""
    fate, cast = issue.fate, scene.cast
    right = issue.unit
    unit = right
    if fate.sending in ("returned", "refused") and not pressing.returnable(scene, issue):
        fate.sending = "plain"
    if fate.sending == "escalated" and right not in (issue.town, DISCIPLINE) and issue.town:
        _dispatch(scene, issue, issue.town)
        yield Wait(0, 1)
        up, by = cast.units[right], cast.dispatcher()
        desk.escalate(issue.problem, up, phrase.ESCALATED, by, scene.key(), scene.agenda.now)
        yield Wait(0, 1)
        scene.give(issue, problem_command.SignFor(), cast.head(right))
        return
    if fate.sending == "returned":
        unit = scene.pick([each for each in WRONG if each != right])
    _dispatch(scene, issue, unit)
    _correct(scene, issue)
    yield Wait(0, 1)
    if fate.sending == "returned":
        reason = scene.pick(phrase.WRONG_UNIT).format(unit=right)
        scene.give(issue, problem_command.AskReturn(reason=reason), cast.head(unit))
        yield Wait(0, 2)
        scene.give(issue, problem_command.AgreeReturn(), cast.dispatcher())
        yield Wait(0, 1)
        _dispatch(scene, issue, right)
        yield Wait(0, 1)
    elif fate.sending == "shirked":
        yield from pressing.sent_around(scene, issue)
    elif fate.sending == "refused":
        scene.give(issue, problem_command.AskReturn(reason=phrase.UNWILLING), cast.head(unit))
        yield Wait(0, 2)
        scene.give(issue, problem_command.RefuseReturn(reason=phrase.RETURN_REFUSED), cast.dispatcher())
        yield Wait(0, 1)
    scene.give(issue, problem_command.SignFor(), cast.head(right))
    yield from pressing.timing(scene, issue)
    online = sorted(issue.online & scene.case(issue).facts.opinions)
    if online and scene.likely(0.12):
        yield from _ask_through_relay(scene, issue, online[0])


def _ask_through_relay(scene: Scene, issue: Issue, to: str) -> Course:
    """The unit asks a reporter something without knowing who it is; most answer."""
    asked, answer = scene.pick(phrase.RELAY_ON_SITE if issue.matter.built else phrase.RELAY)
    desk.write_to_reporter(issue.problem, to, asked, scene.cast.handler(issue.unit), scene.key(), at=scene.agenda.now)
    if scene.likely(0.7):
        yield Wait(0, 1, anytime=True)
        desk.write_to_unit(issue.problem, answer, resident(to), scene.key(), at=scene.agenda.now)


def _correct(scene: Scene, issue: Issue) -> None:
    """Now and then the office finds that it had entered something wrong, and sets it right beside the entry."""
    scene.dispatches += 1
    if scene.dispatches % _SLIPS != 1:
        return
    entry = read.stream(f"problem/{issue.problem}")[0].position
    right = Right(reason=phrase.SLIP, note=phrase.SLIP_NOTE, title=f"{issue.title}（位置已核实）")
    correct(issue.problem, entry, right, scene.cast.dispatcher(), scene.key(), at=scene.agenda.now)


def _dispatch(scene: Scene, issue: Issue, unit: str) -> None:
    cast = scene.cast
    issue.due_on = workdays_later(scene.agenda.today, scene.pick((7, 10, 10, 15, 15, 20, 30)))
    terms = desk.terms_of(issue.problem, scene.agenda.today)
    if terms is not None and terms.limit_on is not None:
        issue.due_on = min(issue.due_on, terms.limit_on)
    helps = issue.town if issue.town and unit not in (issue.town, DISCIPLINE) and scene.likely(0.3) else ""
    to = desk.Dispatch(
        unit=cast.units[unit],
        due_on=issue.due_on,
        leader=cast.head(unit).person,
        supervising_leader=cast.leader_of(unit),
        cooperating=(cast.units[helps],) if helps else (),
        note=scene.pick(phrase.NOTES),
    )
    desk.dispatch(issue.problem, to, cast.dispatcher(), scene.key(), at=scene.agenda.now)


def _fix(scene: Scene, issue: Issue) -> Step:
    """The unit's work up to its claim. False where it never gets there."""
    fate, worker = issue.fate, scene.cast.handler(issue.unit)
    yield Wait(0, 2)
    if fate.path == "at_once":
        today = scene.agenda.today
        measure = issue.matter.account
        evidence = scene.evidence(today, today)
        scene.give(issue, problem_command.RectifyAtOnce(measure=measure, done_on=today, evidence=evidence), worker)
        return True
    if scene.likely(0.75):
        answers = issue.fitting(phrase.ANSWERS, phrase.ANSWERS_ON_SITE)
        answers = answers if fate.outcome is Outcome.RECTIFIED else phrase.ANSWERS_OPEN
        scene.give(issue, problem_command.AnswerReporter(answer=scene.pick(answers)), worker)
        yield Wait(0, 1)
    if fate.outcome is not Outcome.RECTIFIED:
        yield Wait(2, 8)
        texts = issue.fitting(phrase.NOT_FIXABLE, phrase.NOT_FIXABLE_ON_SITE)
        texts = texts if fate.outcome is Outcome.NOT_FIXABLE else phrase.NOT_SUBSTANTIATED
        _claim(scene, issue, worker, scene.pick(texts))
        return True
    return (yield from _tasks(scene, issue, worker))


def _tasks(scene: Scene, issue: Issue, worker: Actor) -> Step:
    """Plan, do and prove the tasks, then claim that it is fixed."""
    fate, cast = issue.fate, scene.cast
    started = scene.agenda.today
    planned, by_head = [], scene.likely(0.75)
    planner = cast.head(issue.unit) if by_head else worker
    extra = phrase.EXTRA_ON_SITE if issue.matter.built else phrase.EXTRA
    pairs = [*issue.matter.tasks, *([extra] if fate.fixing == "cancelled" else [])]
    for measure, standard in pairs:
        plan = desk.Plan(
            measure=("继续整改：" if issue.again else "") + measure.format(**issue.words),
            standard=standard,
            from_on=started,
            to_on=workdays_later(started, scene.chance.randint(4, 12)),
            person=worker.person if by_head else "",
            leader=planner.person if by_head and planner != worker else "",
            verifier=cast.verifier().person if by_head else "",
        )
        planned.append(desk.plan(issue.problem, plan, planner, scene.key(), at=scene.agenda.now))
    yield Wait(0, 1)
    yield from pressing.agree(scene, issue, planned)
    if fate.fixing == "cancelled":
        yield Wait(1, 3)
        scene.give(issue, task.CancelTask(task=planned.pop(), reason=phrase.CANCELLED), cast.head(issue.unit))
    if fate.path == "late":
        ahead = max((issue.due_on - scene.agenda.today).days, 0) * 5 // 7
        yield Wait(ahead + 1, ahead + 5)
    notes, reports = issue.fitting(phrase.PROGRESS, phrase.PROGRESS_ON_SITE), scene.chance.randint(0, 2)
    for number, each in enumerate(planned):
        yield Wait(1, 3)
        yield from pressing.on_the_way(scene, issue, each, worker)
        if scene.likely(0.5) or fate.path == "stuck":
            note = notes[min(reports, len(notes) - 1)]
            reports += 1
            scene.give(issue, task.ReportProgress(task=each, note=note), worker)
            yield Wait(1, 4)
        if fate.path == "stuck" and number == len(planned) - 1:
            return False
        today = scene.agenda.today
        done = task.CompleteTask(task=each, done_on=today, evidence=scene.evidence(started, today))
        scene.give(issue, done, worker)
    yield Wait(0, 1)
    _claim(scene, issue, worker, issue.matter.account)
    return True


def _claim(scene: Scene, issue: Issue, worker: Actor, account: str) -> None:
    today = scene.agenda.today
    claim = problem_command.RequestClosure(
        outcome=issue.fate.outcome, account=account, evidence=scene.evidence(today, today) if scene.likely(0.5) else ()
    )
    scene.give(issue, claim, worker)


def judge(scene: Scene, issue: Issue) -> Step:
    """Call-backs, verification and strike-off by others. False where the claim is sent back."""
    fate, cast = issue.fate, scene.cast
    yield Wait(0, 1)
    ask(scene, issue)
    yield Wait(0, 3)
    record(scene, issue)
    yield Wait(0, 3)
    verifier = cast.verifier()
    if fate.fixing == "sham":
        reason = scene.pick(issue.fitting(phrase.SHAM, phrase.SHAM_ON_SITE))
        scene.give(issue, problem_command.SendBack(reason=reason), verifier)
        return False
    facts = scene.case(issue).facts
    if facts.dissatisfied and fate.outcome is Outcome.RECTIFIED and scene.likely(0.35):
        asking.let_start_over(scene, issue, phrase.STILL_BROKEN)
        return False
    on_site = fate.outcome is Outcome.RECTIFIED and scene.likely(0.7)
    finding = {
        Outcome.RECTIFIED: scene.pick(phrase.FOUND_FIXED if on_site else phrase.ON_PAPER),
        Outcome.NOT_FIXABLE: scene.pick(phrase.EXPLAINED),
        Outcome.NOT_SUBSTANTIATED: phrase.NO_EVIDENCE,
    }[fate.outcome]
    today = scene.agenda.today
    evidence = scene.evidence(today, today) if on_site else ()
    scene.give(issue, problem_command.VerifyProblem(finding=finding, on_site=on_site, evidence=evidence), verifier)
    if fate.outcome is Outcome.NOT_SUBSTANTIATED:
        yield Wait(1, 3)
        scene.give(
            issue, problem_command.ReadAgain(finding=phrase.READ_AGAIN), cast.verifier(other_than=(verifier.person,))
        )
    yield Wait(0, 4)
    settle(scene, issue)
    if scene.case(issue).facts.dissatisfied and scene.likely(0.6):
        yield Wait(0, 1)
        asking.explain(scene, issue)
        settle(scene, issue)
    explanation = scene.pick(phrase.EXPLANATION) if scene.case(issue).facts.dissatisfied else ""
    scene.give(
        issue, problem_command.StrikeOff(note=scene.pick(phrase.STRUCK), explanation=explanation), cast.dispatcher()
    )
    return True


def afterwards(scene: Scene, issue: Issue, turn: int) -> Step:
    """Look-back and reopening. True where the problem is back on the list."""
    after = issue.fate.after
    if after == "plain":
        return (yield from _answered_late(scene, issue, turn))
    yield Wait(3, 9, anytime=True) if after == "reopened" else Wait(5, 14)
    if issue.turn != turn or scene.case(issue).facts.status is not Status.STRUCK_OFF:
        return False
    issue.fate = Fate()
    if after == "look_back":
        finding = scene.pick(phrase.LOOK_BACK_FINE)
        judges = scene.case(issue).facts.judges
        scene.give(issue, problem_command.PassLookBack(finding=finding), scene.cast.verifier(other_than=judges))
        return False
    if after == "rebroken":
        reason = scene.pick(issue.fitting(phrase.LOOK_BACK_BAD, phrase.LOOK_BACK_BAD_ON_SITE))
        reopened = problem_command.ReopenProblem(source=ReopenSource.LOOK_BACK, reason=reason)
        scene.give(issue, reopened, scene.cast.verifier())
    else:
        reason = scene.pick(issue.fitting(phrase.RESIDENT_REOPENS, phrase.RESIDENT_REOPENS_ON_SITE))
        by = resident(scene.pick(issue.opinions))
        desk.reopen(issue.problem, reason, by, scene.key(), at=scene.agenda.now)
    issue.again = True
    yield Wait(0, 2)
    return True


def _answered_late(scene: Scene, issue: Issue, turn: int) -> Step:
    """Who could not be reached gets a link when it is over, and may say that it is not fixed. True where the work starts over."""
    quiet = asking.silent(scene, issue)
    if not quiet or not scene.likely(0.7):
        return False
    yield Wait(1, 3)
    silent = asking.silent(scene, issue)
    still = [each for each in quiet if each in silent]
    if issue.turn != turn or not still:
        return False
    links = asking.send_links(scene, issue, still[:1], scene.cast.clerk())
    said = asking.said_of(scene, issue)
    really = scene.likely(0.45)
    if really:
        said = desk.Answer(True, False, Level.DISSATISFIED, scene.pick(phrase.WORDS_BAD))
    yield Wait(1, 6, anytime=True)
    for each in links:
        if issue.turn != turn or not asking.answer_by_link(scene, issue, each, said):
            return False
    yield Wait(1, 2)
    if issue.turn != turn or not scene.case(issue).facts.dissatisfied:
        return False
    if not really or scene.likely(0.3):
        asking.explain(scene, issue)
        return False
    asking.let_start_over(scene, issue, phrase.LATE_ANSWER_TRUE)
    issue.fate, issue.again = Fate(), True
    yield Wait(0, 2)
    return True


def found_and_fixed(scene: Scene, issue: Issue) -> Course:
    """Immediate rectification (立查立改): a unit finds and fixes on the spot, others check."""
    today = scene.agenda.today
    found = desk.FoundAndFixed(
        title=issue.title,
        statement=issue.matter.said[0].format(**issue.words),
        measure=issue.matter.account,
        done_on=today,
        evidence=scene.evidence(today, today),
        topic=issue.matter.topic,
        town=scene.cast.units[issue.town],
        village=issue.village,
    )
    issue.problem = desk.rectify_at_once(found, scene.cast.handler(issue.unit), scene.key(), at=scene.agenda.now)
    yield from judge(scene, issue)
    if (yield from afterwards(scene, issue, issue.turn)):
        yield from work_off(scene, issue, issue.turn)
