"""What a household does itself, with its code and without JavaScript: a paper from home, giving up, objecting; and who opens the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.web.aid import Aid, applied, considered, granted
from tests.web.test_evidence import PNG

from sandan.desk import application
from sandan.desk.application import blank, opened
from sandan.domain.application import (
    AdjustAllowance,
    AnswerObjection,
    Cause,
    DecideApplication,
    PaperAttached,
    ReportChange,
    RevokeGrant,
)
from sandan.domain.authority import Actor, Role
from sandan.projections import replay
from sandan.projections.application import Application, Award
from sandan.projections.payment import due
from sandan.projections.version import now, rows_of
from sandan.projections.viewing import Viewing

pytestmark = pytest.mark.django_db
NAME = "李秘名的工资单.png"


def said(response: Any) -> str:
    text: str = response.content.decode()
    return text


def picture(name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, "image/png")


def household(aid: Aid, key: str, code: str = "") -> Client:
    """A visitor who has shown the code of an application."""
    visitor = Client(headers={"accept-language": "en"})
    first: Any = opened(key).story[0][1]
    visitor.post(reverse("portal:benefit_find"), {"code": code or first.receipt})
    return visitor


def act(visitor: Client, key: str, name: str, **given: Any) -> Any:
    sent = {"key": given.pop("form", "a" * 32), **given}
    return visitor.post(reverse("portal:benefit_act", args=[key, name]), sent, follow=True)


def assert_replayed() -> None:
    """Replaying the ledger gives the very same rows."""
    before = {model: list(rows_of(connection, model)) for model in (Application, Award)}
    replay.rebuild()
    assert {model: list(rows_of(connection, model)) for model in before} == before


def lacking(aid: Aid) -> str:
    return applied(aid, 3, given=("application", "authorisation", "property", "illness")).application


def decided(aid: Aid, *, grant: bool) -> str:
    key = applied(aid).application
    considered(aid, key)
    order = blank(DecideApplication, key, grant=grant, reasons="按核查结果")
    application.give(key, order, aid.county.actor("bureau"), f"decide{key}", at=aid.at(10))
    return key


def test_a_household_sends_a_missing_paper_from_home(aid: Aid, user_of: Callable[[str], Client]) -> None:
    key = lacking(aid)
    visitor = household(aid, key)
    page = said(visitor.get(reverse("portal:benefit", args=[key])))
    assert "收入证明 (missing)" in page
    page = said(act(visitor, key, "paper", paper="income", proof=picture()))
    assert "The paper has come in." in page
    assert NAME in page
    row = now(Application).get(key=key)
    assert (row.missing, row.status) == ("", "submitted"), "it is complete; a person accepts it"
    digest = re.search(r"/papers/([0-9a-f]{64})/", page)
    assert digest is not None
    own = visitor.get(reverse("portal:benefit_paper", args=[key, digest[1]]))
    assert own["Content-Type"] == "image/png"
    assert user_of("").get(reverse("portal:benefit_paper", args=[key, digest[1]])).status_code == 302
    opening = reverse("workspace:application_paper", args=[key, digest[1]])
    before = now(Viewing).filter(opinion=key).count()
    assert user_of("aide").get(opening)["Content-Type"] == "image/png"
    assert now(Viewing).filter(opinion=key).count() == before + 1, "that it was opened is written down"
    assert user_of("elsewhere").get(opening).status_code == 404
    assert user_of("clerk").get(opening).status_code == 403
    assert NAME in said(user_of("aide").get(reverse("workspace:application", args=[key])))


def test_what_a_file_is_called_stands_in_no_table(aid: Aid) -> None:
    key = lacking(aid)
    act(household(aid, key), key, "paper", paper="income", proof=picture())
    assert any(isinstance(event, PaperAttached) and event.files[0].caption == NAME for _e, event in opened(key).story)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith(("ledger_", "projections_")):
                cursor.execute(f"SELECT * FROM {table}")
                assert "李秘名" not in repr(cursor.fetchall()), table


def test_a_paper_that_cannot_be_read_goes_back_with_the_reason(aid: Aid, user_of: Callable[[str], Client]) -> None:
    key = lacking(aid)
    visitor = household(aid, key)
    act(visitor, key, "paper", paper="income", proof=picture())
    step = reverse("workspace:application_act", args=[key, "return_paper"])
    sent = {"key": "b" * 32, "paper": "income", "reason": "照片看不清"}
    assert user_of("aide").post(step, sent).status_code == 302
    page = said(visitor.get(reverse("portal:benefit", args=[key])))
    assert "收入证明 was sent back: 照片看不清" in page
    assert now(Application).get(key=key).missing == "income"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("a.svg", b"<svg/>", "kind"), ("a.exe", b"MZ\x00", "kind"), ("b.png", PNG[:60], "damaged|broken|read")],
)
def test_a_file_that_is_none_is_refused_and_nothing_changes(aid: Aid, name: str, content: bytes, words: str) -> None:
    key = lacking(aid)
    answer = act(household(aid, key), key, "paper", paper="income", proof=SimpleUploadedFile(name, content))
    assert answer.status_code == 422
    assert now(Application).get(key=key).missing == "income"
    assert not opened(key).state.files


def test_the_counter_takes_files_with_the_entry_and_later(aid: Aid, user_of: Callable[[str], Client]) -> None:
    aide = user_of("aide")
    address = reverse("workspace:application_new", args=["dibao"])
    data = {
        "key": "c" * 32, "village": aid.county.units["石桥村"], "area": "rural", "papers": ["application"], "consent": "on",
        "property_met": "on", "count": "2", "name_1": "", "file_income": picture(),
    }  # fmt: skip
    page = said(aide.post(address, data))
    assert NAME in page, "a refused entry brings its files back"
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    assert kept is not None
    data |= {"name_1": "赵某", "kept": kept[1]}
    del data["file_income"]
    page = said(aide.post(address, data, follow=True))
    assert "Still missing: 家庭经济状况核对授权书、财产状况证明、重病诊断证明" in page
    assert NAME in page
    key = now(Application).get().key
    attach = reverse("workspace:application_act", args=[key, "attach"])
    sent = {"key": "d" * 32, "paper": "property", "proof": picture("房产.png")}
    assert aide.post(attach, sent).status_code == 302
    assert now(Application).get().missing == "authorisation illness"
    assert opened(key).state.filed == {"income", "property"}


def test_a_household_authorises_and_gives_up_from_home(aid: Aid) -> None:
    key = applied(aid, 3, consent=False).application
    visitor = household(aid, key)
    assert "Your authorisation is recorded." in said(act(visitor, key, "consent", consent="on"))
    assert opened(key).state.consent
    page = said(act(visitor, key, "withdraw", form="e" * 32, reason="搬走了"))
    assert "It is withdrawn. You may apply again at any time." in page
    assert now(Application).get(key=key).status == "withdrawn"
    assert act(visitor, key, "withdraw", form="f" * 32).status_code == 422


def test_a_household_objects_and_reads_the_answer_and_until_when_it_can_go_elsewhere(
    aid: Aid, user_of: Callable[[str], Client]
) -> None:
    key = decided(aid, grant=False)
    visitor = household(aid, key)
    page = said(visitor.get(reverse("portal:benefit", args=[key])))
    assert f"Until {aid.at(10).date() + timedelta(60)}, if you received it on {aid.at(10).date()}." in page
    assert "Object to it at 民政局" in page
    page = said(act(visitor, key, "object", words="儿子已分户"))
    assert "Your objection is being looked at." in page
    assert act(visitor, key, "object", form="b" * 32, words="再说一次").status_code == 422
    aide = user_of("aide")
    page = said(aide.get(reverse("workspace:applications"), {"status": "objected"}))
    assert now(Application).get(key=key).number in page
    page = said(aide.get(reverse("workspace:application", args=[key])))
    assert "The household objects to the decision." in page
    assert "step-answer" not in page, "the town does not answer for the bureau"
    assert "step-answer" not in said(user_of("bureau").get(reverse("workspace:application", args=[key])))


def test_a_refusal_that_was_wrong_is_open_again_in_every_table(aid: Aid) -> None:
    key = decided(aid, grant=False)
    act(household(aid, key), key, "object", words="儿子已分户")
    bureau = aid.county.units["民政局"]
    other = Actor(frozenset({Role.APPROVER}), "third", "a9", bureau, (bureau,))
    application.give(key, AnswerObjection(application=key, upheld=True, words="分户属实"), other, "answer")
    row = now(Application).get(key=key)
    assert (row.status, row.decided_on, row.granted, row.objected_on) == ("opinion", None, None, None)
    assert "Answer: you are right." in said(household(aid, key).get(reverse("portal:benefit", args=[key])))
    order = blank(DecideApplication, key, grant=True, reasons="重新核查")
    application.give(key, order, other, "again")
    assert now(Award).filter(application=key).count() == 1
    assert_replayed()


def test_a_stop_that_was_wrong_is_paid_as_if_it_had_not_been(aid: Aid) -> None:
    key = granted(aid, 60)
    bureau = aid.county.units["民政局"]
    richer = opened(key).household
    assert richer is not None
    change = blank(
        ReportChange, key, changed_on=aid.at(5).date(), what="买车", household=replace(richer, property_met=False)
    )
    application.give(key, change, aid.county.actor("aide"), "change")
    stop = blank(AdjustAllowance, key, cause=Cause.REPORTED, reasons="财产超标", from_month="")
    application.give(key, stop, aid.county.actor("bureau"), "stop")
    assert now(Application).get(key=key).status == "stopped"
    act(household(aid, key), key, "object", words="车不是我的")
    other = Actor(frozenset({Role.APPROVER}), "third", "a9", bureau, (bureau,))
    application.give(key, AnswerObjection(application=key, upheld=True, words="查明属他人"), other, "answer")
    assert now(Application).get(key=key).status == "granted"
    month = f"{aid.now:%Y-%m}"
    assert [each.application for each in due("dibao", aid.county.units["青溪镇"], month)] == [key]
    assert_replayed()


def test_a_revocation_says_why_how_much_and_whom_to_turn_to(aid: Aid) -> None:
    key = granted(aid)
    order = blank(RevokeGrant, key, reasons="隐瞒务工收入", heard=True)
    application.give(key, order, aid.county.actor("bureau"), "revoke")
    page = said(household(aid, key).get(reverse("portal:benefit", args=[key])))
    assert "隐瞒务工收入" in page
    assert "符合条件" not in page, "the reasons for the grant are none for its end"
    assert "To be repaid: 0.00 yuan. Fine: 0.00 yuan." in page
    until = (aid.now.date() + timedelta(60)).isoformat()
    assert f"Until {until}, if you received it on {aid.now:%Y-%m-%d}." in page
    assert "step-object" not in page


def test_whoever_thinks_of_applying_reads_the_standard_and_who_set_it(aid: Aid) -> None:
    page = said(Client(headers={"accept-language": "en"}).get(reverse("portal:assistance")))
    assert "Standard: 4000.00 yuan in 12 months for a person, from 2019-01-01 on (市政府文件)." in page


def test_a_household_tells_of_a_change_from_home(aid: Aid) -> None:
    key = granted(aid)
    visitor = household(aid, key)
    on = aid.now.date() - timedelta(3)
    page = said(act(visitor, key, "change", changed_on=on.isoformat(), what="儿子外出务工"))
    assert "What you told is recorded" in page
    assert f"A change since {on} has been told" in page
    assert now(Application).get(key=key).changed_on == on
    ahead = {"form": "b" * 32, "changed_on": (aid.now.date() + timedelta(2)).isoformat(), "what": "未到"}
    assert act(visitor, key, "change", **ahead).status_code == 422
    refused = decided(aid, grant=False)
    assert "Tell of a change" in said(visitor.get(reverse("portal:benefit", args=[key])))
    own = household(aid, refused).get(reverse("portal:benefit", args=[refused]))
    assert "Tell of a change" not in said(own), "nothing is paid"
