from __future__ import annotations

import pytest
from django.utils import translation
from tests.intake.workbook import csv_text

from sandan.domain.authority import Role
from sandan.domain.values import Tier, Topic
from sandan.intake.layout import Field, Kind, fields_of, layouts
from sandan.intake.vocabulary import role_of, tier_of, topic_of
from sandan.web.defect import FIELD, column_name
from sandan.web.label import ROLE, TIER, TOPIC

LANGUAGES = ("zh-hans", "zh-hant", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_the_import_knows_every_column_by_the_name_that_the_export_gives_it(kind: Kind, language: str) -> None:
    with translation.override(language):
        names = [column_name(kind, field) for field in fields_of(kind)]
    (found,) = layouts(csv_text([names, ["x"] * len(names)]).encode(), "a.csv")
    assert found.kind is kind
    assert {field: found.names[index] for field, index in found.fields} == dict(
        zip(fields_of(kind), names, strict=True)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_import_knows_every_tier_role_and_topic_as_screens_call_it(language: str) -> None:
    with translation.override(language):
        assert {tier: tier_of(str(label)) for tier, label in TIER.items()} == {tier: tier for tier in Tier}
        posts = {role: label for role, label in ROLE.items() if role is not Role.RESIDENT}
        assert {role: role_of(str(label)) for role, label in posts.items()} == {role: role for role in posts}
        assert {topic: topic_of(str(label)) for topic, label in TOPIC.items()} == {topic: topic for topic in Topic}


def test_each_field_has_a_name() -> None:
    assert set(FIELD) == set(Field)
