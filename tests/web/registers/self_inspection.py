"""Self-inspections."""

from __future__ import annotations

from django.utils import timezone
from tests.web.cast import County
from tests.web.registers import Filled, Taken


def entry(_county: County) -> dict[str, str]:
    return {
        "title": "回复群众只说“正在办”",
        "of_standard": "时限：是否按期告知、按期办结，延期是否事前申请并说明理由",
        "cause": "没有专人盯办",
        "direction": "一事一人，到期提醒",
        "found_on": timezone.localdate().isoformat(),
        "apart": "已当场改正",
    }


ENTRY = Filled("handler", entry)
STORIES = ((Taken("list", "handler"), Taken("withdraw", "handler", lambda _county: {"reason": "重复"})),)
