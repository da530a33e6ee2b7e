"""Script (字体): a text in simplified characters, whichever it came in."""

from __future__ import annotations

from functools import cache

import opencc


def simplified(text: str) -> str:
    """The text in simplified characters, character for character, so that every offset stays.

    By phrases where that keeps the length (答覆 is 答复), else each character by itself.
    """
    convert = _converter().convert
    found = convert(text)
    return found if len(found) == len(text) else "".join(convert(each)[:1] or each for each in text)


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
