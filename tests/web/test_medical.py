"""Medical settlement on screen: from admission without deposit to the last instalment, who sees it, and what a patient reads."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import Settings
from tests.web.cast import County, fresh_key, make_county
from tests.web.medical import ID_NUMBER, NAME, address, admission_form, bill_form, granted, settle_in, signed, today

from sandan.config.erasing import erase
from sandan.desk import insured, scheme
from sandan.desk.handle import fold
from sandan.domain.calendar import months_later
from sandan.domain.money import ZERO
from sandan.domain.values import Refusal
from sandan.ledger import read, verify
from sandan.projections.admission import Admission
from sandan.projections.advance import Advance
from sandan.projections.arrears import Arrears
from sandan.projections.insured import Insured
from sandan.projections.settlement import Settlement
from sandan.projections.version import now
from sandan.projections.viewing import Viewing

Open = Callable[[str], Client]
SECRETS = (NAME, ID_NUMBER, "最低生活保障", "minimum living")


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


@pytest.fixture
def county(db: None) -> County:
    made = make_county()
    settle_in(made)
    return made


def words(answer: Any) -> str:
    return str(answer.content.decode())


def admit(client: Client, county: County, **more: Any) -> Any:
    return client.post(reverse("workspace:admission_new"), {**admission_form(county, **more), "key": fresh_key("form")})


def act(client: Client, noun: str, key: str, name: str, **given: Any) -> Any:
    return client.post(address(noun, key, name), {**given, "key": fresh_key("form")})


def test_from_admission_without_deposit_to_the_last_instalment(county: County, client_of: Open) -> None:
    hospital, bureau = client_of("hospital"), client_of("fund")
    assert admit(hospital, county).status_code == 302
    row = now(Admission).get()
    assert (row.deposit, row.guaranteed, row.inside, row.title) == (0, True, False, "市中心医院")
    page = words(hospital.get(address("admission", row.key)))
    code = page.partition('class="receipt">')[2].partition("<")[0]
    assert 'class="receipt"' not in words(hospital.get(address("admission", row.key))), "shown once"
    assert NAME in page
    assert ID_NUMBER not in page, "an identity number is shown masked"

    assert act(hospital, "admission", row.key, "discharge", **bill_form()).status_code == 302
    page = words(hospital.get(address("admission", row.key)))
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert f"{float(seen):,.2f}" in page, "what is signed is what stands on the page"
    refused = act(hospital, "admission", row.key, "settle", seen="1.00")
    assert "not what you saw" in words(refused)
    assert act(hospital, "admission", row.key, "settle", seen=seen, paid_now="423.25").status_code == 302

    settlement, owed = now(Settlement).get(), now(Arrears).get()
    assert settlement.funds + settlement.patient == 100_000_00
    assert owed.left == settlement.patient - 423_25
    page = words(bureau.get(address("settlement", settlement.key)))
    for said in ("One-stop statement", "For the patient", "For the hospital and each fund", "two different rates"):
        assert said in page
    assert act(hospital, "arrears", owed.key, "plan", count="3", first=today()).status_code == 302
    left = f"{owed.left / 100:.2f}"
    assert act(hospital, "arrears", owed.key, "pay", amount=left, paid_on=today(), source="patient").status_code == 302
    assert now(Arrears).get().status == "cleared"

    advance = granted(county, amount=10_000)
    share = settlement.assistance
    given = {"payer": "assistance", "amount": f"{share / 100:.2f}", "paid_on": today(), "advance": advance}
    assert act(bureau, "settlement", settlement.key, "pay_share", **given).status_code == 302
    fund = now(Advance).get()
    assert (fund.used, fund.left) == (share, 10_000_00 - share)
    assert "are left of it" in words(act(client_of("fund_second"), "advance", advance, "reconcile"))
    back = act(hospital, "advance", advance, "give_back", amount=f"{fund.left / 100:.2f}", paid_on=today())
    assert back.status_code == 302
    assert "does not reconcile it" in words(act(bureau, "advance", advance, "reconcile"))
    assert act(client_of("fund_second"), "advance", advance, "reconcile").status_code == 302

    visitor = Client()
    visitor.cookies["language"] = "en"
    answer = visitor.post(reverse("portal:follow"), {"code": code})
    assert answer["Location"] == reverse("portal:bill", args=[row.key])
    assert code not in answer["Location"]
    page = words(visitor.get(answer["Location"]))
    for said in (
        "You owe nothing.",
        "Why, and how it was computed",
        "If you do not agree",
        "医疗保障局",
        "An illustration",
    ):
        assert said in page
    assert not [each for each in SECRETS if each in page]
    assert "县医院" in page.partition("Who saw your data")[2]


def test_a_patient_objects_from_the_own_page_and_reads_until_when_else(county: County, client_of: Open) -> None:
    made = signed(county)
    own = reverse("portal:bill_object", args=[made.admission])
    visitor = Client(headers={"accept-language": "en"})
    assert visitor.post(own, {"key": fresh_key("form"), "words": "算错了"})["Location"] == reverse("portal:follow")
    session = visitor.session
    session["opinions"] = [made.admission]
    session.save()
    page = words(visitor.get(reverse("portal:bill", args=[made.admission])))
    on = timezone.localdate()
    assert f"administrative reconsideration until {on + timedelta(60)}" in page
    assert f"a lawsuit until {months_later(on, 6)}" in page
    assert visitor.post(own, {"key": fresh_key("form"), "words": ""}).status_code == 422
    sent = {"key": fresh_key("form"), "words": "丙类药没有告知"}
    assert "Your objection is being looked at." in words(visitor.post(own, sent, follow=True))
    assert visitor.post(own, {**sent, "key": fresh_key("form")}).status_code == 422, "one waits already"
    assert now(Settlement).get(key=made.settlement).objected_on == on
    answer = {"upheld": "no", "words": "已签知情同意书"}
    assert act(client_of("fund"), "settlement", made.settlement, "answer", **answer).status_code == 302
    assert "已签知情同意书" in words(visitor.get(reverse("portal:bill", args=[made.admission])))


def test_nobody_else_finds_it(county: County, client_of: Open) -> None:
    made = signed(county)
    pages = [
        *(reverse(f"workspace:{each}") for each in ("medical", "admissions", "medical_funds", "settlement_export")),
        address("admission", made.admission),
        address("settlement", made.settlement),
        address("arrears", made.settlement),
    ]
    for who in ("dispatcher", "leader", "auditor", "operator", "clerk"):
        assert {client_of(who).get(each).status_code for each in pages} == {403}, who
    visitor = Client()
    assert visitor.get(reverse("portal:bill", args=[made.admission]))["Location"] == reverse("portal:follow")
    campaign = words(client_of("dispatcher").get(reverse("workspace:campaign")))
    assert "Admissions" not in campaign


def test_another_hospital_finds_nothing(county: County, client_of: Open) -> None:
    made = signed(county)
    with connection.cursor() as cursor:  # the same records, of a hospital that neither of these people sits in
        for table in (Settlement, Admission, Arrears):
            cursor.execute(f"UPDATE {table._meta.db_table} SET unit = 'other', bureau = 'other'")
    client = client_of("hospital")
    assert client.get(address("settlement", made.settlement)).status_code == 404
    assert "The list is empty" in words(client.get(reverse("workspace:settlements")))
    assert "Nothing waits" in words(client.get(reverse("workspace:medical")))


def test_what_is_sealed_is_in_no_table_and_in_no_leaf(county: County) -> None:
    made = signed(county)
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {table}")
            found += [table for row in cursor.fetchall() if any(secret in repr(row) for secret in (NAME, ID_NUMBER))]
    assert found == []
    for noun, key in (("admission", made.admission), ("settlement", made.settlement), ("arrears", made.settlement)):
        for entry in read.stream(f"{noun}/{key}"):
            assert "minimum_living" not in repr((entry.public, entry.internal))


def test_opening_who_it_is_is_written_down_once_a_day(county: County, client_of: Open) -> None:
    made = signed(county)
    client = client_of("fund")
    for _ in range(2):
        client.get(address("settlement", made.settlement))
    assert [each.where for each in now(Viewing).filter(opinion=made.settlement)] == ["settlement"]
    page = words(client_of("auditor").get(reverse("workspace:viewings")))
    assert now(Settlement).get().number in page
    assert address("settlement", made.settlement) not in page, "the auditor sees who looked, and not at whom"


def test_an_erased_patient_is_gone_everywhere_and_the_amounts_stay(
    county: County, client_of: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = signed(county)
    key = now(Settlement).get().insured
    with pytest.raises(Refusal, match="patient_going_on"):
        insured.erase(key, "个人信息保护法第四十七条", county.actor("operator"), fresh_key())
    owed = now(Arrears).get()
    waive = act(client_of("fund"), "arrears", owed.key, "waive", basis="会议纪要", reason="亡故")
    assert waive.status_code == 302
    monkeypatch.setattr("sandan.config.erasing.ready", lambda: None)
    number = now(Admission).get().number
    done = CliRunner().invoke(erase, [number, "--basis", "个人信息保护法第四十七条", "--yes"])
    assert done.exit_code == 0, done.output
    assert CliRunner().invoke(erase, ["ZY2026-99999", "--basis", "无", "--yes"]).exit_code == 2
    assert now(Insured).get().mark == ""
    for stream in (f"insured/{key}", f"admission/{made.admission}", f"settlement/{made.settlement}"):
        assert all(each.personal is None for each in read.stream(stream, personal=True)), stream
    assert verify.check().faults == []
    page = words(client_of("fund").get(address("settlement", made.settlement)))
    assert "may have been erased" in page
    assert "100,000.00" in page


def test_the_same_person_comes_again_and_the_same_invoice_does_not(county: County, client_of: Open) -> None:
    hospital = client_of("hospital")
    admit(hospital, county)
    admit(hospital, county, id_number="6109 2319 5001 0112 34")
    assert now(Insured).count() == 1
    assert "under another name" in words(admit(hospital, county, person_name="别人"))
    first, second = now(Admission).order_by("position")
    bill = bill_form()
    act(hospital, "admission", first.key, "discharge", **bill)
    assert f"stands at admission {first.number}" in words(act(hospital, "admission", second.key, "discharge", **bill))


def test_who_does_not_qualify_pays_a_deposit(county: County, client_of: Open) -> None:
    hospital = client_of("hospital")
    refused = admit(hospital, county, category="ordinary")
    assert "not open to this patient" in words(refused)
    assert NAME in words(refused), "nothing typed is lost"
    assert "pays no deposit" in words(admit(hospital, county, deposit="500"))
    plain = admit(hospital, county, category="ordinary", guaranteed="", agreed_on="", deposit="1,500.50")
    assert plain.status_code == 302
    assert now(Admission).get().deposit == 1500_50


def test_a_settlement_is_reversed_and_settled_anew(county: County, client_of: Open) -> None:
    made = signed(county)
    bureau = client_of("fund")
    assert act(bureau, "settlement", made.settlement, "reverse", reason="发票录错").status_code == 302
    row = now(Admission).get()
    assert (row.status, row.settlement) == ("discharged", "")
    assert now(Arrears).get().status == "cancelled"
    page = words(bureau.get(address("admission", row.key)))
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert act(bureau, "admission", row.key, "settle", seen=seen).status_code == 302
    assert now(Settlement).filter(withdrawn_on__isnull=True).count() == 1
    assert now(Settlement).filter(withdrawn_on__isnull=False).count() == 1


def test_what_went_back_of_a_deposit_is_reckoned_in_when_it_is_settled_anew(county: County, client_of: Open) -> None:
    hospital, bureau = client_of("hospital"), client_of("fund")
    admit(hospital, county, category="ordinary", guaranteed="", agreed_on="", deposit="90000")
    row = now(Admission).get()
    act(hospital, "admission", row.key, "discharge", **bill_form())
    page = words(hospital.get(address("admission", row.key)))
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert act(hospital, "admission", row.key, "settle", seen=seen).status_code == 302
    key = now(Settlement).get().key
    assert "Goes back to the patient" in words(bureau.get(address("settlement", key)))
    assert "are reckoned in" not in words(bureau.get(address("settlement", key)))
    assert act(bureau, "settlement", key, "reverse", reason="发票录错").status_code == 302
    assert "yuan of the deposit that went back are reckoned in" in words(bureau.get(address("settlement", key)))


def test_what_was_paid_goes_back_and_an_upheld_objection_is_answered_to_its_end(
    county: County, client_of: Open
) -> None:
    """An objection that was right after payers have paid is no dead end; the patient reads the answer also once it is reversed."""
    made = signed(county)
    bureau, day = client_of("fund"), today()
    first = next(each for each in fold(f"settlement/{made.settlement}")[0].shares if each.paid > ZERO)
    said = {"payer": first.payer, "amount": str(first.paid)}
    assert act(bureau, "settlement", made.settlement, "pay_share", paid_on=day, advance="", **said).status_code == 302
    act(bureau, "settlement", made.settlement, "object", words="药费多算")
    act(client_of("fund_second"), "settlement", made.settlement, "answer", upheld="yes", words="核查属实，重新结算")
    assert act(bureau, "settlement", made.settlement, "reverse", reason="异议成立").status_code == 422
    assert act(bureau, "settlement", made.settlement, "return_share", returned_on=day, **said).status_code == 302
    row = now(Settlement).get()
    assert (row.paid, row.status) == (0, "signed")
    assert act(bureau, "settlement", made.settlement, "reverse", reason="异议成立").status_code == 302
    patient = Client()
    session = patient.session
    session["opinions"] = [made.admission]
    session.save()
    assert "核查属实，重新结算" in words(patient.get(reverse("portal:bill", args=[made.admission])))


def test_misuse_of_the_funds_is_found_told_and_lifted(county: County, client_of: Open) -> None:
    made = signed(county)
    bureau, hospital = client_of("fund"), client_of("hospital")
    said = {
        "intent": "yes",
        "lost": "2000",
        "fine": "4000",
        "months": "6",
        "heard": "on",
        "reasons": "冒用他人医保凭证住院",
    }
    assert 'id="step-find_misuse"' not in words(hospital.get(address("settlement", made.settlement)))
    assert act(hospital, "settlement", made.settlement, "find_misuse", **said).status_code == 422
    short = act(bureau, "settlement", made.settlement, "find_misuse", **{**said, "fine": "3999"})
    assert "the fine lies between 4000.00 and 10000.00 yuan" in words(short)
    assert act(bureau, "settlement", made.settlement, "find_misuse", **said).status_code == 302
    row = now(Settlement).get()
    until = months_later(timezone.localdate(), 6)
    assert (row.misuse_left, row.suspended_until) == (600_000, until)
    tables = " ".join(repr(list(now(each).values())) for each in (Settlement, Admission, Arrears, Insured))
    assert "冒用他人" not in tables
    patient = Client(headers={"accept-language": "en"})
    session = patient.session
    session["opinions"] = [made.admission]
    session.save()
    page = words(patient.get(reverse("portal:bill", args=[made.admission])))
    assert "冒用他人医保凭证住院" in page
    assert f"Until {until} your bills are settled at the counter of 医疗保障局" in page
    assert f"administrative reconsideration until {timezone.localdate() + timedelta(60)}, a lawsuit" in page
    refused = admit(hospital, county)
    assert "One-stop settlement is suspended" in words(refused)
    paid = {"guaranteed": "", "agreed_on": "", "deposit": "500"}
    assert admit(hospital, county, **paid).status_code == 302, "and with a deposit nobody is sent away"
    came = {"amount": "6,000.00", "received_on": today()}
    assert act(bureau, "settlement", made.settlement, "recover", **came).status_code == 302
    assert now(Settlement).get().misuse_left == 0
    assert act(bureau, "settlement", made.settlement, "lift_misuse", basis="行政复议决定书").status_code == 302
    assert now(Settlement).get().suspended_until is None
    assert insured.suspended(row.insured, timezone.localdate()) is None


def test_an_emergency_without_a_name(county: County, client_of: Open) -> None:
    hospital, bureau = client_of("hospital"), client_of("fund")
    nobody = {"person_name": "", "id_number": "", "category": "", "guaranteed": "", "agreed_on": "", "emergency": "on"}
    assert admit(hospital, county, **nobody).status_code == 302
    row = now(Admission).get()
    act(hospital, "admission", row.key, "discharge", **bill_form())
    assert "Nobody knows yet who the patient is" in words(hospital.get(address("admission", row.key)))
    assert act(hospital, "admission", row.key, "settle", seen="100000.00").status_code == 302
    owed = now(Arrears).get()
    fund = {"amount": "100000", "paid_on": today(), "source": "emergency_fund"}
    assert "basis" in words(act(bureau, "arrears", owed.key, "pay", **fund)).lower()
    assert act(bureau, "arrears", owed.key, "pay", **fund, basis="云应急〔2026〕2号").status_code == 302
    assert now(Arrears).get().left == 0


def test_what_payers_owe_hospitals_for_a_month(county: County, client_of: Open) -> None:
    made = signed(county)
    bureau = client_of("fund")
    page = words(bureau.get(reverse("workspace:medical_funds")))
    for said in ("大病保险", "市中心医院", "54,300.00"):
        assert said in page
    assert NAME not in page
    answer: Any = bureau.get(reverse("workspace:medical_funds_export"))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert now(Settlement).get(key=made.settlement).number in cells
    assert not [cell for cell in cells if NAME in str(cell) or ID_NUMBER in str(cell)]
    earlier = words(bureau.get(reverse("workspace:medical_funds"), {"month": "2026-01"}))
    assert "Nothing was settled in this month" in earlier


def test_a_scheme_is_looked_at_before_it_is_adopted(county: County, client_of: Open) -> None:
    office = client_of("dispatcher")
    page = words(office.get(reverse("workspace:scheme_new")))
    assert "[[payer]]" in page
    tomorrow = (timezone.localdate() + timedelta(1)).isoformat()
    held = scheme.on(timezone.localdate())
    assert held is not None
    dearer = held.text.replace('ratio = "85%"', 'ratio = "80%"').replace('ratio = "75%"', 'ratio = "60%"', 1)
    sent = {"unit": county.units["医疗保障局"], "from_on": tomorrow, "text": dearer, "key": fresh_key("form")}
    before = read.head().size
    looked = words(office.post(reverse("workspace:scheme_new"), {**sent, "step": "preview"}))
    assert "What a patient would pay of made-up bills" in looked
    assert read.head().size == before
    digest = looked.partition('name="previewed" value="')[2].partition('"')[0]
    other = {**sent, "text": dearer.replace("60%", "61%"), "step": "do", "previewed": digest}
    office.post(reverse("workspace:scheme_new"), other)
    assert read.head().size == before, "what is adopted is what was looked at"
    assert office.post(reverse("workspace:scheme_new"), {**sent, "step": "do", "previewed": digest}).status_code == 302
    coming = scheme.on(timezone.localdate() + timedelta(1))
    assert coming is not None
    assert coming.text == dearer.strip()
    wrong = words(office.post(reverse("workspace:scheme_new"), {**sent, "text": "payer = 1", "step": "preview"}))
    assert "cannot be read at this place" in wrong
    public = words(Client(headers={"cookie": "language=en"}).get(reverse("portal:medical")))
    for said in ("An illustration", "医疗救助", "Whoever does not agree"):
        assert said in public


def test_the_desk_says_what_waits_for_who_settles(county: County, client_of: Open) -> None:
    hospital = client_of("hospital")
    desk = reverse("workspace:desk")
    assert "Nothing waits here." in words(hospital.get(desk))
    admit(hospital, county)
    act(hospital, "admission", now(Admission).get().key, "discharge", **bill_form())
    assert "Bills to be settled" in words(hospital.get(desk))
    assert "Bills to be settled" not in words(client_of("dispatcher").get(desk))


def test_no_table_of_patients_is_brought_in(county: County, client_of: Open) -> None:
    assert client_of("hospital").get(reverse("workspace:sheet_new", args=["admission"])).status_code in (403, 404)
