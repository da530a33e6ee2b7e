"""Look-backs on screen: begun with a preview, drawn a day later, looked at by who has no interest, and what becomes of the figures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import Settings
from tests.issue import put_out
from tests.web.cast import FROM_ON, County, fresh_key
from tests.web.step import forms, struck_off
from tests.web.test_evidence import PNG

from sandan.bulletins.document import compose
from sandan.desk import bulletin, organisation
from sandan.desk.organisation import Post
from sandan.domain.authority import Role
from sandan.domain.problem_event import ProblemStruckOff
from sandan.domain.values import Outcome
from sandan.projections.bulletin import Bulletin
from sandan.projections.figure import one
from sandan.projections.look_back import LookBack, LookBackItem, items
from sandan.projections.problem import Problem
from sandan.projections.version import now
from sandan.web.account import Account
from sandan.web.bulletin import LABELS
from sandan.web.workspace.look_back_check import FindingForm, outcome_of

Open = Callable[[str], Client]
DIGITS = "03 08 12 17 22 31 + 09"


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let a day pass for everyone."""
    real = timezone.now

    def passes() -> None:
        def later() -> datetime:
            return real() + timedelta(days=1)

        monkeypatch.setattr(timezone, "now", later)

    return passes


@pytest.fixture
def second(county: County) -> str:
    """A verifier of the town, who has to do with nothing."""
    held = Post(county.units["青溪镇"], "验收员", (Role.VERIFIER,), FROM_ON)
    holder = organisation.take_on("白石生", held, county.actor("operator"), fresh_key())
    county.people["second"], county.posts["second"] = holder.person, holder.appointment
    user = User.objects.create_user("second")
    Account.objects.create(user=user, person=holder.person, acting=holder.appointment)
    return holder.person


def asked(**changed: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "from_on": today.isoformat(),
        "to_on": today.isoformat(),
        "by": "unit",
        "size": "100",
        "share": "percent",
        "source": "中国福利彩票双色球",
        "issue": "2026138",
        "seed_on": (today + timedelta(1)).isoformat(),
        "reason": "",
        "key": fresh_key(),
        **changed,
    }


def frozen(office: Client, **changed: Any) -> str:
    answer = office.post(reverse("workspace:look_back_new"), {**asked(**changed), "step": "do"})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"].rstrip("/").rpartition("/")[2])


def drawn(office: Client, key: str) -> None:
    sent = {"digits": DIGITS, "where": "cwl.gov.cn", "key": fresh_key()}
    answer = office.post(reverse("workspace:look_back_draw", args=[key]), sent)
    assert answer.status_code == 302, answer.content.decode()


def given_out(office: Client, key: str, to: str) -> None:
    """Give every item that nobody looked at to one person."""
    address = reverse("workspace:look_back_checkers", args=[key])
    sent = forms(office.get(address).content.decode())[""]
    sent |= {f"to-{each.problem}": to for each in items(key) if each.verdict == ""}
    assert office.post(address, sent).status_code == 302


def chosen(html: str, problem: str) -> str:
    """The choice that a page offers first for an item."""
    select = html.partition(f'name="to-{problem}"')[2].partition("</select>")[0]
    return select.partition(" selected")[0].rpartition('value="')[2].partition('"')[0]


def find(client: Client, key: str, problem: str, verdict: str, **given: Any) -> Any:
    sent = {"verdict": verdict, "on_site": "yes", "finding": "到村查看，仍在漏水", "key": fresh_key(), **given}
    return client.post(reverse("workspace:look_back_item", args=[key, problem]), sent)


def test_the_whole_way(county: County, client_of: Open, tomorrow: Callable[[], None], second: str) -> None:
    keys = [struck_off(county, f"第{n}处水管裂了。") for n in range(3)]
    office, today = client_of("dispatcher"), timezone.localdate()
    editor = county.actor("editor")
    issue = bulletin.draft("整改简报", "已销号[[problems.struck_off]]件。", editor, fresh_key())
    put_out(issue, editor, county.actor("leader"), fresh_key(), today)

    page = office.post(reverse("workspace:look_back_new"), {**asked(), "step": "preview"}).content.decode()
    assert "水利局" in page
    assert not now(LookBack).exists(), "a preview freezes nothing"
    key = frozen(office)
    row = now(LookBack).get(key=key)
    assert (row.population, row.status) == (3, "frozen")
    visitor = client_of("")
    listed = visitor.get(reverse("portal:look_back_population", args=[key])).content
    assert hashlib.sha256(listed).hexdigest() == row.digest
    early = office.post(
        reverse("workspace:look_back_draw", args=[key]), {"digits": DIGITS, "where": "x", "key": fresh_key()}
    )
    assert early.status_code == 422
    assert "not before" in early.content.decode()

    tomorrow()
    office = client_of("dispatcher")
    assert reverse("workspace:look_back_draw", args=[key]) in office.get(reverse("workspace:desk")).content.decode()
    drawn(office, key)
    again = office.post(
        reverse("workspace:look_back_draw", args=[key]), {"digits": "999999", "where": "x", "key": fresh_key()}
    )
    assert again.status_code == 422
    assert now(LookBackItem).count() == 3
    page = office.get(reverse("workspace:look_back_checkers", args=[key])).content.decode()
    assert "沈柏川" in page.replace("<", "\n<")
    assert county.people["verifier"] not in page, "who verified an item cannot be chosen for it"
    suggested = {chosen(page, each.problem) for each in items(key)}
    assert suggested == {second, county.people["inspector"]}, "shared out among those who have no interest"
    given_out(office, key, second)
    assert set(items(key).values_list("checker", flat=True)) == {second}

    checker = client_of("second")
    assert "Drawn by lot, for you" in checker.get(reverse("workspace:desk")).content.decode()
    assert find(client_of("verifier"), key, keys[0], "overturned").status_code == 422
    photo = SimpleUploadedFile("现场.png", PNG, "image/png")
    assert find(checker, key, keys[0], "overturned", proof=photo).status_code == 302
    assert find(checker, key, keys[1], "holds", finding="水压正常").status_code == 302
    assert find(checker, key, keys[2], "cannot_tell", on_site="no", finding="大雪封路").status_code == 302

    statuses = dict(now(Problem).values_list("key", "status"))
    assert [statuses[each] for each in keys] == ["accepted", "look_back_passed", "struck_off"]
    _figures_and_the_earlier_bulletin(issue, today)
    _pages_say_why(visitor, checker, key, keys[0])

    end = reverse("workspace:look_back_end", args=[key, "conclude"])
    assert office.post(end, {"words": "一件翻案，责成重办", "key": fresh_key()}).status_code == 302
    assert now(LookBack).get(key=key).status == "concluded"


def _figures_and_the_earlier_bulletin(issue: str, today: date) -> None:
    on = timezone.localdate()
    assert one("problems.struck_off", on=on).value == 2
    rate = one("rate.overturn", on=on)
    assert (rate.numerator, rate.denominator, str(rate.value)) == (1, 2, "50.0")
    assert dict(rate.exclusions) == {
        "look_backs.cannot_tell": 1,
        "look_backs.waiting": 0,
        "look_backs.given_up": 0,
        "look_backs.set_aside": 0,
    }
    row = now(Bulletin).get(key=issue)
    composed = compose(row.title, row.body, row.frozen_at or 0, today, "zh-hans", LABELS)
    assert [each.value for each in composed.values] == [3], "what was published shows the number as it was"
    assert composed.digest == row.digest


def _pages_say_why(visitor: Client, checker: Client, key: str, overturned: str) -> None:
    number = now(Problem).get(key=overturned).number
    public = visitor.get(reverse("portal:problem", args=[number])).content.decode()
    assert "Overturned" in public
    assert "left the figures" in public
    page = visitor.get(reverse("portal:look_back", args=[key])).content.decode()
    assert number in page
    assert "sandan look-back recount" in page
    assert "仍在漏水" not in page, "the checker's words are work content"
    staff = checker.get(reverse("workspace:look_back", args=[key])).content.decode()
    assert "仍在漏水" in staff
    evidence = next(each for each in staff.split('"') if "/evidence/" in each)
    assert checker.get(evidence).status_code == 200
    assert checker.get(evidence.replace(key, "zzzz")).status_code == 404
    story = checker.get(reverse("workspace:problem", args=[overturned])).content.decode()
    assert "A look-back" in story
    assert "仍在漏水" in story
    records = visitor.get(reverse("portal:records", args=["rate.overturn_estimated"])).content.decode()
    assert number in records
    assert "1 out of 2 looked at, weighted" in records
    assert "95% interval" in records


def test_a_second_look_back_at_the_same_period_says_why_and_one_given_up_stays(
    county: County, client_of: Open, tomorrow: Callable[[], None]
) -> None:
    struck_off(county)
    office = client_of("dispatcher")
    first = frozen(office)
    give_up = reverse("workspace:look_back_end", args=[first, "abandon"])
    assert office.post(give_up, {"words": " ", "key": fresh_key()}).status_code == 422
    assert office.post(give_up, {"words": "期间填错", "key": fresh_key()}).status_code == 302
    silent = office.post(reverse("workspace:look_back_new"), {**asked(), "step": "do"})
    assert silent.status_code == 422
    assert "looked back at before" in silent.content.decode()
    other = frozen(office, reason="前一次期间填错")
    for room, who in (("portal", ""), ("workspace", "auditor")):
        listing = client_of(who).get(reverse(f"{room}:look_backs")).content.decode()
        assert "期间填错" in listing
        assert first in listing
        assert "前一次期间填错" in client_of(who).get(reverse(f"{room}:look_back", args=[other])).content.decode()


def test_what_was_typed_stays_after_a_refusal(
    county: County, client_of: Open, tomorrow: Callable[[], None], second: str
) -> None:
    key_of = struck_off(county)
    key = frozen(client_of("dispatcher"))
    tomorrow()
    office = client_of("dispatcher")
    drawn(office, key)
    given_out(office, key, second)
    photo = SimpleUploadedFile("现场.png", PNG, "image/png")
    checker = client_of("second")
    before_the_draw = (timezone.localdate() - timedelta(1)).isoformat()
    answer = find(checker, key, key_of, "holds", finding="水压正常", proof=photo, dated_on=before_the_draw)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "水压正常" in html
    assert "现场.png" in html
    assert not items(key).exclude(verdict="").exists()


def test_a_draw_that_is_out_is_refused_by_the_preview_already(county: County, client_of: Open) -> None:
    struck_off(county)
    office, address = client_of("dispatcher"), reverse("workspace:look_back_new")
    good = office.post(address, {**asked(), "step": "preview"})
    assert good.status_code == 200
    assert "Freeze it" in good.content.decode()
    for passed in (0, 1):
        held = (timezone.localdate() - timedelta(passed)).isoformat()
        answer = office.post(address, {**asked(seed_on=held), "step": "preview"})
        assert answer.status_code == 422
        assert "must lie after today" in answer.content.decode()
        assert "Freeze it" not in answer.content.decode()


@pytest.mark.parametrize(
    ("outcome", "question"),
    [
        (Outcome.RECTIFIED, "Does the fix hold?"),
        (Outcome.NOT_FIXABLE, "Does the explanation stand?"),
        (Outcome.NOT_SUBSTANTIATED, "Does it stand that there was nothing to fix?"),
    ],
)
def test_each_outcome_is_asked_what_it_claims(outcome: Outcome, question: str) -> None:
    first = ProblemStruckOff(happened_on=FROM_ON, outcome=Outcome.RECTIFIED, closer="", note="", explanation="")
    with translation.override("en"):
        form = FindingForm(outcome=outcome_of([first, replace(first, outcome=outcome)]))
    assert str(form.fields["verdict"].label) == question


def test_nothing_to_draw_from_is_said_before_it_is_frozen(client_of: Open) -> None:
    office = client_of("dispatcher")
    preview = office.post(reverse("workspace:look_back_new"), {**asked(), "step": "preview"})
    assert "Nothing was struck off in this period" in preview.content.decode()
    refused = office.post(reverse("workspace:look_back_new"), {**asked(), "step": "do"})
    assert refused.status_code == 422
    known = office.post(
        reverse("workspace:look_back_new"), {**asked(seed_on=timezone.localdate().isoformat()), "step": "do"}
    )
    assert "must lie after today" in known.content.decode()
