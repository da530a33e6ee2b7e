"""Study materials."""

from __future__ import annotations

from tests.web.registers import Filled, Taken

ENTRY = Filled("clerk", lambda _county: {"title": "信访工作条例", "kind": "law", "link": "https://example.org/a"})
STORIES = ((Taken("withdraw", "dispatcher", lambda _county: {"reason": "重复"}),),)
