"""What of a reporter's words becomes open when an opinion is accepted as it is."""

from __future__ import annotations

import pytest
from tests.web.cast import fresh_key, make_county

from sandan.desk import opinion
from sandan.desk.opinion import Heard
from sandan.projections.problem import Problem
from sandan.projections.version import now


@pytest.mark.django_db
@pytest.mark.parametrize("in_title", [True, False])
def test_a_borrowed_title_names_nobody(in_title: bool) -> None:
    county = make_county()
    said = "我是石大娘，电话138 0000-0000，身份证61010119500101123X，村口水管坏了"
    heard = Heard(
        text="见标题" if in_title else said, title=said if in_title else "", reporter="石大娘", contact="微信shi-88"
    )
    made = opinion.register(heard, county.actor("clerk"), fresh_key())
    of = opinion.accept(made.opinion, county.actor("dispatcher"), fresh_key())
    assert now(Problem).get(key=of).title == "我是…，电话…，身份证…，村口水管坏了"
