"""What comes after a grant: a standing allowance (保障金) is paid to an account, looked at again, set anew, revoked, repaid.

Basis: 社会救助暂行办法 (2014) arts. 13 (changes and regular looks), 45 (jobs), 68 (false statements).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sandan.domain.allowance import ENGINE, Method, overpaid, recovery
from sandan.domain.application_amount import next_look, propose, sound_or_none
from sandan.domain.application_command import (
    AdjustAllowance,
    AnswerObjection,
    GiveAccount,
    ObjectToDecision,
    ReceiveRepayment,
    RecordJobOffer,
    ReportChange,
    RevokeGrant,
)
from sandan.domain.application_event import (
    AccountGiven,
    AllowanceAdjusted,
    Cause,
    Change,
    ChangeReported,
    DecisionObjected,
    GrantRevoked,
    JobOffered,
    ObjectionAnswered,
    RepaymentReceived,
)
from sandan.domain.application_right import deciding, no_relative, sits_in
from sandan.domain.application_state import OPEN, Application, ApplicationStatus, month_of, sound_month
from sandan.domain.authority import Actor, Role
from sandan.domain.item import AuthorityBasis
from sandan.domain.money import ZERO, Money, total
from sandan.domain.values import Fault, require, written
from sandan.domain.wire import Command, Event


def afterwards(order: Command, one: Application, by: Actor, on: date, today: date) -> Event:
    """What comes after a grant."""
    keeper = "" if Role.RESIDENT in by.roles else by.person
    match order:
        case GiveAccount(holder=holder, bank=bank, account=account):
            require(one.status in OPEN | {ApplicationStatus.GRANTED}, "application_ended")
            return AccountGiven(
                happened_on=on,
                application=one.id,
                keeper=keeper,
                holder=written(holder, "holder", 40),
                bank=written(bank, "bank", 60),
                account=written(account, "account_number", 40),
            )
        case ReportChange(changed_on=changed_on) as change:
            require(one.status is ApplicationStatus.GRANTED, "application_not_at", status=one.status)
            require(changed_on <= today, "date_in_future", date=changed_on)
            # The day of recording says whether it was in time, and not the one claimed.
            return ChangeReported(
                happened_on=on,
                application=one.id,
                changed_on=changed_on,
                in_time=(today - changed_on).days <= change.item.report_days,
                keeper=keeper,
                what=written(change.what, "what", 2000),
                household=sound_or_none(change.household, change.item),
            )
        case AdjustAllowance():
            return _adjusted(order, one, by, on, today)
        case RecordJobOffer(member=member, refused=refused, note=note):
            require(one.status is ApplicationStatus.GRANTED, "application_not_at", status=one.status)
            who = next((each for each in order.household.members if each.id == member), None)
            require(who is not None, "member_unknown")
            assert who is not None
            require(who.able, "member_unable")
            return JobOffered(
                happened_on=on,
                application=one.id,
                refused=refused,
                member=member,
                times=one.refused_by(member) + 1 if refused else 0,
                keeper=by.person,
                note=written(note, "note", 1000),
            )
        case ObjectToDecision(words=words):
            # A revocation with its fine is contested in the ways of the law alone.
            ends = (ApplicationStatus.GRANTED, ApplicationStatus.REFUSED, ApplicationStatus.STOPPED)
            require(one.status in ends, "objection_elsewhere")
            require(not one.objected, "objection_waits")
            return DecisionObjected(
                happened_on=on, application=one.id, keeper=keeper, words=written(words, "words", 2000)
            )
        case AnswerObjection():
            return _answered(order, one, by, on)
        case RevokeGrant():
            return _revoked(order, one, by, on)
        case ReceiveRepayment(amount=amount, received_on=received_on):
            require(received_on <= today, "date_in_future", date=received_on)
            left = one.owed - one.repaid
            require(ZERO < amount <= left, "repayment_out_of_range", left=str(left))
            return RepaymentReceived(
                happened_on=on, application=one.id, received_on=received_on, amount=amount, keeper=by.person
            )
    raise Fault(f"not an application command: {order.name}")


def _adjusted(order: AdjustAllowance, one: Application, by: Actor, on: date, today: date) -> AllowanceAdjusted:
    """Increase, decrease and stop follow the household as it is now, with a written reason (art. 13); from the month of the decision on.

    After an objection that was right more is due from the month on from which it was wrong, as far back as today's standard holds.
    """
    require(one.status is ApplicationStatus.GRANTED, "application_not_at", status=one.status)
    require(order.item.rules.method is Method.DIFFERENCE, "paid_once")
    # Who looked into the application once may; who wrote down what this look rests on may not (design law 4).
    name, respondent, _instrument = deciding(
        order.item, replace(one, workers=one.found_by), by, today, order.delegation
    )
    month = sound_month(order.from_month or month_of(today))
    right = one.upheld and order.cause is Cause.OBJECTED and order.standard is not None
    first = max(one.from_month, month_of(order.standard.from_on)) if right and order.standard else month_of(today)
    require(first <= month <= month_of(today + timedelta(62)), "month_out_of_range", month=month)
    if order.cause is Cause.JOBS:
        cut = any(times >= order.item.rules.refusal_times for _member, times in one.refusals)
        require(cut, "refusals_too_few", least=order.item.rules.refusal_times)
    proposed = propose(order.household, order.standard, order.item, one)
    assert proposed is not None
    amount = proposed.amount if proposed.eligible else ZERO
    require(month >= month_of(today) or amount > one.amount, "month_out_of_range", month=month)
    change = Change.UNCHANGED
    if not proposed.eligible:
        change = Change.STOPPED
    elif amount != one.amount:
        change = Change.INCREASED if amount > one.amount else Change.DECREASED
    more: tuple[tuple[str, Money], ...] = ()
    if one.changed_on is not None:
        since = month_of(one.changed_on)
        more = overpaid(_kept(one, order), amount, since, in_time=one.reported_in_time, rules=order.item.rules)
        reclaims = not one.reported_in_time or order.item.rules.reclaim_reported
        require(not (reclaims and order.at_bank), "payment_at_bank", month=order.at_bank)
    return AllowanceAdjusted(
        happened_on=on,
        application=one.id,
        change=change,
        cause=order.cause,
        from_month=month,
        in_name_of=name,
        respondent=respondent,
        engine=ENGINE,
        reason=proposed.reason,
        standard=order.standard,
        before=one.amount,
        amount=amount,
        reclaimed=total(each for _month, each in more),
        recheck_on=None if change is Change.STOPPED else next_look(order.household, order.item, on),
        decider=by.person,
        reasons=written(order.reasons, "reasons", 2000),
        household=order.household,
        lines=proposed.lines,
    )


def _kept(one: Application, order: AdjustAllowance) -> dict[str, Money]:
    """What was paid for each month, less what was demanded back already: nothing is demanded back twice."""
    kept = {}
    for each in order.paid:
        bounds = [back.due for back in one.reclaimed if back.after < each.month <= back.until]
        kept[each.month] = min([each.amount, *bounds])
    return kept


def _answered(order: AnswerObjection, one: Application, by: Actor, on: date) -> ObjectionAnswered:
    """The deciding body answers, by somebody who has not decided and did not write the objection down (design law 4)."""
    require(one.objected, "no_objection")
    require(sits_in(by, _body(one)), "not_the_deciding_body")
    no_relative(one, by.person)
    require(by.person not in one.deciders | {one.objection_by}, "answered_by_decider")
    anew = order.upheld and one.status is ApplicationStatus.REFUSED
    return ObjectionAnswered(
        happened_on=on,
        application=one.id,
        upheld=order.upheld,
        anew=anew,
        resumed=order.upheld and one.status is ApplicationStatus.STOPPED,
        # With the refusal the commitments ended: what they stood for is asked for like any paper.
        missing=tuple(sorted({*one.missing, *one.committed})) if anew else one.missing,
        decider=by.person,
        words=written(order.words, "words", 2000),
    )


def _body(one: Application) -> str:
    """The body in whose name it was decided."""
    return one.unit if one.authority is AuthorityBasis.STATUTORY_TOWN else one.bureau


def _revoked(order: RevokeGrant, one: Application, by: Actor, on: date) -> GrantRevoked:
    ended = (ApplicationStatus.GRANTED, ApplicationStatus.STOPPED)
    require(one.status in ended, "application_not_at", status=one.status)
    # What was entrusted is taken back by the body in whose name it was given; a fine is that body's, too.
    body = _body(one)
    require(sits_in(by, body), "not_the_deciding_body")
    no_relative(one, by.person)
    require(by.person not in one.found_by, "worker_cannot_decide")
    require(order.heard, "not_heard")
    require(not order.at_bank, "payment_at_bank", month=order.at_bank)
    due = recovery(tuple(each.amount for each in order.paid), order.item.rules)
    fits = order.fine == ZERO or due.fine_least <= order.fine <= due.fine_most
    require(fits, "fine_out_of_range", least=str(due.fine_least), most=str(due.fine_most))
    return GrantRevoked(
        happened_on=on,
        application=one.id,
        in_name_of=body,
        respondent=body,
        # What an earlier look demanded back is owed already.
        repay=due.repay - total(each.amount for each in one.reclaimed),
        fine=order.fine,
        decider=by.person,
        reasons=written(order.reasons, "reasons", 2000),
    )
