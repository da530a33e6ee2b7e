"""Commitments on the screens: offered where they may be, signed, rested on, drawn, judged false, and barring who signed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import County, fresh_key, make_county
from tests.web.line import HEAD, ID, Aid, aided, days_ago
from tests.web.step import forms
from tests.web.test_evidence import PNG

from sandan.desk.handle import fold, handle
from sandan.desk.spot_check import freeze
from sandan.domain.application import ApplicationStatus
from sandan.domain.spot_check import CheckOf
from sandan.ledger import read
from sandan.projections.commitment import Commitment
from sandan.projections.spot_check import SpotCheck, SpotCheckItem
from sandan.projections.version import now

Open = Callable[[str], Client]


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


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("承诺书.png", PNG, "image/png")


def act(client: Client, row: Commitment, name: str, **given: object) -> None:
    address = reverse("workspace:commitment_act", args=[row.key, name])
    hidden = forms(str(client.get(reverse("workspace:commitment", args=[row.key])).content.decode())).get(address)
    assert hidden is not None, f"{name} is not offered"
    answer = client.post(address, {**hidden, **given, "key": fresh_key()})
    assert answer.status_code == 302, answer.content.decode()


def page(client: Client, row: Commitment) -> str:
    return str(client.get(reverse("workspace:commitment", args=[row.key])).content.decode())


def test_it_is_offered_shown_signed_and_the_application_lacks_the_paper_no_longer(aid: Aid, client_of: Open) -> None:
    of, tao = aid.applied(), client_of("tao")
    assert set(fold(f"application/{of}")[0].missing) == {"income", "property"}
    offered = str(tao.get(reverse("workspace:commitment_new"), {"application": of}).content.decode())
    assert "收入证明" in offered
    sent = {"application": of, "papers": ["income"], "signer": "self", "key": fresh_key()}
    assert tao.post(reverse("workspace:commitment_new"), sent).status_code == 302
    row = now(Commitment).get(application=of)
    said = page(tao, row)
    assert "证明事项告知承诺书" in said
    assert "不选择承诺的，不影响申请的受理和办理" in said
    act(tao, row, "sign", signer="self", proof=paper())
    state = fold(f"application/{of}")[0]
    assert state.missing == ("property",)
    assert state.committed == {"income"}
    assert now(Commitment).get(key=row.key).status == "signed"


def test_nc2_declining_leaves_the_ordinary_papers_and_nothing_else(aid: Aid, client_of: Open) -> None:
    of, tao = aid.applied(), client_of("tao")
    sent = {"application": of, "papers": ["income"], "signer": "self", "key": fresh_key()}
    tao.post(reverse("workspace:commitment_new"), sent)
    row = now(Commitment).get(application=of)
    act(tao, row, "decline")
    assert set(fold(f"application/{of}")[0].missing) == {"income", "property"}
    assert now(Commitment).get(key=row.key).status == "declined"
    again = str(tao.get(reverse("workspace:commitment_new"), {"application": of}).content.decode())
    assert "No commitment is offered" not in again


def test_giving_the_application_up_ends_what_was_signed_for_it(aid: Aid, client_of: Open) -> None:
    of, tao = aid.applied(), client_of("tao")
    row = aid.committed(of)
    address = reverse("workspace:application_act", args=[of, "withdraw"])
    answer = tao.post(address, {"reason": "家中情况好转", "key": fresh_key()})
    assert answer.status_code == 302, answer.content.decode()
    assert now(Commitment).get(key=row.key).status == "lapsed"


def test_a_proxy_commits_for_nobody(aid: Aid, client_of: Open) -> None:
    of = aid.applied()
    sent = {"application": of, "papers": ["income"], "signer": "proxy", "key": fresh_key()}
    answer = client_of("tao").post(reverse("workspace:commitment_new"), sent)
    assert answer.status_code == 422
    assert "Nobody commits for another but a guardian." in answer.content.decode()


def decided(aid: Aid, papers: tuple[str, ...] = ("income", "property")) -> tuple[str, Commitment]:
    """An application that was granted on a commitment."""
    of = aid.applied()
    row = aid.committed(of, papers)
    missing = fold(f"application/{of}")[0].missing
    assert not missing
    aid.entrusted()
    aid.proposed(of)
    aid.posted(of)
    aid.decided(of, at=1)
    return of, now(Commitment).get(key=row.key)


def test_the_decision_rests_on_it_and_it_is_drawn_checked_and_judged_false(aid: Aid, client_of: Open) -> None:
    of, row = decided(aid)
    assert fold(f"application/{of}")[0].status is ApplicationStatus.GRANTED
    assert row.status == "decided"
    # The class of the property paper is `all`: it is checked without a lot.
    min_ = client_of("min")
    act(min_, row, "check", consistent="no", finding="县城有房，未申报", proof=paper())
    act(client_of("tao"), row, "hear", words="以为不算")
    assert "县城有房" in page(client_of("ning"), row)
    assert "县城有房" not in "".join(
        str(each.public) + str(each.internal) for each in read.stream(f"commitment/{row.key}")
    )
    act(client_of("ning"), row, "judge_false", grounds="隐瞒房产", grave="")
    false = now(Commitment).get(key=row.key)
    assert false.status == "false"
    assert not false.serious


def test_nc1_who_committed_falsely_is_asked_for_the_papers_until_it_is_repaired(aid: Aid, client_of: Open) -> None:
    _of, row = decided(aid)
    act(client_of("min"), row, "check", consistent="no", finding="县城有房", proof=paper())
    act(client_of("tao"), row, "hear", words="以为不算")
    act(client_of("zheng"), row, "judge_false", grounds="隐瞒房产")
    again = aid.applied(number=ID.lower(), at=0)
    tao = client_of("tao")
    said = str(tao.get(reverse("workspace:commitment_new"), {"application": again}).content.decode())
    assert "No commitment is offered" in said
    assert "收入证明" in said.partition("Papers in the ordinary way")[2]
    sent = {"application": again, "papers": ["income"], "signer": "self", "key": fresh_key()}
    assert tao.post(reverse("workspace:commitment_new"), sent).status_code == 422
    other = aid.applied(head="石无关", number="610923198001011230", at=0)
    free = str(tao.get(reverse("workspace:commitment_new"), {"application": other}).content.decode())
    assert "No commitment is offered" not in free


def test_nobody_outside_the_line_knows_of_it(aid: Aid, client_of: Open) -> None:
    of = aid.applied()
    row = aid.committed(of, ("income",))
    for who in ("hua", "clerk", "dispatcher", "leader", "auditor", "operator"):
        answer = client_of(who).get(reverse("workspace:commitment", args=[row.key]))
        assert answer.status_code in (403, 404), who
        assert row.number not in client_of(who).get(reverse("workspace:commitments")).content.decode()
    for who in ("tao", "ning", "min", "zheng"):
        assert row.number in client_of(who).get(reverse("workspace:commitments")).content.decode(), who
        assert HEAD not in page(client_of(who), row)


def test_a_drawn_commitment_is_checked_by_the_finding_of_the_spot_check(aid: Aid, client_of: Open) -> None:
    of = aid.applied(given=("application", "authorisation", "illness", "property"))
    row = aid.committed(of, ("income",))
    aid.entrusted()
    aid.proposed(of, at=12)
    aid.posted(of, at=11)
    aid.decided(of, at=1.9)
    zheng, key = aid.actor("zheng"), fresh_key()
    before = timezone.localdate(days_ago(1.5))
    data = {
        "of": CheckOf.COMMITMENT, "from_on": before - timedelta(9), "to_on": before, "percent": 30, "source": "福彩", "issue": "1",
        "seed_on": before + timedelta(1),
    }  # fmt: skip
    handle(freeze(data, zheng, key), zheng, key, days_ago(1.5))
    (check,) = now(SpotCheck)
    client = client_of("zheng")
    drawn = {"numbers": "0381 2217", "read_at": "中国福彩网", "key": fresh_key()}
    assert client.post(reverse("workspace:spot_check_act", args=[check.key, "draw"]), drawn).status_code == 302
    (item,) = now(SpotCheckItem).filter(spot_check=check.key)
    assert item.subject == row.key
    assert now(Commitment).get(key=row.key).spot_check == check.key
    given = {"checker": aid.county.people["min"], "subjects": [row.key], "key": fresh_key()}
    assert client.post(reverse("workspace:spot_check_act", args=[check.key, "assign"]), given).status_code == 302
    found = {"subject": row.key, "verdict": "overturned", "finding": "有工资收入", "key": fresh_key()}
    assert (
        client_of("min").post(reverse("workspace:spot_check_act", args=[check.key, "find"]), found).status_code == 302
    )
    assert now(Commitment).get(key=row.key).status == "inconsistent"
    said = str(client_of("tao").get(reverse("workspace:spot_check", args=[check.key])).content.decode())
    assert "有工资收入" in said
    answer = {"subject": row.key, "words": "已通知本人到场说明", "key": fresh_key()}
    assert (
        client_of("tao").post(reverse("workspace:spot_check_act", args=[check.key, "answer"]), answer).status_code
        == 302
    )
    end = {"words": "一件不一致，已反馈", "key": fresh_key()}
    assert client.post(reverse("workspace:spot_check_act", args=[check.key, "conclude"]), end).status_code == 302
