"""A fresh ledger on each database for every test of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from tests.ledger.backend import VENDORS, Store, stores

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker


@pytest.fixture(params=VENDORS)
def vendor(request: pytest.FixtureRequest) -> str:
    """Both databases in turn."""
    return str(request.param)


@pytest.fixture
def store(vendor: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Store]:
    """An empty ledger."""
    with django_db_blocker.unblock(), stores().store(vendor) as made:
        yield made
