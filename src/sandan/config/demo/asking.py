"""Call-backs: reporters are asked by call, on paper and by link; some answer, some can't be reached, and not everybody is content."""

from __future__ import annotations

from sandan.config.demo import phrase
from sandan.config.demo.agenda import Course, Wait, workdays_later
from sandan.config.demo.scene import Issue, Scene
from sandan.desk import problem as desk
from sandan.desk import survey
from sandan.desk.opinion import unmask
from sandan.desk.survey import Link, Told
from sandan.domain.authority import Actor, Role
from sandan.domain.case import Case
from sandan.domain.survey import ANSWERABLE, Decision, Survey, Way
from sandan.domain.values import Level, Outcome, SurveyOutcome


def resident(opinion: str) -> Actor:
    """A resident who showed the receipt code of an opinion."""
    return Actor(frozenset({Role.RESIDENT}), opinion=opinion)


def ask(scene: Scene, issue: Issue, by_link: float = 0.25) -> None:
    """Ask every reachable reporter who was not asked in this round: some by a link, and some of those online answer for themselves."""
    case = scene.case(issue)
    asked = {each.opinion for each in _current(case)}
    missing = sorted(case.facts.reachable - asked)
    if not missing:
        return
    by = scene.cast.clerk() if scene.likely(0.7) else scene.cast.verifier()
    linked = [each for each in missing if each in issue.online and scene.likely(by_link)]
    called = [each for each in missing if each not in linked]
    if called:
        desk.ask(issue.problem, called, by, scene.key(), at=scene.agenda.now)
    for link in send_links(scene, issue, linked, by):
        if scene.likely(0.8):
            scene.agenda.spawn(scene.agenda.after(Wait(0, 4, anytime=True)), _by_link(scene, issue, link))
    for each in called:
        if each in issue.online and scene.likely(0.45):
            scene.agenda.spawn(
                scene.agenda.after(Wait(0, 3, anytime=True)), _own_answer(scene, issue, each, case.facts.round)
            )


def send_links(scene: Scene, issue: Issue, opinions: list[str], by: Actor) -> list[Link]:
    """Make links for these reporters, and look up where to send them."""
    if not opinions:
        return []
    for each in opinions:
        unmask(each, "回访", by, scene.key(), at=scene.agenda.now)
    return survey.make_links(issue.problem, opinions, by, scene.key(), at=scene.agenda.now)


def record(scene: Scene, issue: Issue, everybody: bool = False) -> None:
    """Write down what came of asking; some calls are left for later unless `everybody` is to be dealt with."""
    by = scene.cast.clerk()
    for each in _current(scene.case(issue)):
        if each.outcome is SurveyOutcome.WAITING and (everybody or scene.likely(0.4 if each.link else 0.85)):
            _recorded(scene, issue, each, by, last=everybody)


def settle(scene: Scene, issue: Issue) -> None:
    """Leave nobody unheard: who joined late is asked too, and every call gets its outcome."""
    if scene.case(issue).facts.unheard:
        ask(scene, issue, by_link=0)
        record(scene, issue, everybody=True)


def explain(scene: Scene, issue: Issue) -> None:
    """Decide outside the unit on whoever is not content with what was found to be put right: it stays so, and this is why."""
    for each in _current(scene.case(issue)):
        if each.undecided:
            why = scene.pick(phrase.DISCONTENT_EXPLAINED)
            decide(scene, issue, each.id, Decision.EXPLAIN, why)


def let_start_over(scene: Scene, issue: Issue, why: str) -> None:
    """Decide on the first who is not content that the work starts over."""
    first = next(each for each in _current(scene.case(issue)) if each.undecided)
    decide(scene, issue, first.id, Decision.REOPEN, why)


def decide(scene: Scene, issue: Issue, answer: str, decision: Decision, why: str) -> None:
    """A dispatcher decides on an answer."""
    survey.decide(issue.problem, answer, decision, why, scene.cast.dispatcher(), scene.key(), at=scene.agenda.now)


def silent(scene: Scene, issue: Issue) -> list[str]:
    """Reporters who were asked in this round and gave no answer."""
    current = _current(scene.case(issue))
    return sorted(each.opinion for each in current if each.outcome is not SurveyOutcome.ANSWERED)


def answer_by_link(scene: Scene, issue: Issue, link: Link, said: desk.Answer) -> bool:
    """The reporter answers by a link. False where that is no longer possible."""
    row, case = survey.linked(link.token), scene.case(issue)
    held = case.surveys.get(row.key) if row is not None else None
    if row is None or held is None or held.round != case.facts.round or case.facts.status not in ANSWERABLE:
        return False
    if held.outcome is SurveyOutcome.ANSWERED or scene.agenda.today > link.until:
        return False
    own = survey.Said(said.contacted, said.fixed, said.level, said.words)
    survey.answer_by_link(row, link.token, own, resident(link.opinion), scene.key(), at=scene.agenda.now)
    return True


def _current(case: Case) -> list[Survey]:
    return [each for each in case.surveys.values() if each.round == case.facts.round]


def _recorded(scene: Scene, issue: Issue, asked: Survey, by: Actor, last: bool) -> None:
    """One call, or one sheet that somebody filled in at the door; who does not pick up is tried again, unless this is the last try."""
    at, to = scene.agenda.now, asked.opinion
    paper = to not in issue.online and scene.likely(0.1)
    if not paper:
        unmask(to, "回访", by, scene.key(), at=at)
    dice = 1.0 if paper else scene.chance.random()
    if dice < 0.25 and not last and asked.attempts < 2 and scene.likely(0.5):
        again_on = workdays_later(scene.agenda.today, 1)
        survey.try_later(issue.problem, to, again_on, by, scene.key(), at=at)
        scene.agenda.spawn(scene.agenda.office(again_on), _again(scene, issue, asked))
        return
    if dice < 0.25:
        told = Told(SurveyOutcome.UNREACHABLE if dice < 0.13 else SurveyOutcome.NO_ANSWER)
    else:
        said = said_of(scene, issue)
        told = Told(
            SurveyOutcome.ANSWERED,
            said.contacted,
            said.fixed,
            said.level,
            said.words,
            Way.PAPER if paper else Way.CALL,
            scene.scan(phrase.SHEET) if paper else (),
        )
    survey.record(issue.problem, to, told, by, scene.key(), at=at)


def _again(scene: Scene, issue: Issue, asked: Survey) -> Course:
    """The day of the next try has come, and still nobody has heard of the reporter."""
    case = scene.case(issue)
    held = case.surveys[asked.id]
    if held.round == case.facts.round and held.outcome is SurveyOutcome.WAITING and case.facts.status in ANSWERABLE:
        _recorded(scene, issue, held, scene.cast.clerk(), last=False)
    yield from ()


def said_of(scene: Scene, issue: Issue) -> desk.Answer:
    """What a reporter says, which has to do with what was really done."""
    really = issue.fate.outcome is Outcome.RECTIFIED and issue.fate.fixing != "sham"
    fixed = scene.likely(0.93 if really else 0.3)
    dice = scene.chance.random()
    if fixed and dice < 0.7:
        return desk.Answer(scene.likely(0.97), True, Level.SATISFIED, scene.pick(phrase.WORDS_GOOD))
    if dice < (0.96 if fixed else 0.25):
        return desk.Answer(scene.likely(0.93), fixed, Level.BASICALLY_SATISFIED, scene.pick(phrase.WORDS_FAIR))
    return desk.Answer(scene.likely(0.8), fixed, Level.DISSATISFIED, scene.pick(phrase.WORDS_BAD))


def _own_answer(scene: Scene, issue: Issue, opinion: str, round: int) -> Course:
    case = scene.case(issue)
    answered = [each for each in _current(case) if each.opinion == opinion and each.outcome is SurveyOutcome.ANSWERED]
    if case.facts.round == round and case.facts.status in ANSWERABLE and not answered:
        desk.answer(issue.problem, said_of(scene, issue), resident(opinion), scene.key(), at=scene.agenda.now)
    yield from ()


def _by_link(scene: Scene, issue: Issue, link: Link) -> Course:
    answer_by_link(scene, issue, link, said_of(scene, issue))
    yield from ()
