"""Makes the demo county: two months in the life of a fictional county, told by real commands, day by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from sandan.config.demo import (
    assistance,
    boundary,
    bylaw,
    circuit,
    deed,
    exemplar,
    hearing,
    hush,
    lecture,
    look_back,
    measure,
    oversight,
    pressing,
    programme,
    roll,
    self_inspection,
    settlement,
    visit,
)
from sandan.config.demo.agenda import FREE, Agenda
from sandan.config.demo.cast import Cast, establish
from sandan.config.demo.countryside import COUNTRYSIDE
from sandan.config.demo.livelihood import LIVELIHOOD
from sandan.config.demo.matter import Matter
from sandan.config.demo.names import TOWNS
from sandan.config.demo.patrol import SPOTTED
from sandan.config.demo.proof import drawn
from sandan.config.demo.prose import concluded, drafted, published
from sandan.config.demo.refused import REFUSED
from sandan.config.demo.scene import Fate, Issue, Scene, deal
from sandan.config.demo.sheet import brought_in
from sandan.config.demo.story import found_and_fixed
from sandan.config.demo.tiers import set_up, transfer
from sandan.desk.calendar import notice_year
from sandan.domain.values import Channel, Outcome, Refusal, Topic
from sandan.ledger.read import head
from sandan.outbox.reader import catch_up
from sandan.projections import person, unit
from sandan.projections.appointment import Appointment
from sandan.projections.calendar import calendar
from sandan.projections.version import now
from sandan.web.account import Account

DAYS = 61
OPINIONS, ISSUES, TWINS, FOUND, DECLINED, FILED = 1000, 346, 16, 34, 190, 14
"""How much is heard at full scale: opinions in all, problems that they tell of, twins, fixed on the spot, declined, from a file."""

_WEEKS = (23, 21, 17, 13, 10, 7, 4, 3, 2)
"""How many of a hundred problems are first heard of in each week."""
_BUSY: dict[Topic, int] = {Topic.ROADS: 3, Topic.WATER: 4, Topic.ENVIRONMENT: 2, Topic.SOCIAL_AID: 2, Topic.POWER: 2}
"""Topics that are heard more often than others."""

MATTERS = (*COUNTRYSIDE, *LIVELIHOOD)

_PATHS = {
    "plain": 73.0,
    "at_once": 8.0,
    "late": 8.0,
    "stuck": 4.5,
    "waiting": 0.9,
    "declined": 1.7,
    "redirected": 0.9,
    "parted": 0.9,
    "long_term": 3.0,
    "resumed": 0.9,
}
_FITS: dict[str, Callable[[Matter], bool]] = {
    "at_once": lambda matter: matter.quick,
    "long_term": lambda matter: matter.lasting,
    "resumed": lambda matter: matter.lasting,
    "redirected": lambda matter: matter.disputed,
}
"""Which matters a path is for: only what can be put right in a day is put right at once, only a quarrel goes to court."""
_OUTCOMES = {Outcome.RECTIFIED: 92.0, Outcome.NOT_FIXABLE: 5.0, Outcome.NOT_SUBSTANTIATED: 3.0}
_SENDING = {"plain": 84.0, "returned": 7.0, "refused": 5.0, "shirked": 1.5, "escalated": 2.5}
_TIMING = {"plain": 91.0, "extended": 4.0, "not_extended": 1.5, "paused": 3.5}
_FIXING = {"plain": 87.0, "sham": 9.0, "cancelled": 4.0}
_AFTER = {"plain": 64.0, "look_back": 27.0, "rebroken": 4.0, "reopened": 5.0}

CHAPTERS = (
    lecture.plan,
    visit.plan,
    measure.plan,
    deed.plan,
    exemplar.plan,
    self_inspection.plan,
    programme.plan,
    circuit.plan,
    assistance.plan,
    roll.plan,
    oversight.plan,
    settlement.plan,
)
"""What the county does in its campaign, register by register. Each throws dice of its own, so that none changes another's story."""


def make_demo(
    seed: int = 1, scale: float = 1.0, progress: Callable[[int], None] = lambda _: None, until: date | None = None
) -> None:
    """Fill the empty ledger with a county's last two months, and let its people sign in.

    `scale` is the size (1 is about 1,000 opinions and 400 problems), `until` the story's last day (default: yesterday). The same seed,
    scale and day tell the same story; ids of commands repeat, salts and receipt codes never do. Refuses (`ledger_not_empty`) a ledger that
    holds anything.
    """
    if head().size:
        raise Refusal("ledger_not_empty")
    end = until or timezone.localdate() - timedelta(1)
    chance = Random(seed)  # noqa: S311 - dice for a story, nothing secret hangs on them
    agenda = Agenda(end - timedelta(DAYS - 1), end, chance)
    with transaction.atomic():  # all of it or nothing: half a county would look like a whole one
        cast = establish(agenda, chance, scale)
        scene = Scene(agenda, cast, chance, drawn(chance))
        set_up(cast, MATTERS, cast.operator())
        boundary.draw(cast, cast.operator())
        _count_days(scene, end)
        let_sign_in(cast)
        progress(6)
        plan(scene, scale)
        looked_back = look_back.plan(scene)
        agenda.run(lambda share: progress(6 + int(share * 93)))
        transfer(scene)
        looked_back()
        concluded(scene)
        catch_up(timezone.now())
        progress(100)


def _count_days(scene: Scene, end: date) -> None:
    """Enter made-up days off of years that no official notice is known of yet: working days of the story reach into them."""
    for year in (end.year, end.year + 1):
        if year not in calendar().years:
            off = [date(year, month, day) for month, day in sorted(FREE)]
            by, said = scene.cast.dispatcher(), "演示用日历，不是国务院办公厅的通知"
            notice_year(year, off, (), said, by, scene.key(), at=scene.agenda.now)


def let_sign_in(cast: Cast) -> None:
    """An account without a usable password for everybody who signs in with one click."""
    for members in cast.members.values():
        for each in members:
            if each.seat.username:
                user = get_user_model().objects.create_user(each.seat.username)
                Account.objects.create(user=user, person=each.person, acting=each.appointment)


def people() -> list[dict[str, str]]:
    """Who signs in with one click: name, post, unit and username, by unit and post."""
    accounts = Account.objects.select_related("user").order_by("pk")
    posts = {each.key: each for each in now(Appointment).filter(key__in=[one.acting for one in accounts])}
    names, units = person.names(), unit.names()
    return [
        {
            "name": names.get(one.person, ""),
            "post": posts[one.acting].post,
            "unit": units.get(posts[one.acting].unit, ""),
            "username": one.user.get_username(),
        }
        for one in accounts
        if one.acting in posts
    ]


def plan(scene: Scene, scale: float) -> None:
    """Decide who will say what and when, and what will come of it."""
    chance, total = scene.chance, round(OPINIONS * scale)
    issues = _issues(scene, round(ISSUES * scale))
    days = _days(scene, len(issues))
    channels = iter(deal(chance, total * 2, hearing.CHANNELS))
    for issue, day in zip(issues, days, strict=True):
        channel = next(channels)
        hearing.arrive(scene, day, channel, hearing.first(scene, issue, channel))
    twins = chance.sample(list(zip(issues, days, strict=True)), round(TWINS * scale))
    for issue, day in twins:
        other = Issue(issue.matter, issue.town, issue.village, issue.words)
        channel, later = next(channels), day + timedelta(chance.randint(1, 4))
        hearing.arrive(scene, later, channel, hearing.twin(scene, other, issue, channel))
    declined = round(DECLINED * scale)
    for number in range(declined):
        what, channel = REFUSED[number % len(REFUSED)], next(channels)
        if not what.asks and channel not in (Channel.HOTLINE, Channel.VISIT, Channel.COUNTER):
            channel = Channel.ONLINE
        day = scene.agenda.start + timedelta(chance.randint(1, DAYS - 1))
        hearing.arrive(scene, day, channel, hearing.refused(scene, what, _place(scene), channel))
    told = [chance.paretovariate(1.6) for _ in issues]
    for number in range(total - len(issues) - len(twins) - declined):
        (place,) = chance.choices(range(len(issues)), told)
        channel, after = next(channels), chance.randint(24, 40) if scene.likely(0.02) else chance.randint(1, 12)
        heard = hearing.follower(scene, issues[place], channel, number, same=scene.likely(0.05))
        hearing.arrive(scene, days[place] + timedelta(after), channel, heard)
    for _ in range(round(FOUND * scale)):
        issue = _issue(scene, scene.pick(SPOTTED))
        issue.fate.after = "look_back" if scene.likely(0.3) else "plain"
        day = scene.agenda.start + timedelta(chance.randint(2, DAYS - 1))
        hearing.arrive(scene, day, Channel.VISIT, found_and_fixed(scene, issue))
    filed = _issues(scene, max(round(FILED * scale), 2))
    hearing.arrive(scene, scene.agenda.start + timedelta(8), Channel.COUNTER, brought_in(scene, filed, len(filed)))
    hearing.arrive(scene, scene.agenda.start, Channel.COUNTER, pressing.watch(scene))
    for chapter in (bylaw.plan, *CHAPTERS):
        for delay, course in chapter(scene):
            hearing.arrive(scene, scene.agenda.start + delay, Channel.COUNTER, course)
    hush.related(scene)
    for delay, course in hush.plan(scene):
        hearing.arrive(scene, scene.agenda.start + delay, Channel.ONLINE, course)
    hearing.arrive(scene, scene.agenda.start + timedelta(DAYS - 12), Channel.COUNTER, published(scene))
    hearing.arrive(scene, scene.agenda.start + timedelta(DAYS - 5), Channel.COUNTER, drafted(scene))


def _issues(scene: Scene, count: int) -> list[Issue]:
    """Different things wrong at different places, each with its fate."""
    weights = [_BUSY.get(each.topic, 1) for each in MATTERS]
    issues: dict[str, Issue] = {}
    while len(issues) < count:
        (matter,) = scene.chance.choices(MATTERS, weights)
        issue = _issue(scene, matter)
        issues.setdefault(issue.title, issue)
    chance = scene.chance
    fates = zip(
        _paths(scene, list(issues.values())),
        deal(chance, count, _OUTCOMES),
        deal(chance, count, _SENDING),
        deal(chance, count, _FIXING),
        deal(chance, count, _AFTER),
        deal(chance, count, _TIMING),
        strict=True,
    )
    for issue, (path, outcome, sending, fixing, after, timing) in zip(issues.values(), fates, strict=True):
        rectified = path != "plain" or outcome is Outcome.RECTIFIED
        issue.fate = Fate(
            path, Outcome.RECTIFIED if rectified else outcome, sending, fixing if rectified else "plain", timing, after
        )
    return list(issues.values())


def _paths(scene: Scene, issues: list[Issue]) -> list[str]:
    """A path for each issue, among those that it fits."""
    paths = deal(scene.chance, len(issues), _PATHS)
    for path, fits in _FITS.items():
        free = [place for place, issue in enumerate(issues) if fits(issue.matter) and paths[place] == "plain"]
        for place, issue in enumerate(issues):
            if paths[place] == path and not fits(issue.matter):
                paths[place] = "plain"
                if free:
                    paths[free.pop()] = path
    return paths


def _issue(scene: Scene, matter: Matter) -> Issue:
    town, village, place = _place(scene)
    return Issue(matter, town, village, scene.words(place))


def _place(scene: Scene) -> tuple[str, str, str]:
    """A town's name, the id of a village in it ("" for the town as a whole), and what the place is called."""
    towns = list(TOWNS)
    (town,) = scene.chance.choices(towns, [2, *[1] * (len(towns) - 1)])
    if scene.likely(0.1):
        return town, "", town
    village = scene.pick(TOWNS[town])
    return town, scene.cast.units[village], village


def _days(scene: Scene, count: int) -> list[date]:
    """On which days problems are first heard of: many at first, fewer later."""
    weeks = scene.chance.choices(range(len(_WEEKS)), _WEEKS, k=count)
    drawn = (min(7 * week + scene.chance.randint(0, 6), DAYS - 1) for week in weeks)
    return [scene.agenda.start + timedelta(each) for each in drawn]
