"""What is due on a list: month by month, with nothing set off in silence and nothing paid of what was revoked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.web.aid import HOME, Aid, granted
from tests.web.cast import fresh_key

from sandan.desk import application, payment
from sandan.desk.application import blank
from sandan.domain.allowance import Income, IncomeKind
from sandan.domain.application import AdjustAllowance, Cause, ReportChange, RevokeGrant, month_of
from sandan.domain.money import Money, total
from sandan.domain.payment import PayLine, Returned
from sandan.domain.values import Refusal
from sandan.projections.application import Application, money
from sandan.projections.payment import due, paid_to
from sandan.projections.version import now

pytestmark = pytest.mark.django_db
FULL, LESS = Money.of("166.67"), Money.of("41.67")
LESS_HOME = replace(
    HOME, members=(replace(HOME.members[0], incomes=(Income(IncomeKind.WAGE, Money.of(7500)),)), HOME.members[1])
)


def drawn(aid: Aid) -> str:
    """This month's list, drawn up and signed: it is with the bank."""
    town = aid.county.units["青溪镇"]
    key = payment.draw_up("dibao", town, month_of(aid.now.date()), aid.county.actor("aide"), fresh_key())
    payment.approve(key, aid.county.actor("approver"), fresh_key())
    return key


def reconciled(aid: Aid, key: str, *back: str) -> None:
    lines = payment.lines_of(key)
    paid = total(money(each.fen) for each in lines if each.application not in back)
    returned = tuple(Returned(now(Application).get(key=each).number, "账号有误") for each in back)
    payment.reconcile(key, aid.now.date(), paid, returned, aid.county.actor("aide"), fresh_key())


def coming(aid: Aid) -> tuple[PayLine, ...]:
    """What is due up to the next month."""
    return due("dibao", aid.county.units["青溪镇"], month_of(aid.now.replace(day=28).date() + timedelta(7)))


def less(aid: Aid, key: str, days: int) -> None:
    """The household has more since so many days, which the town writes down today; the bureau sets it anew."""
    change = blank(ReportChange, key, changed_on=aid.at(days).date(), what="务工", household=LESS_HOME)
    application.give(key, change, aid.county.actor("aide"), fresh_key())
    look = blank(AdjustAllowance, key, cause=Cause.REPORTED, reasons="重新核定", from_month="")
    application.give(key, look, aid.county.actor("bureau"), fresh_key())


def revoked(aid: Aid, key: str) -> None:
    order = blank(RevokeGrant, key, reasons="隐瞒收入", heard=True)
    application.give(key, order, aid.county.actor("bureau"), fresh_key())


def test_a_payment_is_told_by_the_month_for_which_it_was(aid: Aid) -> None:
    key = granted(aid)
    reconciled(aid, drawn(aid))
    paid = paid_to(key)
    assert len(paid) >= 2, "the list paid for the months before it, too"
    assert {amount for _month, amount in paid} == {FULL}
    assert [month for month, _amount in paid] == sorted({month for month, _amount in paid})


def test_what_was_paid_beyond_is_demanded_back_once_or_not_at_all(aid: Aid) -> None:
    """The list of this month is paid already when the amount falls from this month on."""
    in_time, late = granted(aid), granted(aid, 59)
    reconciled(aid, drawn(aid))
    less(aid, in_time, 5)
    less(aid, late, 45)
    owed = {key: now(Application).get(key=key).owed_fen for key in (in_time, late)}
    after = [amount for month, amount in paid_to(late) if month > month_of(aid.at(45).date())]
    assert owed == {in_time: 0, late: sum(int(each.amount * 100) - 4167 for each in after)}
    assert owed[late] > 0
    assert {line.application: line.amount for line in coming(aid)} == {in_time: LESS, late: LESS}, (
        "whoever told in time repays nothing, and what is demanded back is not kept back as well"
    )


def test_nothing_is_due_any_more_of_what_was_revoked(aid: Aid) -> None:
    key = granted(aid)
    reconciled(aid, drawn(aid), key)
    assert [each.application for each in coming(aid)] == [key], "the bank sent it back"
    revoked(aid, key)
    assert coming(aid) == ()
    assert now(Application).get(key=key).owed_fen == 0, "nothing was paid"


def test_what_is_with_the_bank_is_known_before_it_is_demanded_back(aid: Aid) -> None:
    key = granted(aid)
    at_bank = drawn(aid)
    with pytest.raises(Refusal) as no:
        revoked(aid, key)
    assert no.value.code == "payment_at_bank"
    reconciled(aid, at_bank)
    revoked(aid, key)
    paid = total(amount for _month, amount in paid_to(key))
    assert now(Application).get(key=key).owed_fen == int(paid.amount * 100)
