"""Exemplars on the screens: a sealed name, an objection that its subject does not read, and a page that lives by consent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import County, fresh_key
from tests.web.registers.exemplar import days_pass, entry
from tests.web.test_evidence import PNG

from sandan.desk.handle import Order, handle
from sandan.domain.exemplar import ReviewExemplar
from sandan.projections.exemplar import Exemplar
from sandan.projections.version import now

Open = Callable[[str], Client]


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


def nominated(client: Client, county: County, **more: Any) -> Exemplar:
    answer = client.post(reverse("workspace:exemplar_new"), {**entry(county), "key": fresh_key("form"), **more})
    assert answer.status_code == 302, answer.content.decode()
    return now(Exemplar).latest("position")


def act(client: Client, row: Exemplar, name: str, **given: Any) -> None:
    address = reverse("workspace:exemplar_act", args=[row.key, name])
    answer = client.post(address, {**given, "key": fresh_key()})
    assert answer.status_code == 302, answer.content.decode()


def page(client: Client, row: Exemplar) -> str:
    return str(client.get(reverse("workspace:exemplar", args=[row.key])).content.decode())


def public(client_of: Open) -> str:
    return str(client_of("").get(reverse("portal:exemplars")).content.decode())


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("同意书.png", PNG, "image/png")


def test_the_public_page_lives_by_consent(county: County, client_of: Open) -> None:
    """Somebody without a post: sealed in the register, shown where they agree, gone when they agree no longer."""
    clerk, office = client_of("clerk"), client_of("dispatcher")
    row = nominated(clerk, county, who="赵大娘")
    assert row.nominee == ""
    assert "赵大娘" not in str(office.get(reverse("workspace:exemplars")).content.decode())
    assert "赵大娘" in page(office, row), "the office works on it"
    assert "赵大娘" not in page(client_of("auditor"), row)
    act(office, row, "post", days="1")
    assert "赵大娘" not in public(client_of), "open to objections, but she has not agreed"
    act(client_of("head"), row, "consent", proof=paper())
    assert "赵大娘" in public(client_of)
    days_pass(county)
    late = timezone.now() + timedelta(2)
    order = ReviewExemplar(exemplar=row.key, holds=True, finding="属实")
    handle([Order(f"exemplar/{row.key}", order)], county.actor("verifier"), fresh_key(), late)
    act(client_of("editor"), row, "publish")
    assert "赵大娘" in public(client_of)
    assert row.grounds in public(client_of)
    act(clerk, row, "end_consent")
    assert "赵大娘" not in public(client_of)
    assert now(Exemplar).get(key=row.key).taken_down_on is not None


def test_an_objection_is_read_by_those_who_may_answer_it(county: County, client_of: Open) -> None:
    row = nominated(client_of("clerk"), county)
    act(client_of("dispatcher"), row, "post", days="3")
    act(client_of("dispatcher"), row, "object", words="有一天不在岗")
    assert "有一天不在岗" in page(client_of("verifier"), row)
    for who in ("handler", "head", "editor", "auditor"):
        assert "有一天不在岗" not in page(client_of(who), row), who
        assert "An objection came in" in page(client_of(who), row)


def test_nobody_nominates_themselves(county: County, client_of: Open) -> None:
    sent = {**entry(county), "key": fresh_key("form")}
    answer = client_of("handler").post(reverse("workspace:exemplar_new"), sent)
    assert answer.status_code == 422
    assert "Nobody nominates themselves" in answer.content.decode()
