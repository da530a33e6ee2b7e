"""My notifications on the screen: what is new, and how somebody wants to be told."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.utils import timezone
from tests.web.cast import County
from tests.web.step import dispatched

from sandan.outbox.models import Channel, Means, Notice, Preference
from sandan.outbox.reader import office, read_ledger
from sandan.outbox.secret import opened, sealed_fields

Open = Callable[[str], Client]
SETTINGS = "/work/notices/settings/"
CHOSEN = {
    "kinds": ["dispatched"], "language": "en", "email_timing": "at_once", "digest_at": "07:45", "digest_day": "2",
    "quiet_first": "22:00", "quiet_last": "06:00",
}  # fmt: skip


def happen(county: County) -> str:
    key = dispatched(county, days=40)
    held = office()
    held.cursor = held.cursor or 0
    held.save()
    read_ledger(timezone.now())
    return key


def test_what_is_new_stands_there_until_it_is_marked_as_seen(county: County, client_of: Open) -> None:
    key = happen(county)
    head = client_of("head")
    page = head.get("/work/notices/").content.decode()
    assert f"/work/problems/{key}/" in page
    assert "was dispatched to 水利局, due" in page
    assert page.count(">new<") == 1
    assert '<span class="count">1</span>' in head.get("/work/").content.decode()
    last = Notice.objects.get(recipient=f"person/{county.people['head']}").id
    happen(county)
    assert head.post("/work/notices/", {"last": last}).status_code == 302
    page = head.get("/work/notices/").content.decode()
    assert page.count(">new<") == 1, "what came since is new still"
    head.post("/work/notices/", {"last": "9" * 17})
    happen(county)
    assert head.get("/work/notices/").content.decode().count(">new<") == 1, "nobody marks what is yet to come"


def test_nobody_sees_anothers_notifications(county: County, client_of: Open) -> None:
    happen(county)
    assert "Nothing to tell" in client_of("auditor").get("/work/notices/").content.decode()


def test_addresses_are_sealed_masked_and_can_be_taken_back(county: County, client_of: Open) -> None:
    head = client_of("head")
    assert head.post(SETTINGS, {**CHOSEN, "email": "gao@example.gov"}).status_code == 302
    kept = Preference.objects.get(person=county.people["head"])
    assert opened(kept.email) == "gao@example.gov"
    assert b"gao" not in bytes(kept.email)
    assert (kept.language, kept.email_timing, kept.digest_day, str(kept.quiet_first)) == (
        "en",
        "at_once",
        2,
        "22:00:00",
    )
    assert "dispatched" not in kept.muted.split()
    assert {"overdue", "task"} <= set(kept.muted.split())
    assert "claimed" not in kept.muted.split(), "what this post is never told is not muted by it"
    page = head.get(SETTINGS).content.decode()
    assert "gao@" not in page
    assert "***@example.gov" in page
    head.post(SETTINGS, CHOSEN)
    assert Preference.objects.get(person=county.people["head"]).email, "left empty it stays"
    head.post(SETTINGS, {**CHOSEN, "no_email": "on"})
    assert not Preference.objects.get(person=county.people["head"]).email


def test_a_mobile_number_is_asked_for_only_where_there_is_a_gateway(county: County, client_of: Open) -> None:
    head = client_of("head")
    assert 'name="phone"' not in head.get(SETTINGS).content.decode()
    Channel.objects.create(
        key="sms",
        means=Means.SMS,
        name="短信",
        sealed=sealed_fields({"url": "https://sms.example.gov/", "template": "{{to}}{{text}}"}),
    )
    assert head.post(SETTINGS, {**CHOSEN, "phone": "13800001111; rm", "phone_timing": "daily"}).status_code == 422
    assert head.post(SETTINGS, {**CHOSEN, "phone": "13800001111", "phone_timing": "daily"}).status_code == 302
    page = head.get(SETTINGS).content.decode()
    assert "138****1111" in page
    assert "13800001111" not in page


def test_half_quiet_hours_are_asked_back(client_of: Open) -> None:
    answer = client_of("head").post(SETTINGS, {**CHOSEN, "quiet_last": ""})
    assert answer.status_code == 422
    assert "both ends" in answer.content.decode()


def test_each_post_is_asked_about_what_it_may_be_told(client_of: Open) -> None:
    def offered(who: str) -> str:
        return client_of(who).get(SETTINGS).content.decode()

    assert 'value="claimed"' in offered("verifier")
    assert 'value="claimed"' not in offered("head")
    assert 'value="overdue"' in offered("leader")
    assert 'value="handover"' in offered("auditor")
