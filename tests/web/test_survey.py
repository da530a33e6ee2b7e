"""The call-back list: who is called, by whom, and what comes of it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.cast import County, fresh_key
from tests.web.step import accepted, claimed, dispatched, forms, heard, step

from sandan.desk import opinion, organisation
from sandan.desk.handle import fold
from sandan.desk.organisation import Post
from sandan.domain.authority import Role
from sandan.domain.values import Channel, SurveyOutcome
from sandan.projections.viewing import Viewing
from sandan.web.account import Account

ClientOf = Callable[[str], Client]
ADDRESS = "workspace:surveys"


def listed(client: Client) -> str:
    response = client.get(reverse(ADDRESS))
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_list_shows_whom_to_call_until_something_is_recorded(county: County, client_of: ClientOf) -> None:
    key, clerk = claimed(county, client_of), client_of("clerk")
    (said,) = fold(f"problem/{key}")[0].problem.opinions
    html = listed(clerk)
    assert "李**" in html
    assert "139****1111" in html
    assert "13900001111" not in html
    filled = {**forms(html)[""], "outcome": "unreachable"}
    assert filled["opinion"] == said
    assert clerk.post(reverse(ADDRESS), filled).status_code == 302
    assert "Nobody is waiting for a call" in listed(clerk)
    (survey,) = fold(f"problem/{key}")[0].surveys.values()
    assert survey.outcome is SurveyOutcome.UNREACHABLE


def test_a_new_round_is_asked_anew(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    (said,) = fold(f"problem/{key}")[0].problem.opinions
    step(client_of("clerk"), key, "record", opinion=said, outcome="no_answer")
    step(client_of("verifier"), key, "send_back", reason="未办妥")
    step(client_of("handler"), key, "request_closure", outcome="not_fixable", account="已再次说明")
    assert "139****1111" in listed(client_of("clerk"))


def test_the_number_to_call_is_shown_for_a_reason_that_the_reporter_reads(county: County, client_of: ClientOf) -> None:
    key, clerk = claimed(county, client_of), client_of("clerk")
    (said,) = fold(f"problem/{key}")[0].problem.opinions
    html = listed(clerk)
    address = reverse("workspace:unmask", args=[said])
    (form,) = [each for action, each in forms(html).items() if action == address]
    assert form["reason"] == "Call-back"
    answer = clerk.post(address, form)
    assert answer["Location"] == reverse(ADDRESS)
    assert "13900001111" in listed(clerk)
    assert "13900001111" not in listed(client_of("dispatcher")), "a reason opens it for the one who gave it"
    seen = Viewing.objects.get(opinion=said, what="identity")
    assert (seen.person, seen.reason) == (county.people["clerk"], "Call-back")
    later = time.time() + 601
    session = clerk.session
    session["unmasked"] = {said: int(later) - 1300}
    session.save()
    assert "13900001111" not in listed(clerk)


def test_what_was_typed_stays_where_it_was(county: County, client_of: ClientOf) -> None:
    claimed(county, client_of)
    clerk = client_of("clerk")
    filled = {**forms(listed(clerk))[""], "outcome": "answered", "fixed": "no", "words": "夜里还在漏"}
    refused = clerk.post(reverse(ADDRESS), filled)
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "An answer needs all three" in html
    assert "夜里还在漏" in html
    assert '<details class="more" open>' in html
    nothing = clerk.post(reverse(ADDRESS), {**filled, "outcome": ""})
    assert nothing.status_code == 422
    assert "Nothing of what you typed is lost." in nothing.content.decode()


def test_only_reporters_who_can_be_reached_are_listed(county: County, client_of: ClientOf) -> None:
    silent = heard(county, "路面有坑", contact="", channel=Channel.LETTER)
    key = dispatched(county, accepted(county, silent))
    step(client_of("handler"), key, "sign_for")
    step(client_of("handler"), key, "request_closure", outcome="not_fixable", account="已说明")
    assert "Nobody is waiting for a call" in listed(client_of("clerk"))


def test_an_erased_reporter_is_still_listed_so_that_the_problem_does_not_hang(
    county: County, client_of: ClientOf
) -> None:
    key = claimed(county, client_of)
    (said,) = fold(f"problem/{key}")[0].problem.opinions
    operator = county.actor("operator")
    opinion.erase(said, "个人信息保护法第四十七条", operator, fresh_key(), despite="县人民法院裁定")
    html = listed(client_of("clerk"))
    assert "What was said was erased." in html
    assert "13900001111" not in html
    step(client_of("clerk"), key, "record", opinion=said, outcome="unreachable")
    step(client_of("verifier"), key, "verify", on_site="no", finding="属实")
    step(client_of("dispatcher"), key, "strike_off")


@pytest.mark.parametrize("unit", ["水利局", "青溪镇"])
def test_whoever_fixes_never_sees_whom_to_call(unit: str, county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    post = Post(county.units[unit], "登记员", (Role.CLERK,), timezone.localdate())
    operator = county.actor("operator")
    holder = organisation.take_on("周小满", post, operator, fresh_key())
    step(client_of("dispatcher"), key, "assign", cooperating=[county.units["青溪镇"]])
    account = Account.objects.get(user__username="clerk")
    account.person, account.acting = holder.person, holder.appointment
    account.save()
    clerk = client_of("clerk")
    (said,) = fold(f"problem/{key}")[0].problem.opinions
    html = listed(clerk)
    assert "13900001111" not in html
    given = {"key": fresh_key(), "problem": key, "opinion": said, "outcome": "no_answer"}
    refused = clerk.post(reverse(ADDRESS), given)
    assert refused.status_code == 422
    assert "may not judge it, ask about it, give it time or end it" in refused.content.decode()


@pytest.mark.parametrize("who", ["handler", "head", "leader", "editor", "auditor", "operator"])
def test_the_list_is_closed_to_other_posts(who: str, client_of: ClientOf) -> None:
    assert client_of(who).get(reverse(ADDRESS)).status_code == 403
