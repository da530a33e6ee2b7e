"""Call-backs: reporters are asked, some answer for themselves, some can't be reached, and not everybody is content."""

from __future__ import annotations

from sandan.config.demo import phrase
from sandan.config.demo.agenda import Course, Wait
from sandan.config.demo.scene import Issue, Scene
from sandan.desk import problem as desk
from sandan.desk.opinion import unmask
from sandan.domain.authority import Actor, Role
from sandan.domain.case import Case
from sandan.domain.survey import ANSWERABLE, RecordSurvey, Survey
from sandan.domain.values import Level, Outcome, SurveyOutcome


def resident(opinion: str) -> Actor:
    """A resident who showed the receipt code of an opinion."""
    return Actor(frozenset({Role.RESIDENT}), opinion=opinion)


def ask(scene: Scene, issue: Issue) -> None:
    """Ask every reachable reporter who was not asked in this round; some of those online will answer for themselves."""
    case = scene.case(issue)
    asked = {each.opinion for each in _current(case)}
    missing = sorted(case.facts.reachable - asked)
    if not missing:
        return
    by = scene.cast.clerk() if scene.likely(0.7) else scene.cast.verifier()
    desk.ask(issue.problem, missing, by, scene.key(), at=scene.agenda.now)
    for each in missing:
        if each in issue.online and scene.likely(0.45):
            scene.agenda.spawn(
                scene.agenda.after(Wait(0, 3, anytime=True)), _own_answer(scene, issue, each, case.facts.round)
            )


def record(scene: Scene, issue: Issue, everybody: bool = False) -> None:
    """Write down what came of asking; some calls are left for later unless `everybody` is to be dealt with."""
    by = scene.cast.clerk()
    for each in _current(scene.case(issue)):
        if each.outcome is SurveyOutcome.WAITING and (everybody or scene.likely(0.85)):
            unmask(each.opinion, "回访", by, scene.key(), at=scene.agenda.now)
            scene.give(issue, _recorded(scene, issue, each.id), by)


def settle(scene: Scene, issue: Issue) -> None:
    """Leave nobody unheard: who joined late is asked too, and every call gets its outcome."""
    if scene.case(issue).facts.unheard:
        ask(scene, issue)
        record(scene, issue, everybody=True)


def _current(case: Case) -> list[Survey]:
    return [each for each in case.surveys.values() if each.round == case.facts.round]


def _recorded(scene: Scene, issue: Issue, survey: str) -> RecordSurvey:
    dice = scene.chance.random()
    if dice < 0.13:
        return RecordSurvey(survey=survey, outcome=SurveyOutcome.UNREACHABLE)
    if dice < 0.25:
        return RecordSurvey(survey=survey, outcome=SurveyOutcome.NO_ANSWER)
    said = _said(scene, issue)
    return RecordSurvey(
        survey=survey,
        outcome=SurveyOutcome.ANSWERED,
        contacted=said.contacted,
        fixed=said.fixed,
        level=said.level,
        words=said.words,
    )


def _said(scene: Scene, issue: Issue) -> desk.Answer:
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
        desk.answer(issue.problem, _said(scene, issue), resident(opinion), scene.key(), at=scene.agenda.now)
    yield from ()
