"""Which encoding a text file is in. Decided on the whole file, strictly: no byte is ever guessed over or replaced."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import cache
from typing import IO, TYPE_CHECKING

from sandan.intake.defect import SheetError, SheetFault

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 1 << 20
_SAMPLE = 200_000
_ENOUGH = 10
"""From so many Chinese characters on, a text can be told from gibberish."""
_PLAUSIBLE = 0.6

_MARKS = (
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """`codec` is Python's name to decode with, `name` the one for people: utf-8, utf-8-sig, utf-16, gb18030, big5."""

    name: str
    codec: str


def detect(file: IO[bytes]) -> Encoding:
    """The encoding that all of `file` decodes in without an error.

    A byte order mark decides alone. Else UTF-8; else GB18030 (GB 18030-2005, with GBK and GB 2312 in it) or Big5 (code page 950),
    whichever reads as ordinary Chinese, for nearly every Big5 text also decodes as GB18030, into rare characters.
    Refuses, with SheetError: NUL bytes, and a text that fits no encoding or only as gibberish.
    """
    file.seek(0)
    head = file.read(4)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return _marked(file, codec)
    offset = _first_fault(file, "utf-8", refuse_nul=True)
    if offset is None:
        return Encoding("utf-8", "utf-8")
    chinese = [
        (_plausible(file, codec), name, codec)
        for name, codec in (("gb18030", "gb18030"), ("big5", "cp950"))
        if _first_fault(file, codec) is None
    ]
    # max() takes the first of equals: GB18030 before Big5.
    best = max(chinese, key=lambda one: one[0], default=None)
    if best is None or best[0] < _PLAUSIBLE:
        raise _unknown(file, offset, "utf-8, gb18030, big5")
    return Encoding(best[1], best[2])


def _marked(file: IO[bytes], codec: str) -> Encoding:
    if not codec:
        raise _unknown(file, 0, "utf-8, utf-16")
    offset = _first_fault(file, codec, refuse_nul=codec != "utf-16")
    if offset is not None:
        raise _unknown(file, offset, codec)
    return Encoding(codec, codec)


def _first_fault(file: IO[bytes], codec: str, *, refuse_nul: bool = False) -> int | None:
    """Offset of the first byte that does not decode, None where all do."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    read = 0
    for piece in _pieces(file):
        if refuse_nul and (nul := piece.find(b"\0")) >= 0:
            raise SheetError(SheetFault.NUL_BYTES, offset=read + nul)
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(piece)
        except UnicodeDecodeError as fault:
            return max(read - pending + fault.start, 0)
        if codec == "utf-16" and "\0" in text:
            raise SheetError(SheetFault.NUL_BYTES, offset=read)
        read += len(piece)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return max(read - len(decoder.getstate()[0]), 0)
    return None


def _plausible(file: IO[bytes], codec: str) -> float:
    """Share of the Chinese characters that are common ones; 1.0 where there are too few to tell."""
    file.seek(0)
    text = codecs.getincrementaldecoder(codec)("strict").decode(file.read(_SAMPLE))
    # Latin and the punctuation of both worlds prove nothing either way.
    telling = [
        one for one in text if one > "\u02ff" and not ("\u2000" <= one <= "\u303f" or "\uff00" <= one <= "\uffef")
    ]
    if len(telling) < _ENOUGH:
        return 1.0
    common = _common()
    return sum(one in common for one in telling) / len(telling)


@cache
def _common() -> frozenset[str]:
    """The characters in daily use: level 1 of GB 2312 (3,755 simplified) and of Big5 (5,401 traditional)."""
    simplified = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = (bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in trails)
    return frozenset(
        {pair.decode("gb2312", "ignore") for pair in simplified}
        | {pair.decode("big5", "ignore") for pair in traditional}
    ) - {""}


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece


def _unknown(file: IO[bytes], offset: int, tried: str) -> SheetError:
    file.seek(0)
    line, left = 1, offset
    while left > 0 and (piece := file.read(min(left, _PIECE))):
        line += piece.count(b"\n")
        left -= len(piece)
    return SheetError(SheetFault.ENCODING_UNKNOWN, tried=tried, line=line, offset=offset)
