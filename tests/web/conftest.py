"""What the screens' tests share: the county and its signed-in people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from tests.web.aid import Aid, make_aid
from tests.web.cast import County, make_county, sign_in
from tests.web.world import YESTERDAY, World


def browser_of(name: str) -> Client:
    """A browser in which that person is signed in; of "", a visitor's. Both read English."""
    client = Client(headers={"accept-language": "en"})
    if name:
        sign_in(client, name)
    return client


@pytest.fixture
def county(db: None) -> County:
    """A small county, made through the desk."""
    return make_county()


@pytest.fixture
def client_of(county: County) -> Callable[[str], Client]:
    """`client_of("clerk")`: a browser in which that person is signed in; `client_of("")` is a visitor's. Both read English."""

    return browser_of


@pytest.fixture
def aid(db: None) -> Aid:
    """The county in which assistance is given."""
    return make_aid()


@pytest.fixture
def user_of(aid: Aid) -> Callable[[str], Client]:
    """Like `client_of`, for the people of that county."""
    return browser_of


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A county with one object of every kind, made once for all tests of a file, which takes longer than most of them do.

    It is a day old, so that what takes a day has happened in it.
    """
    home = override_settings(SANDAN_HOME=tmp_path_factory.mktemp("standing"))
    with django_db_blocker.unblock(), home, transaction.atomic():
        yield World(make_county(timezone.now() - YESTERDAY), browser_of)
        transaction.set_rollback(True)


@pytest.fixture
def world(standing: World, db: None) -> World:
    """The standing county for one test: whatever the test does to it is undone."""
    mine = copy(standing)
    mine.shown, mine.things = list(standing.shown), {name: list(each) for name, each in standing.things.items()}
    return mine


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What one test's pages kept for a minute, the next must not see."""
    cache.clear()
