"""Assistance on the screens: one entry, a signed decision, lists for the bank, the household's own page, and who sees none of it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from tests.web.aid import HOME, Aid, applied, considered, granted
from tests.web.cast import PEOPLE, fresh_key

from sandan.desk import application, payment
from sandan.desk.application import blank, opened
from sandan.domain.allowance import Household, Income, IncomeKind, Member, Supporter
from sandan.domain.application import AdjustAllowance, ApplicationStatus, Cause, ReportChange
from sandan.domain.money import Money
from sandan.domain.payment import Returned
from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.projections import replay, service_item
from sandan.projections.application import Application, Award
from sandan.projections.models import ALL
from sandan.projections.payment import PaymentLine, PaymentList, due
from sandan.projections.version import as_of, columns, now, rows_of
from sandan.projections.viewing import Viewing
from sandan.web.household import HouseholdForm

pytestmark = pytest.mark.django_db
SEALED = ("李秘名", "王秘名", "612401195001010011", "丈夫重病", "13800001234", "6230270900001234567", "两间土房")


def said(response: Any) -> str:
    text: str = response.content.decode()
    return text


def key_of(page: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f]{32})"', page)
    assert found is not None
    return found[1]


def test_one_entry_names_everything_that_is_missing(aid: Aid, user_of: Callable[[str], Client]) -> None:
    aide = user_of("aide")
    address = reverse("workspace:application_new", args=["dibao"])
    page = said(aide.get(address))
    assert "公安人口信息" in page, "what the office finds out is told, and not asked for"
    data = {
        "key": key_of(page),
        "village": aid.county.units["石桥村"],
        "area": "rural",
        "papers": ["application"],
        "consent": "on",
        "property_met": "on",
        "count": "2",
        "name_1": "赵某",
        "id_number_1": "612401196001010011",
        "able_1": "on",
        "kind1_1": "wage",
        "amount1_1": "3000",
        "months1_1": "12",
        "name_2": "",
    }
    answer = aide.post(address, data, follow=True)
    text = said(answer)
    assert "Still missing: 家庭经济状况核对授权书、收入证明、财产状况证明、重病诊断证明" in text
    row = now(Application).get()
    assert (row.status, row.missing) == ("submitted", "authorisation income property illness")
    assert opened(row.key).household == HOME.__class__(
        (
            HOME.members[0].__class__(
                "m1",
                "赵某",
                "612401196001010011",
                "",
                (),
                True,
                (HOME.members[0].incomes[0].__class__(HOME.members[0].incomes[0].kind, Money.of(3000), 12),),
            ),
        )
    )
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text), "the household's code is handed out once"
    assert aide.post(address, data).status_code == 302
    assert now(Application).count() == 1, "sent twice, it happens once"


def test_whoever_handles_it_in_the_county_is_on_the_list_of_relatives_too(
    aid: Aid, user_of: Callable[[str], Client]
) -> None:
    page = said(user_of("aide").get(reverse("workspace:application_new", args=["dibao"])))
    assert "任同行 · 青溪镇" in page
    assert "闵民政 · 民政局" in page


def test_more_persons_come_from_the_server(aid: Aid, user_of: Callable[[str], Client]) -> None:
    aide = user_of("aide")
    address = reverse("workspace:application_new", args=["dibao"])
    page = said(aide.post(address, {"key": "a" * 32, "count": "2", "name_1": "赵某", "more": "1"}))
    assert 'name="name_4"' in page
    assert 'value="赵某"' in page


def test_an_application_is_nowhere_for_everybody_else(aid: Aid, user_of: Callable[[str], Client]) -> None:
    key = applied(aid).application
    address = reverse("workspace:application", args=[key])
    for name in {*PEOPLE, "operator", "elsewhere"} - {"aide", "approver"}:
        client = user_of(name)
        assert client.get(address).status_code in (403, 404), name
        listed = client.get(reverse("workspace:applications"))
        assert listed.status_code == 403 or now(Application).get().number not in said(listed)
    for name in ("aide", "mate", "approver", "bureau"):
        assert user_of(name).get(address).status_code == 200
    seen = set(now(Viewing).filter(opinion=key).values_list("person", flat=True))
    assert seen == {aid.county.people[each] for each in ("aide", "mate", "approver", "bureau")}


def test_what_is_sealed_stands_in_no_table_and_in_no_opening(aid: Aid) -> None:
    key = granted(aid)
    payment.draw_up("dibao", aid.county.units["青溪镇"], f"{aid.now:%Y-%m}", aid.county.actor("aide"), fresh_key())
    tables = repr([row for model in ALL for row in rows_of(connection, model)])
    assert key in tables
    told = repr([(each.public, each.internal) for each in read.entries()])
    for words in SEALED:
        assert words not in tables
        assert words not in told


def test_the_amount_is_shown_with_every_step_and_a_named_person_signs(
    aid: Aid, user_of: Callable[[str], Client]
) -> None:
    key = applied(aid).application
    considered(aid, key)
    page = said(user_of("approver").get(reverse("workspace:application", args=[key])))
    assert "A proposal. A named person decides and signs." in page
    assert "Decide and sign" not in page, "the county body decides here, not the town"
    bureau = user_of("bureau")
    page = said(bureau.get(reverse("workspace:application", args=[key])))
    assert "≈ 333.33" in page
    assert "166.67" in page
    act = reverse("workspace:application_act", args=[key, "decide"])
    answer = bureau.post(act, {"key": "b" * 32, "grant": "yes", "reasons": "符合条件", "from_month": "", "months": "1"})
    assert answer.status_code == 302
    row = now(Application).get()
    assert (row.status, row.fen, row.by_town) == ("granted", 16667, False)
    assert row.in_name_of == aid.county.units["民政局"]
    assert now(Award).get().from_month == f"{aid.now:%Y-%m}"


def test_refused_stays_on_the_page_with_the_reason(aid: Aid, user_of: Callable[[str], Client]) -> None:
    key = applied(aid).application
    aide = user_of("aide")
    act = reverse("workspace:application_act", args=[key, "visit"])
    page = said(aide.get(act))
    assert "王秘名" in page, "the household stands in the form already"
    data = {"key": key_of(page), "visited_on": f"{aid.now:%Y-%m-%d}", "visitors": [aid.county.people["aide"]],
            "findings": "土房", "count": "2", "name_1": "李秘名", "property_met": "on"}  # fmt: skip
    answer = aide.post(act, data)
    assert answer.status_code == 422
    assert "A home visit is made by at least 2." in said(answer)


def test_lists_are_drawn_up_signed_paid_and_reconciled(aid: Aid, user_of: Callable[[str], Client]) -> None:
    first, second = granted(aid, 60), granted(aid, 59)
    month = f"{aid.now:%Y-%m}"
    lines = due("dibao", aid.county.units["青溪镇"], month)
    assert len(lines) == 2
    aide, approver = user_of("aide"), user_of("approver")
    page = said(aide.get(reverse("workspace:payments")))
    drawn = {"key": key_of(page), "item": "dibao", "unit": aid.county.units["青溪镇"], "month": month}
    assert aide.post(reverse("workspace:payment_new"), drawn).status_code == 302
    row = now(PaymentList).get()
    again = aide.post(reverse("workspace:payment_new"), {**drawn, "key": "c" * 32})
    assert again.status_code == 422
    assert "There is a list for" in said(again)
    bank = reverse("workspace:payment_bank", args=[row.key])
    assert aide.post(bank).status_code == 404, "nobody has signed it"
    page = said(aide.get(reverse("workspace:payment", args=[row.key])))
    assert "Sign the list" not in page
    assert not [each for each in SEALED if each in page]
    sign = reverse("workspace:payment_act", args=[row.key, "approve"])
    assert approver.post(sign, {"key": "d" * 32}).status_code == 302
    handed = b"".join(aide.post(bank).streaming_content)  # type: ignore[attr-defined]
    sheet = load_workbook(io.BytesIO(handed)).active
    assert sheet is not None
    cells = [str(cell) for line in sheet.iter_rows(values_only=True) for cell in line]
    assert "6230270900001234567" in cells
    assert {*now(Viewing).filter(where="payment_bank").values_list("opinion", flat=True)} == {first, second}
    total = sum((each.amount for each in lines), start=Money.of(0))
    reconcile = reverse("workspace:payment_act", args=[row.key, "reconcile"])
    sent = {"key": "e" * 32, "paid_on": f"{aid.now:%Y-%m-%d}", "paid": "1.00", "returned": ""}
    assert "do not add up" in said(aide.post(reconcile, sent))
    number = now(Application).get(key=second).number
    half = next(each.amount for each in lines if each.application == first)
    sent |= {"key": "f" * 32, "paid": str(half), "returned": f"{number} 账号有误"}
    assert aide.post(reconcile, sent).status_code == 302
    assert now(PaymentLine).get(application=second).state == "returned"
    left = due("dibao", aid.county.units["青溪镇"], month)
    assert [each.application for each in left] == [second], "what was sent back stays due"
    assert total - half == left[0].amount


def test_the_households_own_page(aid: Aid, user_of: Callable[[str], Client]) -> None:
    receipt = applied(aid)
    considered(aid, receipt.application)
    visitor = user_of("")
    own = reverse("portal:benefit", args=[receipt.application])
    assert visitor.get(own).status_code == 302, "without its code there is nothing to see"
    wrong = visitor.post(reverse("portal:benefit_find"), {"code": "0000-0000-0000"})
    assert "We hold no application with this code." in said(wrong)
    page = said(visitor.post(reverse("portal:benefit_find"), {"code": receipt.code}, follow=True))
    assert "After the public notice it is decided." in page
    assert "Last day" in page
    bureau = user_of("bureau")
    act = reverse("workspace:application_act", args=[receipt.application, "decide"])
    bureau.post(act, {"key": "b" * 32, "grant": "yes", "reasons": "符合条件", "from_month": "", "months": "1"})
    page = said(visitor.get(own))
    assert "166.67" in page
    assert "You contest it against 民政局" in page
    assert "within 60 days of receiving the decision" in page
    assert "《行政复议法》" in page
    visitor.post(reverse("portal:benefit_leave"))
    assert visitor.get(own).status_code == 302


def test_a_resident_applies_from_home(aid: Aid, user_of: Callable[[str], Client]) -> None:
    visitor = user_of("")
    page = said(visitor.get(reverse("portal:assistance")))
    assert "低保（县级决定）" in page
    address = reverse("portal:apply", args=["dibao"])
    data = {"key": key_of(said(visitor.get(address))), "town": aid.county.units["青溪镇"], "area": "rural", "consent": "on",
            "name_1": "钱某", "count": "2", "property_met": "on"}  # fmt: skip
    page = said(visitor.post(address, data, follow=True))
    assert "Still missing" in page
    assert "That is all of it" in page
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert now(Application).get().route == "resident"


def test_a_version_is_previewed_before_it_is_adopted(aid: Aid, user_of: Callable[[str], Client]) -> None:
    applied(aid, 5)
    office = user_of("dispatcher")
    address = reverse("workspace:service_item_new", args=["dibao-delegated"])
    page = said(office.get(address))
    data = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    fields = office.get(address).context["form"]
    sent = {name: fields[name].value() for name in fields.fields}
    sent = {name: value for name, value in sent.items() if value is not None and value is not False and value != ""}
    sent |= {"key": data["key"], "basis": "委托文书", "from_on": f"{aid.now + timedelta(1):%Y-%m-%d}"}
    answer = office.post(address, {**sent, "step": "preview"})
    assert answer.status_code == 200, (answer.context["refused"], answer.context["form"].errors)
    page = said(answer)
    assert "What this changes" in page
    assert "Nothing changes for 1 open application" in page
    assert "Who decides" in page
    digest = re.search(r'name="previewed" value="([0-9a-f]+)"', page)
    assert digest is not None, re.findall(r"errors.*?</ul>", page, re.DOTALL)
    assert office.post(address, {**sent, "step": "do", "previewed": "x"}).status_code == 200, "another one is previewed"
    assert office.post(address, {**sent, "step": "do", "previewed": digest[1]}).status_code == 302
    assert service_item.in_force("dibao", (aid.now + timedelta(1)).date()).authority == "entrusted_town"
    assert service_item.in_force("dibao", aid.now.date()).authority == "statutory_county"


def test_an_office_adds_temporary_assistance_without_code(aid: Aid, user_of: Callable[[str], Client]) -> None:
    office = user_of("dispatcher")
    address = reverse("workspace:service_item_new", args=["temporary-draft"]) + "?as=new"
    fields = office.get(address).context["form"]
    sent = {name: fields[name].value() for name in fields.fields}
    sent = {name: value for name, value in sent.items() if value is not None and value is not False and value != ""}
    sent |= {"key": "a" * 32, "title": "临时救助（本县）", "basis": "县政府文件", "own": "1"}
    answer = office.post(address, {**sent, "step": "preview"})
    assert answer.status_code == 200, (answer.context["refused"], answer.context["form"].errors)
    page = said(answer)
    digest = re.search(r'name="previewed" value="([0-9a-f]+)"', page)
    assert digest is not None, re.findall(r"errors.*?</ul>", page, re.DOTALL)
    assert office.post(address, {**sent, "step": "do", "previewed": digest[1]}).status_code == 302
    tomorrow = (aid.now + timedelta(1)).date()
    found = next(each for each in service_item.items(tomorrow) if each.title == "临时救助（本县）")
    assert found.code not in ("temporary", "dibao")
    assert found.rules.most_months == 6


def test_replayed_it_is_the_same(aid: Aid) -> None:
    """As it stands, and as of any position: what the first entries tell is what stood then (design laws 1 and 3)."""
    key = granted(aid)
    payment.draw_up("dibao", aid.county.units["青溪镇"], f"{aid.now:%Y-%m}", aid.county.actor("aide"), fresh_key())
    before = {model: list(rows_of(connection, model)) for model in (Application, Award, PaymentList, PaymentLine)}
    middle = read.head().size - 4
    then = {row.key: row.status for row in as_of(Application, middle)}
    replay.rebuild()
    after = {model: list(rows_of(connection, model)) for model in before}
    assert after == before
    for model in reversed(ALL):
        model._default_manager.all().delete()
    replay.fill(connection, middle)
    assert {row.key: row.status for row in now(Application)} == then
    replay.rebuild()
    assert now(Application).get(key=key).status == ApplicationStatus.GRANTED.value
    assert "fen" in columns(Application)


def test_a_list_that_no_longer_says_what_is_due_is_not_signed(aid: Aid) -> None:
    key = granted(aid)
    town, month = aid.county.units["青溪镇"], f"{aid.now:%Y-%m}"
    aide, signer = aid.county.actor("aide"), aid.county.actor("approver")
    drawn = payment.draw_up("dibao", town, month, aide, fresh_key())
    gone = replace(HOME, members=HOME.members[:1])
    change = blank(ReportChange, key, changed_on=aid.now.date(), what="配偶去世", household=gone)
    application.give(key, change, aide, fresh_key())
    look = blank(AdjustAllowance, key, cause=Cause.REPORTED, reasons="重新核定", from_month="")
    application.give(key, look, aid.county.actor("bureau"), fresh_key())
    assert now(Application).get(key=key).status == ApplicationStatus.STOPPED.value, (
        "500 a month is above the standard for one"
    )
    with pytest.raises(Refusal) as no:
        payment.approve(drawn, signer, fresh_key())
    assert no.value.code == "payment_stale"
    payment.discard(drawn, "重拟", aide, fresh_key())
    granted(aid, 40)
    anew = payment.draw_up("dibao", town, month, aide, fresh_key())
    granted(aid, 30)
    payment.approve(anew, signer, fresh_key())
    with pytest.raises(Refusal) as no:
        payment.reconcile(anew, aid.now.date(), Money.of(1), (Returned("nobody", "无"),), aide, fresh_key())
    assert no.value.code == "payment_line_unknown"


def test_before_and_after_is_measured_from_the_cases(aid: Aid, user_of: Callable[[str], Client]) -> None:
    office = user_of("dispatcher")
    address = reverse("workspace:service_item", args=["dibao"])
    for days in (70, 58, 46, 34):
        granted(aid, days)
    assert "What the cases show" not in said(office.get(address)), "of four nothing is told"
    granted(aid, 22)
    page = said(office.get(address))
    assert "What the cases show" in page
    assert re.search(r'data-label="Days on average" class="number">10.0<', page)


def test_the_desk_says_what_waits_for_who_works_on_assistance(aid: Aid, user_of: Callable[[str], Client]) -> None:
    desk = reverse("workspace:desk")
    assert "Nothing waits here." in said(user_of("approver").get(desk))
    key = applied(aid)
    page = said(user_of("aide").get(desk))
    assert "Applications to be accepted" in page or "Households to be visited" in page
    considered(aid, key.application)
    assert "Applications to be decided" in said(user_of("approver").get(desk))
    assert "Applications to be decided" not in said(user_of("aide").get(desk)), "who works on it does not decide"
    assert "Service for people" not in said(user_of("dispatcher").get(desk))


def test_no_income_and_no_supporter_is_lost_on_the_way_through_the_form() -> None:
    incomes = tuple(Income(kind, Money.of(100 * place), 12) for place, kind in enumerate(IncomeKind, start=1))
    helpers = tuple(Supporter(f"石外{place}", Money.of(9000 * place), 12, 3, 2, 2) for place in range(1, 4))
    found = Household(
        (Member("m1", "石一", incomes=incomes[:5]), Member("m2", "石二", incomes=incomes[:1]), Member("m3", "石三")),
        helpers,
    )
    shown = HouseholdForm(household=found)
    sent = QueryDict(mutable=True)
    for field in shown:
        value = field.value()
        if isinstance(value, list):
            sent.setlist(field.name, value)
        elif value not in (None, False):
            sent[field.name] = str(value)
    again = HouseholdForm(sent)
    assert again.is_valid(), again.errors
    assert again.household() == found


def test_a_household_that_no_form_can_hold_is_not_cut() -> None:
    many = Household(tuple(Member(f"m{place}", f"石{place}") for place in range(1, 24)))
    with pytest.raises(Refusal, match="household_too_large"):
        HouseholdForm(household=many)


def test_more_blocks_come_from_the_server_and_keep_what_was_typed() -> None:
    for what, name in (("1", "name_4"), ("income", "amount3_1"), ("supporter", "name_s2")):
        data = QueryDict(mutable=True)
        data.update(
            {"name_1": "石一", "amount2_1": "50", "count": "2", "incomes": "2", "supporters": "1", "more": what}
        )
        form = HouseholdForm(data)
        form.more_lines()
        assert name in form.fields
        assert form["amount2_1"].value() == "50"
