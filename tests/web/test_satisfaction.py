"""Satisfaction through the screens: one-time links without script, paper, later calls, decisions, formulas, and what stands out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import County, fresh_key
from tests.web.step import accepted, claimed, dispatched, forms, heard, offered, page, step, take
from tests.web.test_evidence import PNG

from sandan.desk import formula as formulas
from sandan.desk import opinion, problem, survey
from sandan.desk.handle import fold
from sandan.desk.opinion import Heard
from sandan.domain.authority import Actor, Role
from sandan.domain.formula import Threshold
from sandan.domain.shield import Shield
from sandan.domain.survey import Decision, Way
from sandan.domain.values import Channel, Level, Refusal, Status, SurveyOutcome
from sandan.ledger import read
from sandan.projections import figure
from sandan.projections.survey import Survey
from sandan.projections.version import now, under_shield
from sandan.web import limit, trace

ClientOf = Callable[[str], Client]
HAPPY = {"fixed": "yes", "contacted": "yes", "level": "satisfied", "words": ""}
UNHAPPY = {"fixed": "no", "contacted": "no", "level": "dissatisfied", "words": "还在漏水，没人来过"}


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


def said_of(key: str) -> str:
    return str(min(fold(f"problem/{key}")[0].problem.opinions))


def resident(of: str) -> Actor:
    return Actor(frozenset({Role.RESIDENT}), opinion=of)


def links(client: Client, *problems: str, **given: Any) -> Any:
    """Make links as the page's form does; whatever the answer is."""
    sent = {"key": fresh_key(), "days": "14", "problem": list(problems), **given}
    return client.post(reverse("workspace:survey_links"), sent)


def linked(client: Client, key: str) -> str:
    """The address of a fresh link for the one reporter of a problem."""
    answer = links(client, key)
    assert answer.status_code == 200
    found = re.findall(r"http://testserver(/ask/[0-9A-Z]{16}/)", answer.content.decode())
    assert len(set(found)) == 1
    return str(found[0])


def text(answer: Any) -> str:
    return str(answer.content.decode())


def visitor() -> Client:
    return Client(headers={"accept-language": "en", "user-agent": "Mozilla/5.0 (Linux; Android 9) MicroMessenger"})


def test_a_link_is_answered_without_signing_in_and_without_script(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    address, phone = linked(client_of("clerk"), key), visitor()
    html = text(phone.get(address))
    assert "水利局" in html
    for secret in ("李大山", "13900001111", "断水二十天", "水管破裂"):
        assert secret not in html
    (form,) = [each for action, each in forms(html).items() if action == ""]
    answer = phone.post(address, {**form, **UNHAPPY})
    assert answer.status_code == 200
    assert "someone outside the unit has to deal with it" in text(answer)
    (row,) = now(Survey).filter(problem=key)
    assert (row.way, row.own, row.level, row.undecided, row.caller) == ("link", True, "dissatisfied", True, "")
    entry = read.stream(f"problem/{key}")[-1]
    assert entry.by == {"opinion": said_of(key)}, "who answered stays unnamed"
    assert not set(phone.session.get("opinions", [])), "a link opens no report"


def test_only_the_digest_of_a_link_is_kept(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    token = linked(client_of("clerk"), key).split("/")[2]
    kept = "".join(f"{each.public} {each.internal} {each.personal}" for each in read.stream(f"problem/{key}", True))
    assert token not in kept
    code = read.opened([now(Survey).get(problem=key).position])
    assert token not in str(code)
    (row,) = now(Survey).filter(problem=key)
    assert token not in str([getattr(row, each.name) for each in Survey._meta.get_fields() if each.name != "pk"])


def test_a_link_works_once(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    address, phone = linked(client_of("clerk"), key), visitor()
    (form,) = [each for action, each in forms(text(phone.get(address))).items() if action == ""]
    assert phone.get(address).status_code == 200, "to look at it uses nothing up"
    phone.post(address, {**form, **HAPPY})
    size = read.head().size
    again = phone.post(address, {**form, **HAPPY})
    assert again.status_code == 200, "the same form sent twice is one answer"
    replayed = visitor().post(address, {**form, **UNHAPPY, "key": fresh_key()})
    assert replayed.status_code == 410
    assert "used already" in text(replayed)
    assert visitor().get(address).status_code == 410
    assert read.head().size == size
    assert now(Survey).get(problem=key).level == "satisfied"


def test_a_link_expires(county: County, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    key, clerk = claimed(county, client_of), county.actor("clerk")
    (link,) = survey.make_links(key, [said_of(key)], clerk, fresh_key(), days=0)
    address = reverse("portal:ask", args=[link.token])
    assert visitor().get(address).status_code == 200
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert visitor().get(address).status_code == 410
    sent = visitor().post(address, {**HAPPY, "key": fresh_key()})
    assert sent.status_code == 410
    assert "too old" in text(sent)
    assert now(Survey).get(problem=key).outcome == SurveyOutcome.WAITING.value


def test_a_newer_link_takes_the_place_of_an_older_one(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    first, second = linked(client_of("clerk"), key), linked(client_of("clerk"), key)
    assert visitor().get(first).status_code == 404
    assert visitor().get(second).status_code == 200


def test_wrong_links_are_counted_and_the_right_one_is_not(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    address, phone = linked(client_of("clerk"), key), visitor()
    for _ in range(3):
        assert phone.get(address).status_code == 200
    for number in range(limit.LINK.times):
        assert phone.get(f"/ask/{number:016d}/").status_code == 404
    refused = phone.get(address)
    assert refused.status_code == 429
    assert refused["Retry-After"]


def test_a_receipt_code_is_no_link_and_a_link_no_receipt_code(county: County, client_of: ClientOf) -> None:
    told = Heard(text="水管裂了", contact="13900001111", channel=Channel.ONLINE, town=county.units["青溪镇"])
    receipt = opinion.register(told, Actor(frozenset({Role.RESIDENT})), fresh_key())
    key = dispatched(county, accepted(county, receipt.opinion))
    step(client_of("handler"), key, "sign_for")
    step(client_of("handler"), key, "request_closure", outcome="not_fixable", account="已查明")
    token = linked(client_of("clerk"), key).split("/")[2]
    assert visitor().get(f"/ask/{receipt.code}/").status_code == 404
    assert opinion.followed(token) is None


def test_links_sent_twice_are_made_once_and_not_shown_again(county: County, client_of: ClientOf) -> None:
    key, clerk, of = claimed(county, client_of), client_of("clerk"), fresh_key()
    links(clerk, key, key=of)
    size = read.head().size
    again = links(clerk, key, key=of)
    assert "can't be shown again" in text(again).replace("&#x27;", "'")
    assert "/ask/" not in text(again)
    assert read.head().size == size


def test_the_fixer_makes_no_links_and_answers_by_none(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    address = linked(client_of("clerk"), key)
    for who in ("handler", "head"):
        assert links(client_of(who), key).status_code == 403
        fixer = client_of(who)
        (form,) = [each for action, each in forms(text(fixer.get(address))).items() if action == ""]
        refused = fixer.post(address, {**form, **HAPPY})
        assert refused.status_code == 422
        assert "ask about it" in text(refused)
    with pytest.raises(Refusal, match="not_allowed"):
        survey.make_links(key, [said_of(key)], county.actor("handler"), fresh_key())
    assert now(Survey).get(problem=key).outcome == SurveyOutcome.WAITING.value


def test_under_the_shield_a_link_shows_the_question_alone(county: County, client_of: ClientOf) -> None:
    about = Shield(frozenset({county.units["水利局"]}))
    told = Heard(text="有人截留补贴", title="截留", contact="13900002222", town=county.units["青溪镇"], shield=about)
    said = opinion.register(told, county.actor("clerk"), fresh_key()).opinion
    key = opinion.accept(said, county.actor("discipline"), fresh_key(), title="补贴截留")
    problem.dispatch(
        key, problem.Dispatch(county.units["青溪镇"], timezone.localdate()), county.actor("discipline"), fresh_key()
    )
    for who in ("clerk", "handler"):
        assert links(client_of(who), key).status_code in (403, 404)
    from sandan.domain.problem_command import RectifyAtOnce
    from sandan.domain.values import Evidence
    from sandan.ledger import file

    proof = (Evidence(file.keep(PNG), timezone.localdate()),)
    town = Actor(
        frozenset({Role.HANDLER}),
        "townsman",
        "a",
        county.units["青溪镇"],
        (county.units["青溪镇"],),
        frozenset({county.units["青溪镇"]}),
    )
    problem.give(key, RectifyAtOnce(measure="退还", done_on=timezone.localdate(), evidence=proof), town, fresh_key())
    html = text(links(client_of("discipline"), key))
    (address,) = set(re.findall(r"http://testserver(/ask/[0-9A-Z]{16}/)", html))
    shown, row = text(visitor().get(address)), under_shield(Survey).get(problem=key)
    for hidden in ("截留", row.number, "青溪镇", "水利局"):
        assert hidden not in shown
    phone = visitor()
    (form,) = [each for action, each in forms(text(phone.get(address))).items() if action == ""]
    assert phone.post(address, {**form, **HAPPY}).status_code == 200
    assert under_shield(Survey).get(problem=key).way == Way.LINK.value
    assert not trace.Trace.objects.exists(), "nothing is kept of the device"


def test_a_device_is_kept_as_a_digest_and_for_a_fortnight(county: County, client_of: ClientOf) -> None:
    keys = []
    for number in range(2):
        said = heard(county, f"第{number}处漏水。")
        key = dispatched(county, accepted(county, said))
        step(client_of("handler"), key, "sign_for")
        step(client_of("handler"), key, "request_closure", outcome="not_fixable", account="已查明")
        keys.append(key)
    phone = visitor()
    for key in keys:
        address = linked(client_of("clerk"), key)
        (form,) = [each for action, each in forms(text(phone.get(address))).items() if action == ""]
        phone.post(address, {**form, **HAPPY})
    kept = list(trace.Trace.objects.values_list("device", flat=True))
    assert len(kept) == 2
    assert len(set(kept)) == 1
    assert re.fullmatch(r"[0-9a-f]{32}", kept[0])
    trace.Trace.objects.update(at=timezone.now() - trace.KEPT_FOR)
    assert trace.devices(now(Survey).values_list("key", flat=True)) == {}


def test_not_reached_comes_back_on_its_day_with_the_attempts(county: County, client_of: ClientOf) -> None:
    key, clerk = claimed(county, client_of), client_of("clerk")
    address = reverse("workspace:surveys")
    again = timezone.localdate() + timedelta(days=3)
    filled = {**forms(text(clerk.get(address)))[""], "outcome": "later", "again_on": again.isoformat()}
    assert clerk.post(address, filled).status_code == 302
    assert "Nobody is waiting for a call" in text(clerk.get(address)), "not today"
    html = text(clerk.get(f"{address}?later"))
    assert "Tried 1 time" in html
    assert f"Next call: {again.isoformat()}" in html
    step(client_of("verifier"), key, "verify", on_site="no", finding="属实")
    assert take(client_of("dispatcher"), key, "record", opinion=said_of(key), outcome="later").status_code == 302
    assert "strike_off" not in offered(client_of("dispatcher"), key), "nobody was heard yet"
    assert now(Survey).get(problem=key).attempts == 2


def test_paper_is_entered_with_its_scan(county: County, client_of: ClientOf) -> None:
    key, clerk = claimed(county, client_of), client_of("clerk")
    sheet = text(clerk.get(f"{reverse('workspace:survey_sheets')}?problem={key}"))
    assert "Call-back questionnaire" in sheet
    assert "李大山" not in sheet
    assert "13900001111" not in sheet
    address = reverse("workspace:surveys")
    filled = {**forms(text(clerk.get(address)))[""], "outcome": "answered", **HAPPY, "way": "paper"}
    refused = clerk.post(address, filled)
    assert refused.status_code == 422
    assert "needs the scan" in text(refused)
    scanned = {**filled, "key": fresh_key(), "proof": SimpleUploadedFile("答卷.png", PNG)}
    assert clerk.post(address, scanned).status_code == 302
    row = now(Survey).get(problem=key)
    assert (row.way, row.own, row.caller) == ("paper", False, county.people["clerk"])
    assert "答卷.png" in page(client_of("dispatcher"), key)


def test_the_fixer_is_given_no_questionnaires(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    assert client_of("handler").get(f"{reverse('workspace:survey_sheets')}?problem={key}").status_code == 403


def unhappy(county: County, client_of: ClientOf) -> str:
    """A verified problem whose reporter answered that it is not fixed."""
    key = claimed(county, client_of)
    said = problem.Answer(contacted=False, fixed=False, level=Level.DISSATISFIED, words="还在漏")
    problem.answer(key, said, resident(said_of(key)), fresh_key())
    step(client_of("verifier"), key, "verify", on_site="yes", finding="属实")
    return key


def test_an_explanation_is_read_by_the_reporter(county: County, client_of: ClientOf) -> None:
    key = unhappy(county, client_of)
    office = client_of("dispatcher")
    assert "A reporter says: not fixed, or dissatisfied" in text(office.get(reverse("workspace:desk")))
    assert "decide_answer" not in offered(client_of("handler"), key)
    (row,) = now(Survey).filter(problem=key)
    step(office, key, "decide_answer", survey=row.key, decision="explain", explanation="上游在建水库，年内不能改。")
    assert "decide_answer" not in offered(office, key)
    assert "A reporter says: not fixed, or dissatisfied" not in text(office.get(reverse("workspace:desk")))
    step(office, key, "strike_off", note="销号")
    reporter = visitor()
    session = reporter.session
    session["opinions"] = [said_of(key)]
    session.save()
    html = text(reporter.get(reverse("portal:opinion", args=[said_of(key)])))
    assert html.count("上游在建水库") == 2, "beside the answer, and in the story"


def test_the_explanation_at_strike_off_is_read_too(county: County, client_of: ClientOf) -> None:
    key = unhappy(county, client_of)
    step(client_of("dispatcher"), key, "strike_off", explanation="已超出本县职权")
    (row,) = now(Survey).filter(problem=key)
    assert (row.undecided, row.decision) == (False, Decision.EXPLAIN.value)
    reporter = visitor()
    session = reporter.session
    session["opinions"] = [said_of(key)]
    session.save()
    assert "已超出本县职权" in text(reporter.get(reverse("portal:opinion", args=[said_of(key)])))


def test_before_strike_off_reopening_sends_it_back(county: County, client_of: ClientOf) -> None:
    key = unhappy(county, client_of)
    (row,) = now(Survey).filter(problem=key)
    step(client_of("verifier"), key, "decide_answer", survey=row.key, decision="reopen", explanation="再修一次")
    assert fold(f"problem/{key}")[0].problem.status is Status.SIGNED_FOR
    assert not now(Survey).get(problem=key).undecided


def test_after_strike_off_reopening_reopens_under_the_old_number(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    step(client_of("verifier"), key, "verify", on_site="yes", finding="属实")
    step(client_of("clerk"), key, "record", opinion=said_of(key), outcome="no_answer")
    step(client_of("dispatcher"), key, "strike_off")
    said = problem.Answer(contacted=False, fixed=False, level=Level.DISSATISFIED)
    problem.answer(key, said, resident(said_of(key)), fresh_key())
    office = client_of("dispatcher")
    assert "Struck off, and a reporter is not content since" in text(office.get(reverse("workspace:desk")))
    (row,) = now(Survey).filter(problem=key)
    step(office, key, "decide_answer", survey=row.key, decision="reopen", explanation="又漏了，重新交办")
    assert fold(f"problem/{key}")[0].problem.status is Status.ACCEPTED
    assert "Struck off, and a reporter" not in text(office.get(reverse("workspace:desk")))


def test_the_page_of_formulas_shows_old_and_new_side_by_side(county: County, client_of: ClientOf) -> None:
    office, address = client_of("dispatcher"), reverse("workspace:formula")
    html = text(office.get(f"{address}?formula=weighted_90/1"))
    assert "Old" in html
    assert "weighted_90/1" in html
    filled = {
        "act": "adopt",
        "key": fresh_key(),
        "formula": "weighted_90/1",
        "from_on": timezone.localdate().isoformat(),
        "basis": "整改办〔2026〕8号",
    }
    assert office.post(address, filled).status_code == 302
    assert "整改办〔2026〕8号" in text(client_of("auditor").get(address))
    past = {**filled, "key": fresh_key(), "formula": "plain/1", "from_on": "2020-01-01"}
    refused = office.post(address, past)
    assert refused.status_code == 422
    assert "past" in text(refused)
    silent = {**filled, "key": fresh_key(), "formula": "not_dissatisfied/1"}
    assert "counts as satisfied" in text(office.post(address, silent))
    assert client_of("auditor").post(address, {**filled, "key": fresh_key(), "formula": "plain/1"}).status_code == 422
    public = text(visitor().get(reverse("portal:satisfaction")))
    assert "The county uses <code>weighted_90/1</code>" in public
    assert "整改办〔2026〕8号" in public, "the change, with its basis"


def test_the_figure_prints_its_formula_and_too_few_give_no_rate(county: County, client_of: ClientOf) -> None:
    today, office = timezone.localdate(), county.actor("dispatcher")
    key = claimed(county, client_of)
    problem.answer(key, problem.Answer(True, True, Level.BASICALLY_SATISFIED), resident(said_of(key)), fresh_key())
    id = "rate.satisfaction_by_formula"
    few = figure.one(id, on=today)
    assert (few.value, few.suppressed, few.denominator, few.formula) == (None, True, 1, "plain/1")
    assert "too few to say" in text(visitor().get(reverse("portal:figures")))
    before = read.head().size
    formulas.set_threshold(Threshold.LEAST, 1, today, "整改办〔2026〕9号", office, fresh_key())
    formulas.adopt("weighted_90/1", today, "整改办〔2026〕8号", office, fresh_key())
    told = figure.one(id, on=today)
    assert (str(told.value), told.above, told.denominator) == ("90.0", "0.9", 1)
    assert told.code == f"{id}/1 · weighted_90/1"
    assert figure.records(id, "numerator", on=today).count() == told.numerator == 1
    assert figure.one(id, on=today, position=before) == few, "as it was known then"
    assert dict(told.exclusions)["surveys.by_receipt"] == 1
    shown = text(client_of("editor").get(reverse("workspace:figures")))
    assert "weighted_90/1" in shown


def test_what_stands_out_is_asked_and_never_shown_to_the_unit(county: County, client_of: ClientOf) -> None:
    for number in range(3):
        said = heard(county, f"第{number}处漏水。")
        key = dispatched(county, accepted(county, said))
        step(client_of("handler"), key, "sign_for")
        step(client_of("handler"), key, "request_closure", outcome="not_fixable", account="已查明")
        words = problem.Answer(True, True, Level.SATISFIED, "非常满意，感谢政府！" if number else "非常满意 感谢政府")
        problem.answer(key, words, resident(said), fresh_key())
    address = reverse("workspace:patterns")
    for who in ("dispatcher", "auditor", "discipline"):
        html = text(client_of(who).get(address))
        assert "3 reporters answered in the same words." in html
        assert "These are questions, not verdicts" in html
        assert "非常满意" not in html, "the words stay sealed"
    for who in ("handler", "head", "clerk", "verifier", "leader", "editor"):
        assert client_of(who).get(address).status_code == 403


def test_the_levels_on_the_sheets_are_those_of_the_formula(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    formulas.adopt("public_survey/1", timezone.localdate(), "省民调办法", county.actor("dispatcher"), fresh_key())
    html = text(visitor().get(linked(client_of("clerk"), key)))
    assert "Don&#x27;t know" in html
    assert "Fairly satisfied" not in html
    sheet = text(client_of("clerk").get(f"{reverse('workspace:survey_sheets')}?problem={key}"))
    assert "Don&#x27;t know" in sheet


def test_the_four_counts_stay_apart_by_way(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    address, phone = linked(client_of("clerk"), key), visitor()
    before = text(phone.get(reverse("portal:satisfaction")))
    assert re.search(r"One-time link</th>(<td class=\"number\">\d+</td>){5}", before)
    row = re.search(r"One-time link</th>((?:<td class=\"number\">\d+</td>){5})", before)
    assert row is not None
    assert re.findall(r"\d+", row[1].replace("number", "")) == ["1", "0", "0", "0", "0"], "asked, and nothing else"
    (form,) = [each for action, each in forms(text(phone.get(address))).items() if action == ""]
    phone.post(address, {**form, **UNHAPPY})
    after = re.search(
        r"One-time link</th>((?:<td class=\"number\">\d+</td>){5})", text(phone.get(reverse("portal:satisfaction")))
    )
    assert after is not None
    assert re.findall(r"\d+", after[1]) == ["1", "1", "0", "1", "0"]


def test_days_that_cannot_be_read_are_left_out(county: County, client_of: ClientOf) -> None:
    for query in ("since=gestern", f"since={date.max.isoformat()}", "on=2026-99-99"):
        assert visitor().get(f"{reverse('portal:satisfaction')}?{query}").status_code == 200
        assert client_of("editor").get(f"{reverse('workspace:satisfaction')}?{query}").status_code == 200
