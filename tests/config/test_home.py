"""The data directory: closed to others, its secrets whole or refused; the database's settings; what `serve` says is left open."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from sandan.config.database import from_url
from sandan.config.home import prepare
from sandan.config.serving import left_open


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_directory_that_was_open_is_closed(tmp_path: Path) -> None:
    home = tmp_path / "county"
    home.mkdir(mode=0o755)
    first = prepare(home)
    (home / "master.key").chmod(0o644)
    assert prepare(home) == first
    assert mode(home) == mode(home / "uploads") == 0o700
    assert mode(home / "master.key") == mode(home / "session.key") == 0o600
    assert not list(home.glob("*.part"))


@pytest.mark.parametrize("damaged", ["", "00" * 31, "zz" * 32, "\n"])
def test_a_damaged_secret_is_refused_and_never_replaced(tmp_path: Path, damaged: str) -> None:
    """An empty key would seal with what everybody can compute, and a new one would open nothing."""
    prepare(tmp_path)
    (tmp_path / "master.key").write_text(damaged)
    with pytest.raises(ValueError, match=r"master\.key is damaged"):
        prepare(tmp_path)
    assert (tmp_path / "master.key").read_text() == damaged


def test_what_is_deleted_is_overwritten_and_a_far_database_is_spoken_to_over_tls(tmp_path: Path) -> None:
    assert "secure_delete=ON" in from_url("", tmp_path)["OPTIONS"]["init_command"]
    assert from_url("postgresql://sandan:x@db.example.gov/county", tmp_path)["OPTIONS"] == {"sslmode": "require"}
    said = from_url("postgresql://sandan@db.example.gov/county?sslmode=verify-full", tmp_path)["OPTIONS"]
    assert said == {"sslmode": "verify-full"}
    for near in ("postgresql:///county", "postgresql://127.0.0.1/county", "postgresql://%2Frun%2Fpostgresql/county"):
        assert "sslmode" not in from_url(near, tmp_path)["OPTIONS"]


def test_serving_says_what_is_left_open(settings: Settings) -> None:
    settings.SANDAN_DEMO, settings.SANDAN_SECURITY_CONTACT = False, ()
    assert [each for each in left_open("127.0.0.1") if "security.txt" in each]
    settings.SANDAN_SECURITY_CONTACT = ("mailto:safety@sandan.example.gov",)
    assert left_open("127.0.0.1") == []
    assert "SANDAN_HTTPS" in left_open("0.0.0.0")[0]  # noqa: S104 - the address is the point
    settings.SANDAN_DEMO, settings.SESSION_COOKIE_SECURE = True, True
    assert "demo" in left_open("10.0.0.1")[0]


_ASK = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "sandan.config.settings"
django.setup()
from sandan.config.ready import ready
from django.test import Client
ready()
client = Client()
plain = client.get("/", headers={"host": "localhost"})
safe = client.get("/report/", headers={"host": "localhost", "x-forwarded-proto": "https"})
told = client.post("/language/", {"language": "en"}, headers={"host": "localhost", "x-forwarded-proto": "https"})
cookies = {name: {key: each[key] for key in ("secure", "httponly", "samesite", "path", "domain")} for name, each in client.cookies.items()}
print(json.dumps({"plain": [plain.status_code, plain["Location"]], "headers": dict(safe.headers), "cookies": cookies}))
"""


@pytest.fixture(scope="module")
def over_https(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a county answers that is served over HTTPS, asked in a process of its own."""
    environment = {**os.environ, "SANDAN_HOME": str(tmp_path_factory.mktemp("https")), "SANDAN_HTTPS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _ASK], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    return json.loads(done.stdout)


def test_over_https_plain_requests_are_sent_on_and_browsers_remember(over_https: Any) -> None:
    assert over_https["plain"] == [301, "https://localhost/"]
    assert over_https["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "upgrade-insecure-requests" in over_https["headers"]["Content-Security-Policy"]


def test_over_https_cookies_are_bound_to_the_host(over_https: Any) -> None:
    assert {"__Host-form", "__Host-language"} <= over_https["cookies"].keys()
    for name, each in over_https["cookies"].items():
        assert name.startswith("__Host-")
        assert each == {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": ""}
