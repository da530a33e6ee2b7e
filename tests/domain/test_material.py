"""Study materials: listed once, taken off for a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.county import HE, NOW, TIAN

from sandan.domain import material
from sandan.domain.material import AddMaterial, MaterialKind, WithdrawMaterial
from sandan.domain.values import Refusal

ADD = AddMaterial(material="m1", title="信访工作条例", kind_of=MaterialKind.LAW, unit="water")


def test_it_is_listed_and_taken_off() -> None:
    state = material.evolve(None, *material.decide(ADD, None, HE, NOW))
    off = WithdrawMaterial(material="m1", reason="重复")
    with pytest.raises(Refusal, match="not_of_the_unit"):
        material.decide(off, state, TIAN, NOW)
    gone = material.evolve(state, *material.decide(off, state, HE, NOW))
    with pytest.raises(Refusal, match="record_withdrawn"):
        material.decide(off, gone, HE, NOW)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "www.gov.cn", "https://" + "x" * 500])
def test_an_address_is_one_of_the_web(link: str) -> None:
    with pytest.raises(Refusal, match="link_unread"):
        material.decide(replace(ADD, link=link), None, HE, NOW)
