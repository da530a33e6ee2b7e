"""What the screens' tests share: the county and its signed-in people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from tests.web.cast import County, make_county, sign_in


@pytest.fixture
def county(db: None) -> County:
    """A small county, made through the desk."""
    return make_county()


@pytest.fixture
def client_of(county: County) -> Callable[[str], Client]:
    """`client_of("clerk")`: a browser in which that person is signed in; `client_of("")` is a visitor's. Both read English."""

    def made(name: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        if name:
            sign_in(client, name)
        return client

    return made


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What one test's pages kept for a minute, the next must not see."""
    cache.clear()
