"""Databases with real commits for the tests of projections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from tests.ledger.backend import Store, stores
from tests.projections.telling import tell

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker


@pytest.fixture
def told_county(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[Store]:
    """A county with its whole story, on SQLite or on the database that the test's parameter names."""
    with django_db_blocker.unblock(), stores().store(getattr(request, "param", "sqlite"), tell) as made:
        yield made


@pytest.fixture
def empty_county(django_db_blocker: DjangoDbBlocker) -> Iterator[Store]:
    """A county where nothing has happened yet."""
    with django_db_blocker.unblock(), stores().store("sqlite") as made:
        yield made
