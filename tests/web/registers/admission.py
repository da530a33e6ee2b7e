"""Admissions."""

from __future__ import annotations

from typing import Any

from tests.web.cast import County
from tests.web.medical import NAME, admission_form, bill_form, settle_in
from tests.web.registers import Filled, Taken

from sandan.desk.admission import proposal
from sandan.projections.admission import Admission
from sandan.projections.version import now

prepare = settle_in


def _settle(_county: County) -> dict[str, Any]:
    latest = now(Admission).filter(total__isnull=False).order_by("-position")[0]
    return {"seen": str(proposal(latest.key).statement.patient), "paid_now": "1000"}


def _nobody(county: County) -> dict[str, Any]:
    named = {"person_name": "", "id_number": "", "category": "", "basis": "", "guaranteed": "", "agreed_on": ""}
    return admission_form(county, **named, emergency="on")


def _person(_county: County) -> dict[str, Any]:
    return {"person_name": NAME, "id_number": "610923196001011234", "category": "ordinary"}


ENTRY = Filled("hospital", admission_form)
STORIES = (
    (
        Taken("discharge", "hospital", lambda _county: bill_form()),
        Taken("settle", "hospital", _settle),
    ),
    (
        Taken("identify", "hospital", _person, first=Filled("hospital", _nobody)),
        Taken("withdraw", "fund", lambda _county: {"reason": "重复登记"}),
    ),
)
