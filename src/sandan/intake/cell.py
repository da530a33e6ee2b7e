"""One cell: its value as text, and that text cleaned of what spreadsheets, web pages and copy-and-paste leave in it."""

from __future__ import annotations

import html
import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | datetime | date | time | timedelta
"""What a spreadsheet holds in one cell; an empty one is ""."""

EXACT_DIGITS = 15
"""Digits that a spreadsheet number keeps; the rest are zeros it made up (IEEE 754 binary64, as Excel rounds it)."""

_PASSES = 8
"""How many layers of escaping are taken off. Honest files have one or two."""

_EDGE = " \t\n\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
# Printable ASCII without & < _, Chinese characters and their punctuation: nothing in it to clean, and most cells are of it.
_ORDINARY = re.compile("[ -%'-;=-^`-~\u2014-\u201f\u2026\u3001-\u3029\u4e00-\u9fff\uff01-\uffe0]*")
_EXCEL = re.compile(r"(?:_x005[Ff])*_x([0-9A-Fa-f]{4})_")
# `&amp;amp;lt;` is taken in one bite: layer by layer it would cost a pass each, which a hostile cell could drive up.
_ENTITY = re.compile(
    r"&(?:(?:amp|#0*38|#[xX]0*26);)*(#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};)"
)
_LINE_END = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Marks that show nothing and say nothing: zero-width space, word joiner, byte order mark, soft hyphen, and the
# direction overrides that make text read otherwise than it is stored. Joiners (U+200C, U+200D) stay: emoji and some scripts need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_TAG = re.compile(
    r"<(/?)(a|abbr|b|big|blockquote|body|br|button|center|code|dd|del|div|dl|dt|em|fieldset|font|footer|form|h[1-6]|head|header|hr"
    r"|html|i|iframe|img|input|ins|label|li|link|main|meta|nav|object|ol|option|p|pre|s|script|section|select|small|span|strike"
    r"|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|thead|title|tr|tt|u|ul|video|[a-z][a-z0-9]{0,9}:[a-z][a-z0-9]{0,19})"
    r"(\s[^<>]{0,4000})?/?>",
    re.IGNORECASE | re.ASCII,
)
_DECLARATION = re.compile(r"<(?:!doctype|\?xml)\b[^<>]{0,1000}>", re.IGNORECASE | re.ASCII)
_BREAKING = frozenset(
    "blockquote body br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section"
    " table tbody textarea tfoot thead title tr ul".split()
)
_DROPPED = tuple(
    (re.compile(start, re.IGNORECASE | re.ASCII), re.compile(end, re.IGNORECASE | re.ASCII))
    for start, end in (
        (r"<script\b[^<>]*>", r"</script\s*>"),
        (r"<style\b[^<>]*>", r"</style\s*>"),
        (r"<!--", r"-->"),
    )
)
_LINE_TAIL = re.compile(r"[ \t\u3000]+\n")
_BLANK_LINES = re.compile(r"\n{3,}")
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+\d{2,3}", re.ASCII)
_ESCAPES = str.maketrans({"&": "＆", "<": "＜", ">": "＞"})


def plain(value: Cell) -> str:
    """The value as text, as a person would read it: whole numbers without `.0`, dates as `2019-01-06 09:05:07`.

    Nothing is cleaned here; a text comes back as it is.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if math.isfinite(value) and value == int(value) and abs(value) < 1e21:
            return str(int(value))
        return repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}"
    return str(value)


def letter(index: int) -> str:
    """Column letter of a 0-based index: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index > 0:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def rounded(value: Cell) -> bool:
    """Whether a number meant as a name (an id, a phone) has lost digits in a spreadsheet program."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return not math.isfinite(value) or abs(value) >= 10**EXACT_DIGITS
    return isinstance(value, str) and _SCIENTIFIC.fullmatch(value.strip()) is not None


def broken(text: str) -> bool:
    """Whether half a character (a lone surrogate) stands in the text, raw or as a spreadsheet escape.

    `clean` puts U+FFFD in its place, so ask before cleaning.
    """
    if "_x" in text:
        text = _EXCEL.sub(_excel, text)
    return _SURROGATE.search(_paired(text)) is not None


def clean(text: str) -> str:
    """The text as a person wrote it, in NFC; cleaning twice changes nothing.

    Takes off: spreadsheet escapes (`_x000D_`, ECMA-376 part 1, 22.9.2.19), HTML tags with the content of script, style and
    comments, entities, control and invisible characters, white space at both ends (also U+3000, NBSP and zero-width), at the
    end of lines, and more than one blank line in a row. Line ends become LF, NBSP a space. `a<b` and `<<title>>` are no tags and
    stay. What is still escaped after eight layers is left as full-width characters, which mean nothing to anyone.
    """
    if _ORDINARY.fullmatch(text):
        return text.strip(" ")
    before = text
    for _ in range(_PASSES):
        text = _clean_once(before)
        if text == before:
            return text
        before = text
    return _tidy(text.translate(_ESCAPES).replace("_x", "＿x"))


def _clean_once(text: str) -> str:
    if "_x" in text:
        text = _EXCEL.sub(_excel, text)
    if "<" in text:
        text = _without_markup(text)
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    return _tidy(text)


def _tidy(text: str) -> str:
    text = _SURROGATE.sub("\ufffd", _paired(text))
    text = _LINE_END.sub("\n", text)
    text = _INVISIBLE.sub("", text).replace("\u00a0", " ")
    text = unicodedata.normalize("NFC", text)
    text = _LINE_TAIL.sub("\n", text)
    return _BLANK_LINES.sub("\n\n", text).strip(_EDGE)


def _paired(text: str) -> str:
    """Joins surrogate halves that belong together, as escapes may have brought them; single ones stay."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _without_markup(text: str) -> str:
    for start, end in _DROPPED:
        kept: list[str] = []
        at = 0
        while (opening := start.search(text, at)) is not None:
            closing = end.search(text, opening.end())
            if closing is None:
                # Never closed: no reason to throw away the rest of what someone wrote.
                break
            kept.append(text[at : opening.start()])
            at = closing.end()
        text = "".join([*kept, text[at:]])
    return _TAG.sub(_tag, _DECLARATION.sub("", text))


def _tag(match: re.Match[str]) -> str:
    name, attributes = match[2].lower(), (match[3] or "").strip(" \t\n\r/")
    if attributes and "=" not in attributes and name not in {"input", "option", "script"}:
        # "a <b and c> d": a comparison in plain words, not a tag.
        return match[0]
    if name in _BREAKING:
        return "\n"
    return " " if name in {"td", "th"} else ""


def _entity(match: re.Match[str]) -> str:
    escaped = "&" + match[1]
    return html.unescape(escaped)


def _excel(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))
