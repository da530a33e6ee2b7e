"""How people are heard and how the office sorts what they said: taken up, joined to a problem, or declined."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sandan.config.demo import phrase
from sandan.config.demo.agenda import Course, Wait, workday_from
from sandan.config.demo.names import GIVEN, SURNAMES
from sandan.config.demo.phrase import CLOSERS
from sandan.config.demo.refused import Refused
from sandan.config.demo.scene import Issue, Scene
from sandan.config.demo.story import course, work_off
from sandan.desk import opinion as desk
from sandan.desk import problem as cases
from sandan.desk.opinion import Heard
from sandan.domain.authority import RESIDENT, Actor
from sandan.domain.values import Channel, DeclineReason, Nature, Status

CHANNELS: dict[Channel, float] = {
    Channel.ONLINE: 27,
    Channel.HOTLINE: 19,
    Channel.VISIT: 20,
    Channel.SYMPOSIUM: 10,
    Channel.LETTER: 5,
    Channel.DELEGATE: 5,
    Channel.SUPERIOR: 4,
    Channel.COUNTER: 7,
    Channel.INSPECTION: 3,
}
"""Through which doors people come, but for imports."""

_LEAVES_CONTACT: dict[Channel, float] = {
    Channel.ONLINE: 0.6,
    Channel.HOTLINE: 0.95,
    Channel.VISIT: 0.7,
    Channel.SYMPOSIUM: 0.4,
    Channel.LETTER: 0.3,
    Channel.DELEGATE: 0.3,
    Channel.SUPERIOR: 0.5,
    Channel.COUNTER: 0.85,
    Channel.INSPECTION: 0.2,
}
_HEARD_BEFORE = {Channel.LETTER: 5, Channel.VISIT: 1, Channel.DELEGATE: 4, Channel.SUPERIOR: 6, Channel.SYMPOSIUM: 1}
"""Up to how many days before its entry something was said."""
_NATURES = {"at_once": Nature.IMMEDIATE}
_ANYTIME = frozenset({Channel.ONLINE, Channel.HOTLINE})
_ANCHORS = frozenset(
    {Status.REGISTERED, Status.ACCEPTED, Status.DISPATCHED, Status.SIGNED_FOR, Status.PLANNED, Status.IN_PROGRESS}
)
"""Where a problem may stand for another to be merged into it."""


def arrive(scene: Scene, day: date, channel: Channel, heard: Course) -> None:
    """Let something be said on `day`, or on the next working day where the channel has office hours."""
    agenda = scene.agenda
    agenda.spawn(agenda.evening(day) if channel in _ANYTIME else agenda.office(workday_from(day)), heard)


def first(scene: Scene, issue: Issue, channel: Channel) -> Course:
    """The first to tell of something: the office makes a problem of it."""
    issue.first = _heard(scene, issue, channel, 0)
    told = _register(scene, issue, issue.first, channel)
    yield Wait(0, 2)
    _take_up(scene, issue, told)
    scene.agenda.spawn(scene.agenda.now, course(scene, issue))


def twin(scene: Scene, issue: Issue, other: Issue, channel: Channel) -> Course:
    """The second to tell of something, in other words: the office takes it up as well, and merges the two when it notices."""
    told = _register(scene, issue, _heard(scene, issue, channel, 1), channel)
    yield Wait(0, 2)
    _take_up(scene, issue, told)
    yield Wait(0, 2)
    if other.problem and scene.case(other).facts.status in _ANCHORS:
        cases.merge(
            issue.problem, other.problem, phrase.TWIN, scene.cast.dispatcher(), scene.key(), at=scene.agenda.now
        )
        issue.merged_into = other
        other.opinions += issue.opinions
        other.online |= issue.online
    else:
        yield from course(scene, issue)


def follower(scene: Scene, issue: Issue, channel: Channel, number: int, same: bool) -> Course:
    """Someone else (or, if `same`, the same person in the same words) tells of what is on the list already."""
    if same and issue.first is not None:
        channel = issue.first.channel
        told = _register(scene, issue, replace(issue.first, happened_on=None), channel)
    else:
        told = _register(scene, issue, _heard(scene, issue, channel, number), channel)
    yield Wait(0, 2)
    while not issue.standing.problem:
        yield Wait(1, 1)
    target = issue.standing
    status = scene.case(target).facts.status
    by = scene.cast.dispatcher()
    if status in (Status.DECLINED, Status.REDIRECTED):
        desk.decline(
            told,
            DeclineReason.ALREADY_CONCLUDED,
            "同一事项已经答复，请参阅原编号的答复。",
            by,
            scene.key(),
            scene.agenda.now,
        )
        return
    desk.attach(told, target.problem, by, scene.key(), at=scene.agenda.now)
    if target is not issue:
        target.opinions.append(told)
    if status in (Status.STRUCK_OFF, Status.LOOK_BACK_PASSED):
        target.turn, target.again = target.turn + 1, True
        target.fate = replace(target.fate, path="plain", sending="plain", fixing="plain", after="plain")
        yield Wait(0, 2)
        yield from work_off(scene, target, target.turn)


def taken_up(scene: Scene, issue: Issue, told: str) -> Course:
    """The office makes a problem of what stands in a file that was brought in."""
    issue.opinions.append(told)
    _take_up(scene, issue, told)
    yield from course(scene, issue)


def refused(scene: Scene, what: Refused, where: tuple[str, str, str], channel: Channel) -> Course:
    """Something that the office cannot take up."""
    agenda, (town, village, place) = scene.agenda, where
    text = scene.said(channel, what.said, scene.words(place), CLOSERS if what.asks else ("",))
    heard = Heard(text, "", channel, what.topic, scene.cast.units[town], village, *_reporter(scene, channel))
    receipt = desk.register(heard, _enterer(scene, channel, town), scene.key(), at=agenda.now)
    yield Wait(0, 2)
    yield from refused_told(scene, what, receipt.opinion)


def refused_told(scene: Scene, what: Refused, told: str) -> Course:
    """The office says why not, and where to go instead."""
    by = scene.cast.dispatcher()
    desk.decline(told, what.reason, what.where_to, by, scene.key(), at=scene.agenda.now)
    yield from ()


def _heard(scene: Scene, issue: Issue, channel: Channel, number: int) -> Heard:
    said = issue.matter.said[number % len(issue.matter.said)]
    text = scene.said(channel, said, issue.words)
    reporter, contact = _reporter(scene, channel)
    days = scene.chance.randint(0, _HEARD_BEFORE.get(channel, 0))
    return Heard(
        text=text,
        title=issue.title if channel in (Channel.HOTLINE, Channel.SUPERIOR) else "",
        channel=channel,
        topic=issue.matter.topic,
        town=scene.cast.units[issue.town],
        village=issue.village,
        reporter=reporter,
        contact=contact,
        happened_on=scene.agenda.today - timedelta(days) if days else None,
    )


def _register(scene: Scene, issue: Issue, heard: Heard, channel: Channel) -> str:
    by = _enterer(scene, channel, issue.town)
    told = desk.register(heard, by, scene.key(), at=scene.agenda.now).opinion
    issue.opinions.append(told)
    if channel is Channel.ONLINE:
        issue.online.add(told)
    return told


def _take_up(scene: Scene, issue: Issue, told: str) -> None:
    issue.problem = desk.accept(
        told,
        scene.cast.dispatcher(),
        scene.key(),
        title=issue.title,
        statement=issue.matter.said[0].format(**issue.words),
        nature=_NATURES.get(issue.fate.path, Nature.DEADLINE),
        at=scene.agenda.now,
    )


def _enterer(scene: Scene, channel: Channel, town: str) -> Actor:
    match channel:
        case Channel.ONLINE:
            return RESIDENT
        case Channel.VISIT if scene.likely(0.15):
            return scene.cast.leader()
        case Channel.VISIT | Channel.SYMPOSIUM:
            return scene.cast.handler(town)
        case Channel.INSPECTION:
            return scene.cast.verifier()
    return scene.cast.clerk()


def _reporter(scene: Scene, channel: Channel) -> tuple[str, str]:
    """A name and a number to call, or neither."""
    return someone(scene) if scene.likely(_LEAVES_CONTACT[channel]) else ("", "")


def someone(scene: Scene) -> tuple[str, str]:
    """A name and a number to call. No network gives out numbers that begin with 120 and have eleven digits."""
    return scene.pick(SURNAMES) + scene.pick(GIVEN), f"120{scene.chance.randint(0, 99_999_999):08}"
