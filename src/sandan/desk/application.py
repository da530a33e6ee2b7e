"""Applications at the desk: what a decider has to know is read here and put into its command, and nothing else is decided.

Which version of the item judges an application follows from the day on which it was applied for; a standing allowance is looked at again
by the version and the standard of that later day (design law 10). What is sealed is opened to work out an amount and shown to nobody by
that: a page that shows it writes the viewing down first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from sandan.desk.delegation import fact
from sandan.desk.handle import Done, Order, Transaction, fold, handle_built, identify
from sandan.desk.opinion import receipt_code, receipt_mark
from sandan.domain import application
from sandan.domain.allowance import Area, Assessment, Household, Standard, assess
from sandan.domain.application import (
    AcceptApplication,
    AddPapers,
    AdjustAllowance,
    Application,
    ApplicationSubmitted,
    AttachPaper,
    DecideApplication,
    Delegation,
    GiveOpinion,
    MatchData,
    Notice,
    Paid,
    RecordJobOffer,
    ReportChange,
    ReturnPaper,
    ReviewByPeers,
    RevokeGrant,
    Route,
    SubmitApplication,
    VisitHousehold,
    WithdrawApplication,
)
from sandan.domain.authority import Actor, Role
from sandan.domain.commitment import CommitmentStatus, LapseCommitment, RestOnCommitment
from sandan.domain.item import Item, Remedy, Way, schedule
from sandan.domain.publicity import PublicityStatus, TakeDownNotice
from sandan.domain.values import Evidence, Fault, Refusal, Tier
from sandan.domain.wire import Command, Event, decode
from sandan.ledger import read
from sandan.projections import application as rows
from sandan.projections.appointment import Appointment
from sandan.projections.calendar import calendar
from sandan.projections.commitment import of_application as commitments_of
from sandan.projections.payment import at_bank, paid_to
from sandan.projections.person import names as person_names
from sandan.projections.publicity import facts
from sandan.projections.publicity import of_application as notices_of
from sandan.projections.service_item import bureau_of, found, in_force, standard
from sandan.projections.unit import Unit
from sandan.projections.unit import names as unit_names
from sandan.projections.version import now


@dataclass(frozen=True, slots=True)
class Applying:
    """What a form or a file says of an application. Who must decide about it, and what is asked, is found out here."""

    item: str
    town: str
    village: str
    area: Area
    household: Household
    consent: bool
    given: tuple[str, ...] = ()
    committed: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    phone: str = ""
    note: str = ""
    files: tuple[tuple[str, tuple[Evidence, ...]], ...] = ()
    """Files with papers, by the code of the paper: with its file a paper is handed in."""
    route: Route = Route.CLERK
    happened_on: date | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant takes away: the number, and the secret code to follow it with."""

    application: str
    number: str
    code: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """One application with what is sealed in it. Whoever shows any of it writes the viewing down first."""

    state: Application
    version: int
    story: tuple[tuple[read.Entry, Event], ...]
    household: Household | None
    """As it was found last; None where it was erased."""
    item: Item
    """The version that judges it."""

    def latest(self, kind: type[Event]) -> Any:
        """The last event of a kind, with what is sealed in it; None where there is none."""
        return next((event for _entry, event in reversed(self.story) if isinstance(event, kind)), None)


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around an application and is decided elsewhere: its public notices and the entrustment of its town."""

    notices: tuple[Notice, ...] = ()
    delegation: Delegation | None = None


def around(state: Application, on: date) -> Around:
    """What a decision has to know of notices and entrustments."""
    return Around(facts(state.id), fact(state.item, state.unit, state.bureau, on))


def resting(command: Command) -> list[Order]:
    """What a command means for the commitments of its application: a decision rests on those signed, or nothing will rest on any."""
    match command:
        case DecideApplication(application=of, grant=granted):
            signed = [each for each in commitments_of(of) if each.status == CommitmentStatus.SIGNED.value]
            return [
                Order(f"commitment/{each.key}", RestOnCommitment(commitment=each.key, granted=granted))
                for each in signed
            ]
        case WithdrawApplication(application=of):
            begun = {CommitmentStatus.OFFERED.value, CommitmentStatus.SIGNED.value}
            open_ = [each.key for each in commitments_of(of) if each.status in begun]
            return [Order(f"commitment/{each}", LapseCommitment(commitment=each)) for each in open_]
    return []


def untold(command: Command, today: date) -> list[Order]:
    """The notices of an application that nothing will be decided on any more: a household is named in public no longer than that takes."""
    match command:
        case WithdrawApplication(application=of):
            reason = "申请已撤回"
        case DecideApplication(application=of, grant=False):
            reason = "已决定不予批准"
        case _:
            return []
    stand = [each for each in notices_of(of) if each.until_on >= today and each.status != PublicityStatus.TAKEN_DOWN]
    return [Order(f"publicity/{each.key}", TakeDownNotice(publicity=each.key, reason=reason)) for each in stand]


def related_to(of: str) -> tuple[str, ...]:
    """The officials registered as relatives of a household, who take no part in anything of its case."""
    state: Application | None = fold(f"application/{of}")[0]
    return tuple(sorted(state.related)) if state is not None else ()


def submit(applying: Applying, by: Actor, key: str, at: datetime | None = None) -> Receipt:
    """Enter an application, and accept it in the same go where nothing is missing and it comes over the counter (design law 11)."""
    of = identify(key)
    code = receipt_code()

    def build(run: Transaction) -> list[Order]:
        return submission(applying, of, code, run.at)

    done = handle_built(build, by, key, repr(applying), at)
    made: ApplicationSubmitted = done.one(ApplicationSubmitted)
    return Receipt(of, now(rows.Application).get(key=of).number, made.receipt, made.missing)


def submission(applying: Applying, of: str, code: str, at: datetime) -> list[Order]:
    """The orders of one entry under the id `of`: it is asked for, and accepted where nothing is missing and staff enter it.

    Refuses (`item_missing`) where the item cannot be applied for on its day.
    """
    on = applying.happened_on or at.date()
    item = in_force(applying.item, on)
    given = tuple(dict.fromkeys((*applying.given, *(code for code, _files in applying.files))))
    order = SubmitApplication(
        application=of,
        item=item,
        unit=applying.town,
        bureau=bureau_of(applying.item),
        town=applying.town,
        village=applying.village,
        route=applying.route,
        area=applying.area,
        household=applying.household,
        consent=applying.consent,
        given=given,
        committed=applying.committed,
        related=applying.related,
        phone=applying.phone,
        note=applying.note,
        receipt=code,
        receipt_mark=receipt_mark(code),
        happened_on=applying.happened_on,
    )
    have = {*given, *applying.committed}
    whole = applying.consent and all(each.code in have for each in item.asked)
    orders = [Order(f"application/{of}", order)]
    orders += [
        Order(f"application/{of}", AttachPaper(application=of, item=item, paper=paper, evidence=files))
        for paper, files in applying.files
    ]
    if whole and applying.route is not Route.RESIDENT:
        orders.append(Order(f"application/{of}", accepting(of, item, on, applying.happened_on)))
    return orders


def villages(town: str) -> list[tuple[str, str]]:
    """The villages of a town."""
    found = now(Unit).filter(tier=Tier.BRANCH.value, abolished_on__isnull=True, path__contains=town)
    return list(found.order_by("position").values_list("key", "name"))


def officials(town: str, *bureaus: str) -> list[tuple[str, str]]:
    """Who holds a post in a town, in one of its villages, or in a bureau that answers for the item, with the unit: all who handle
    applications of the town, and the village officials."""
    names = unit_names()
    units = dict(
        [(town, names.get(town, town)), *villages(town), *((each, names.get(each, each)) for each in bureaus if each)]
    )
    today = timezone.localdate()
    held = now(Appointment).filter(unit__in=units, from_on__lte=today).exclude(until_on__lt=today)
    people = person_names()
    found = {one.person: f"{people.get(one.person, '')} · {units[one.unit]}" for one in held.order_by("position")}
    return list(found.items())


def accepting(of: str, item: Item, on: date, happened_on: date | None = None) -> AcceptApplication:
    """The command that accepts an application on a day, with the last day of each of its steps."""
    return AcceptApplication(application=of, steps=schedule(item, on, calendar()), happened_on=happened_on)


def opened(key: str) -> File:
    """An application with its story and what is sealed in it. Faults where there is none."""
    entries = read.stream(f"application/{key}", personal=True)
    state: Application | None = None
    story: list[tuple[read.Entry, Event]] = []
    household: Household | None = None
    for entry in entries:
        event = decode(entry.kind, entry.public, entry.internal, entry.personal)
        state = application.evolve(state, event)
        household = getattr(event, "household", None) or household
        story.append((entry, event))
    if state is None:
        raise Fault(f"no such application: {key}")
    item = found(state.version)
    if item is None:
        raise Fault(f"no such version: {state.version}")
    return File(state, entries[-1].version, tuple(story), household, item)


def household_of(file: File) -> Household:
    """The household as it was found last. Refuses (`erased`) where it is gone."""
    if file.household is None:
        raise Refusal("application_erased")
    return file.household


def standard_of(file: File, on: date | None = None) -> Standard | None:
    """The standard that judges an application: that of the day of application, or of a later day on which it is looked at again."""
    day = on or file.state.applied_on
    assert day is not None
    return standard(file.state.item, file.state.area, day)


def proposed(file: File, on: date | None = None, months: int = 1) -> Assessment | None:
    """What the engine proposes by what is known now; None where there is no standard, or what is sealed is gone."""
    bar = standard_of(file, on)
    if bar is None or file.household is None:
        return None
    rules = (in_force(file.state.item, on) if on is not None else file.item).rules
    cut = frozenset(member for member, times in file.state.refusals if times >= rules.refusal_times)
    return assess(file.household, bar, rules, cut, months)


def add_papers(
    key: str,
    by: Actor,
    form: str,
    *,
    given: tuple[str, ...] = (),
    committed: tuple[str, ...] = (),
    consent: bool = False,
    evidence: tuple[Evidence, ...] = (),
    at: datetime | None = None,
) -> Done:
    """Hand in what was missing."""

    def build(_run: Transaction) -> Sequence[Command]:
        file = opened(key)
        return [
            AddPapers(
                application=key, item=file.item, given=given, committed=committed, consent=consent, evidence=evidence
            )
        ]

    return _give(key, build, by, form, repr((given, committed, consent, evidence)), at)


def accept(key: str, by: Actor, form: str, at: datetime | None = None) -> Done:
    """Accept it as complete from today on."""
    return _give(key, lambda run: [accepting(key, opened(key).item, run.at.date())], by, form, "accept", at)


def give(key: str, command: Command, by: Actor, form: str, at: datetime | None = None) -> Done:
    """Give a command; its item, household, standard, notices, entrustment and payments are filled in by what is known."""
    return _give(key, lambda run: [filled(command, run.at.date())], by, form, repr(command), at)


def filled(command: Command, today: date) -> Command:
    """The command with what a decider has to know in it."""
    key: str = command.application  # type: ignore[attr-defined]  # each but the first names its application
    file = opened(key)
    match command:
        case VisitHousehold() | MatchData() | ReviewByPeers() | AddPapers() | AttachPaper() | ReturnPaper():
            return replace(command, item=file.item)
        case GiveOpinion():
            return replace(command, item=file.item, household=household_of(file), standard=standard_of(file))
        case DecideApplication():
            beside = around(file.state, today)
            return replace(
                command,
                item=file.item,
                household=household_of(file),
                standard=standard_of(file),
                notices=beside.notices,
                delegation=beside.delegation,
                remedies=tuple(remedy(each) for each in file.item.remedies),
            )
        case ReportChange():
            return replace(command, item=_now(file, today))
        case RecordJobOffer():
            return replace(command, item=_now(file, today), household=household_of(file))
        case RevokeGrant():
            return replace(command, item=_now(file, today), paid=_paid(key), at_bank=at_bank(key))
        case AdjustAllowance():
            return replace(
                command,
                item=_now(file, today),
                household=household_of(file),
                standard=standard_of(file, today),
                paid=_paid(key),
                at_bank=at_bank(key),
                delegation=around(file.state, today).delegation,
            )
    return command


def _now(file: File, today: date) -> Item:
    """The version that holds today: a standing allowance is looked at again by it."""
    try:
        return in_force(file.state.item, today)
    except Refusal:  # the item was ended, and what was granted by it goes on
        return file.item


def _paid(key: str) -> tuple[Paid, ...]:
    return tuple(Paid(month, amount) for month, amount in paid_to(key))


def remedy(one: Remedy) -> str:
    """A way to contest a decision, as the decision prints it."""
    way = {Way.REVIEW: "申请行政复议", Way.COURT: "提起行政诉讼", Way.COMPLAINT: "向监督机关投诉、举报"}[one.way]
    term = f"自收到本决定之日起{one.within}{'个月' if one.months else '日'}内" if one.within else "可随时"
    return f"{term}{way}（{one.basis}）" if one.basis else f"{term}{way}"


def _give(
    key: str, build: Callable[[Transaction], Sequence[Command]], by: Actor, form: str, intent: str, at: datetime | None
) -> Done:
    stream = f"application/{key}"

    def orders(run: Transaction) -> list[Order]:
        given = build(run)
        more = [order for each in given for order in (*resting(each), *untold(each, timezone.localdate(run.at)))]
        return [*(Order(stream, each) for each in given), *more]

    return handle_built(orders, by, form, f"{key} {intent}", at)


def blank(kind: type[Command], key: str, **given: Any) -> Command:
    """A command of this kind in which what the desk fills in is still empty."""
    empty: dict[str, Any] = {"item": None, "household": None, "standard": None, "paid": ()}
    names = {one.name for one in fields(kind)} & empty.keys() - given.keys()
    told: dict[str, Any] = {"application": key, **{name: empty[name] for name in names}, **given}
    return kind(**told)


def waiting_for(by: Actor) -> Any:
    """The applications that the actor handles: those of the own unit, or of every town where it is the bureau. Nobody else's, ever."""
    if not by.roles & {Role.ASSISTANCE, Role.APPROVER}:
        return now(rows.Application).none()
    units = {by.unit, *by.absorbed}
    found_ = now(rows.Application)
    return found_.filter(unit__in=units) | found_.filter(bureau__in=units)
