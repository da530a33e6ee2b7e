"""Public notices and delegations on the screens: what everybody sees for seven days, and not a byte more; and who decides in whose name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import County, fresh_key, make_county
from tests.web.line import HEAD, ID, Aid, aided, days_ago

from sandan.desk import application
from sandan.desk.handle import Order, fold, handle
from sandan.domain.application import ApplicationStatus, WithdrawApplication
from sandan.domain.authority import RESIDENT
from sandan.domain.delegation import SuspendDelegation
from sandan.domain.publicity import AnswerNotice, ObjectToNotice
from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.projections.application import Application
from sandan.projections.delegation import Delegation
from sandan.projections.publicity import NoticeObjection, Publicity, standing_on
from sandan.projections.version import now

Open = Callable[[str], Client]
SECRETS = (ID, "石小妹", "石老娘", "13800001111", "肺癌", "青溪镇石桥村三组17号", "6217000012345678")


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


@pytest.fixture
def county(db: None) -> County:
    """A county that is a month old."""
    return make_county(days_ago(30))


@pytest.fixture
def aid(county: County) -> Aid:
    """With its line of assistance."""
    return aided(county)


def opinion(aid: Aid, **more: object) -> str:
    """An application with a favourable opinion of ten days ago."""
    papers = ("application", "authorisation", "illness", "income", "property")
    of = aid.applied(given=papers, **more)  # type: ignore[arg-type]  # what an entry says besides
    aid.proposed(of)
    return of


def put_up(client: Client, of: str) -> Publicity:
    sent = {"application": of, "stage": "proposed", "key": fresh_key()}
    answer = client.post(reverse("workspace:publicity_new"), sent)
    assert answer.status_code == 302, answer.content.decode()
    return now(Publicity).get(application=of)


def test_no_search_engine_keeps_whom_a_notice_named(aid: Aid, client_of: Open) -> None:
    row = aid.posted(opinion(aid), at=2)
    for each in (reverse("portal:publicity"), reverse("portal:publicity_one", args=[row.key])):
        answer = client_of("").get(each)
        assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert "no-store" in answer["Cache-Control"]


def test_everybody_reads_the_whitelist_and_nothing_else(aid: Aid, client_of: Open) -> None:
    """Searched byte-wise for what is sealed with the application: none of it stands on a public page or in the notice's entries."""
    of = opinion(aid, phone="13800001111", note="石老娘患肺癌，住青溪镇石桥村三组17号，账号6217000012345678")
    row = put_up(client_of("tao"), of)
    visitor = client_of("")
    for address in (reverse("portal:publicity"), reverse("portal:publicity_one", args=[row.key])):
        said = visitor.get(address).content.decode()
        assert HEAD in said
        assert "800.00" in said
        assert "石桥村" in said
        for secret in SECRETS:
            assert secret not in said, secret
    entries = read.stream(f"publicity/{row.key}", personal=True)
    told = "".join(str((each.public, each.internal, each.personal)) for each in entries)
    assert not [secret for secret in SECRETS if secret in told]
    open_ = "".join(str((each.public, each.internal)) for each in entries)
    assert HEAD not in open_
    assert "800" not in open_


def test_it_is_gone_after_its_days_and_when_it_is_taken_down(aid: Aid, client_of: Open) -> None:
    over = aid.posted(opinion(aid))
    assert client_of("").get(reverse("portal:publicity_one", args=[over.key])).status_code == 404
    assert HEAD not in client_of("").get(reverse("portal:publicity")).content.decode()
    row = put_up(client_of("lin"), opinion(aid, head="石又来", number="610923197001015678"))
    assert "石又来" in client_of("").get(reverse("portal:publicity")).content.decode()
    down = {"reason": "姓名有误", "key": fresh_key()}
    assert (
        client_of("zheng").post(reverse("workspace:publicity_act", args=[row.key, "take_down"]), down).status_code
        == 302
    )
    assert "石又来" not in client_of("").get(reverse("portal:publicity")).content.decode()
    assert client_of("").get(reverse("portal:publicity_one", args=[row.key])).status_code == 404


def test_a_resident_objects_and_somebody_else_than_the_poster_answers(aid: Aid, client_of: Open) -> None:
    row = put_up(client_of("tao"), opinion(aid))
    address = reverse("portal:publicity_one", args=[row.key])
    sent = {"words": "他家在县城有房", "key": fresh_key()}
    assert client_of("").post(address, sent).status_code == 302
    assert client_of("").post(address, sent).status_code == 302, "sent twice, it is one"
    assert now(NoticeObjection).filter(publicity=row.key).count() == 1
    page = reverse("workspace:publicity", args=[row.key])
    assert "他家在县城有房" in client_of("lin").get(page).content.decode()
    assert "他家在县城有房" not in client_of("").get(address).content.decode()
    answer, given = reverse("workspace:publicity_act", args=[row.key, "answer"]), {"stands": "yes", "finding": "属实"}
    assert client_of("tao").post(answer, {**given, "key": fresh_key()}).status_code == 422
    assert client_of("lin").post(answer, {**given, "key": fresh_key()}).status_code == 302
    assert now(Publicity).get(key=row.key).status == "upheld"


def test_nothing_is_granted_while_it_runs_or_an_objection_waits(aid: Aid, client_of: Open) -> None:
    aid.entrusted()
    of = opinion(aid)
    with pytest.raises(Refusal, match="notice_missing"):
        aid.decided(of)
    row = aid.posted(of, at=9)
    with pytest.raises(Refusal, match="notice_running"):
        aid.decided(of, at=2.5)
    objection = ObjectToNotice(publicity=row.key, objection="o1", words="有车")
    handle([Order(f"publicity/{row.key}", objection)], aid.actor("lin"), fresh_key(), days_ago(5))
    with pytest.raises(Refusal, match="notice_objected"):
        aid.decided(of)
    answer = AnswerNotice(publicity=row.key, objection="o1", stands=False, finding="车是邻居的")
    handle([Order(f"publicity/{row.key}", answer)], aid.actor("lin"), fresh_key())
    today = timezone.localdate()
    stated = fold(f"publicity/{row.key}")[0]
    for days in range(-9, 3):
        day = today + timedelta(days)
        assert stated.standing(day) is standing_on(now(Publicity).get(key=row.key), day)
    aid.decided(of)
    state = fold(f"application/{of}")[0]
    assert state.status is ApplicationStatus.GRANTED
    decided = now(Application).get(key=of)
    assert (decided.instrument, decided.in_name_of) == ("云民发〔2026〕12号", aid.county.units["民政局"])
    assert decided.respondent == aid.county.units["民政局"]


def test_a_notice_that_was_rightly_objected_to_carries_nothing_and_another_runs_anew(aid: Aid, client_of: Open) -> None:
    aid.entrusted()
    of = opinion(aid)
    row = aid.posted(of, at=9)
    for order, who in (
        (ObjectToNotice(publicity=row.key, objection="o1", words="有车"), "lin"),
        (AnswerNotice(publicity=row.key, objection="o1", stands=True, finding="有车"), "lin"),
    ):
        handle([Order(f"publicity/{row.key}", order)], aid.actor(who), fresh_key(), days_ago(5))
    with pytest.raises(Refusal, match="notice_missing"):
        aid.decided(of)
    sent = {"application": of, "stage": "proposed", "key": fresh_key()}
    assert client_of("tao").post(reverse("workspace:publicity_new"), sent).status_code == 302


def test_nobody_is_named_in_public_once_nothing_is_to_be_decided(aid: Aid, client_of: Open) -> None:
    """A household that gives up, from home, or is refused is named no longer: nobody has to think of taking the notice down."""
    aid.entrusted()
    given_up, refused = opinion(aid), opinion(aid)
    rows = [aid.posted(each, at=2) for each in (given_up, refused)]
    addresses = [reverse("portal:publicity_one", args=[each.key]) for each in rows]
    assert [client_of("").get(each).status_code for each in addresses] == [200, 200]
    home = replace(RESIDENT, opinion=given_up)
    application.give(given_up, WithdrawApplication(application=given_up, reason="不申请了"), home, fresh_key())
    aid.decided(refused, grant=False)
    assert [client_of("").get(each).status_code for each in addresses] == [404, 404]
    assert {now(Publicity).get(key=each.key).reason for each in rows} == {"申请已撤回", "已决定不予批准"}


def test_the_town_decides_only_while_it_is_entrusted(aid: Aid, client_of: Open) -> None:
    of = opinion(aid)
    aid.posted(of, at=9)
    with pytest.raises(Refusal, match="delegation_missing"):
        aid.decided(of)
    day = timezone.localdate()
    given = {
        "agent": aid.county.units["青溪镇"], "services": ["dibao"], "instrument": "云民发〔2026〕12号", "from_on": day.isoformat(),
        "to_on": (day + timedelta(300)).isoformat(), "announced_on": day.isoformat(), "where": "县政府网站", "key": fresh_key(),
    }  # fmt: skip
    assert client_of("ning").post(reverse("workspace:delegation_new"), given).status_code == 422, (
        "not by the town itself"
    )
    assert client_of("zheng").post(reverse("workspace:delegation_new"), given).status_code == 302
    row = now(Delegation).get()
    said = client_of("").get(reverse("portal:delegations")).content.decode()
    assert "云民发〔2026〕12号" in said
    assert "The town decides" in said
    stop = {"instrument": "云民发〔2026〕30号", "starts_on": day.isoformat(), "why": "抽查错误率高", "key": fresh_key()}
    assert (
        client_of("zheng").post(reverse("workspace:delegation_act", args=[row.key, "suspend"]), stop).status_code == 302
    )
    with pytest.raises(Refusal, match="delegation_suspended"):
        aid.decided(of)
    assert "the county decides" in client_of("").get(reverse("portal:delegations")).content.decode()
    aid.decided(of, "zheng")
    assert fold(f"application/{of}")[0].status is ApplicationStatus.GRANTED


def test_a_past_decision_outlives_the_suspension(aid: Aid) -> None:
    aid.entrusted()
    of = opinion(aid)
    aid.posted(of, at=9)
    aid.decided(of, at=1)
    (row,) = now(Delegation)
    stop = SuspendDelegation(
        delegation=row.key, instrument="云民发〔2026〕30号", from_on=timezone.localdate(), reason="错误率高"
    )
    handle([Order(f"delegation/{row.key}", stop)], aid.actor("zheng"), fresh_key())
    assert fold(f"application/{of}")[0].status is ApplicationStatus.GRANTED
