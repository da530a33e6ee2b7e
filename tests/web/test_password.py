"""What may be a password: long enough, not everybody's, not made of this county's names; else anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings
from tests.web.cast import FROM_ON, County, fresh_key
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from sandan.desk import organisation
from sandan.desk.organisation import Post
from sandan.domain.authority import Role
from sandan.web.account import Account, invite
from sandan.web.password import NotCommon, local_words

Open = Callable[[str], Client]
HOLDER = User(username="jiangxy88", first_name="江小渔")


def refused(password: str, user: User = HOLDER) -> set[str | None]:
    """By what kind of rule a password is refused."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {each.code for each in error.error_list}
    return set()


def test_three_thousand_common_ones_that_are_long_enough_are_refused() -> None:
    """The commonest that zxcvbn and Django know of ten signs or more, and common words of that length, of which there are fewer."""
    words = [each for kind in ("passwords", "english_wikipedia") for each in FREQUENCY_LISTS[kind] if len(each) >= 10]
    rule = NotCommon()
    common = {*rule.passwords, *words[:4000]}
    long_enough = sorted(each for each in common if len(each) >= 10)
    assert len(long_enough) > 3000
    assert all(rule.easy(each) for each in long_enough[::40])


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("common", ["1234567890", "Password123", "1Q2W3E4R5T", "qwertyuiop"])
def test_what_everybody_uses_is_refused(common: str) -> None:
    assert refused(common) == {"password_too_common"}


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    "any_kind",
    [
        "8305917264",
        "bqzkwmhtrx",
        "一只白鹭停在旧石碾上",
        "— … · 、《》「」",
        "😀🙈🐟🌾🪁🫖🧄🛶🪵🐃",
        "一只白鹭停在旧石碾上，" * 2 + "heron on the old millstone, " * 3,
    ],
)
def test_any_mixture_and_any_length_will_do(any_kind: str) -> None:
    assert refused(any_kind) == set()


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    "local",
    [
        "qingxizhen1",  # 青溪镇, as it is typed
        "QINGXI@2026!",  # and without what it is
        "Shuiliju-2026",  # 水利局
        "青溪镇水利局青溪镇水利局",
        "yunlingxian12345678",  # what is left is everybody's
        "jiangxiaoyu1",  # the holder's name
        "Jiangxy88-2026",  # the holder's user name
        "sandan三单sandan",
    ],
)  # fmt: skip
def test_what_a_neighbour_would_try_is_refused(local: str) -> None:
    assert refused(local) >= {"password_local"}


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("enough", ["Qingxi-2026-river", "heron over yunling"])
def test_names_of_the_place_may_stand_beside_enough_else(enough: str) -> None:
    assert refused(enough) == set()


def test_the_words_follow_the_organisation(county: County, settings: Settings) -> None:
    assert {"青溪", "qingxi", "青溪镇", "yunlingxian"} <= local_words()
    assert "baishatan" not in local_words()
    settings.SANDAN_COUNTY = "白沙滩区"
    assert "baishatan" in local_words()
    assert {"江小渔", "jiangxiaoyu", "jiangxy88"} <= local_words(HOLDER)
    assert not {each for each in local_words() if len(each) < 2}


def test_without_a_county_there_are_still_rules(db: None) -> None:
    assert refused("1234567890") == {"password_too_common"}
    assert len(get_default_password_validators()) == 3


def test_each_page_that_sets_a_password_knows_whose_it_is(county: County, client_of: Open, settings: Settings) -> None:
    """A newcomer's own name and the user name that is being chosen; then the same for who changes it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    post = Post(county.units["水利局"], "办事员", (Role.HANDLER,), FROM_ON)
    who = organisation.take_on("梁晚晴", post, county.actor("operator"), fresh_key()).person
    address = f"/setup/{invite(who, county.actor('operator'), fresh_key())}/"
    for weak in ("liangwanqing1", "chosen-name-26"):
        sent = {"username": "chosen-name", "new": weak, "again": weak}
        answer = client_of("").post(address, sent)
        assert answer.status_code == 422, weak
        assert b"names of this place, or your own" in answer.content
    good = {"username": "chosen-name", "new": "8305917264", "again": "8305917264"}
    assert client_of("").post(address, good).status_code == 302
    client = client_of("")
    client.post("/sign-in/", {"username": "chosen-name", "password": "8305917264"})
    weak_change = {"present": "8305917264", "new": "liangwanqing1", "again": "liangwanqing1"}
    assert client.post("/account/", weak_change).status_code == 422
    assert Account.objects.get(person=who).user.check_password("8305917264")
