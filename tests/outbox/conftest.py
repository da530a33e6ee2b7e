"""What the outbox's tests share: a county, and servers on this machine that it may send to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from tests.outbox.server import Mail, Web, mail, web
from tests.web.cast import County, make_county


@pytest.fixture
def county(db: None) -> County:
    """A small county, made through the desk."""
    return make_county()


@pytest.fixture
def chat(settings: Settings) -> Iterator[Web]:
    """A web server that the machine's settings name."""
    with web() as server:
        settings.SANDAN_NOTICE_HOSTS = (*settings.SANDAN_NOTICE_HOSTS, f"127.0.0.1:{server.port}")
        yield server


@pytest.fixture
def post_office(settings: Settings) -> Iterator[Mail]:
    """A mail server that the machine's settings name."""
    with mail() as server:
        settings.SANDAN_NOTICE_HOSTS = (*settings.SANDAN_NOTICE_HOSTS, f"127.0.0.1:{server.port}")
        yield server
