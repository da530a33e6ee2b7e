"""Pictures without what a camera adds to them: where it was taken, with which device, by whom.

Nothing is decoded or compressed again: the picture's own parts are copied, the others left out, and whatever stands behind its end
with them. A JPEG keeps the one tag without which it would lie on its side. Formats: ITU-T T.81 annex B and JEITA CP-3451 (JPEG, Exif),
ISO/IEC 15948 (PNG), RFC 9649 (WebP). Every function raises ValueError on a picture that does not keep to its format, and TooLarge on one
that claims too many pixels.
"""

from __future__ import annotations

import re
import struct

_ICC = b"ICC_PROFILE\x00"
_EXIF = b"Exif\x00\x00"
_PNG_KEPT = frozenset({b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"bKGD", b"cICP"})
"""Ancillary chunks that change how the picture looks; every critical chunk is kept as well."""
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
_ORIENTATION = 0x0112
MOST_PIXELS = 120_000_000
"""What a picture may hold: the largest that phones take. A few kilobytes can claim billions, and then bring down whoever opens them."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of the segments that say how large a JPEG is (T.81 table B.1)."""
_FILL = re.compile(rb"\xff*")
_MARKER = re.compile(rb"\xff(?=[^\x00\xff\xd0-\xd7])")
"""A marker that ends compressed data: neither a stuffed byte nor a restart."""


class TooLarge(ValueError):
    """A picture of more than `MOST_PIXELS`."""


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG without comments and application segments, but for JFIF, the colour profile, Adobe's colour mark and the orientation."""
    if data[:2] != b"\xff\xd8":
        raise ValueError("no start of image")
    out, at = [data[:2]], 2
    while True:
        fill = _FILL.match(data, at)
        at = max(fill.end() - 1, at) if fill else at
        if at + 2 > len(data) or data[at] != 0xFF:
            raise ValueError("no marker where one must be")
        marker = data[at + 1]
        if marker == 0xD9:
            return b"".join([*out, b"\xff\xd9"])
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + size
        if size < 2 or end > len(data):
            raise ValueError("a segment reaches beyond the end")
        body = data[at + 4 : end]
        if marker in _FRAMES:
            _measure(int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big"))
        if marker == 0xE1 and body.startswith(_EXIF):
            out.append(_upright(body[len(_EXIF) :]))
        elif marker == 0xE0:
            out.append(_plain_jfif(body))
        elif _kept(marker, body):
            out.append(data[at:end])
        at = end
        if marker == 0xDA:
            at = _scan_end(data, end)
            out.append(data[end:at])


def bare_png(data: bytes) -> bytes:
    """A PNG with its critical chunks and those that change how it looks. An animation becomes its still picture."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("no PNG signature")
    out, at = [data[:8]], 8
    while True:
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + size
        if len(kind) < 4 or end > len(data):
            raise ValueError("a chunk reaches beyond the end")
        if kind == b"IHDR":
            _measure(int.from_bytes(data[at + 8 : at + 12], "big"), int.from_bytes(data[at + 12 : at + 16], "big"))
        if kind[0] & 0x20 == 0 or kind in _PNG_KEPT:
            out.append(data[at:end])
        if kind == b"IEND":
            return b"".join(out)
        at = end


def bare_webp(data: bytes) -> bytes:
    """A WebP without its Exif and XMP chunks, and without the flags that announce them."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError("no WebP signature")
    stop = 8 + int.from_bytes(data[4:8], "little")
    if stop > len(data):
        raise ValueError("the file is shorter than it says")
    chunks, at = [], 12
    while at < stop:
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if len(kind) < 4 or end > stop:
            raise ValueError("a chunk reaches beyond the end")
        _measure(*_webp_size(kind, data[at + 8 : at + 18]))
        if kind == b"VP8X":
            if size < 10:
                raise ValueError("the extended header is too short")
            flags = data[at + 8] & ~0x0C
            chunks.append(data[at : at + 8] + bytes([flags]) + data[at + 9 : end])
        elif kind not in _WEBP_DROPPED:
            chunks.append(data[at:end])
        at = end
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _kept(marker: int, body: bytes) -> bool:
    if marker == 0xE2:
        return body.startswith(_ICC)
    if marker == 0xEE:
        return body.startswith(b"Adobe")
    application = 0xE0 <= marker <= 0xEF
    return not application and marker != 0xFE


def _plain_jfif(body: bytes) -> bytes:
    """A JFIF segment without its thumbnail, which may show what was cut from the picture; nothing for any other segment of that marker."""
    if not body.startswith(b"JFIF\x00") or len(body) < 14:
        return b""
    return b"\xff\xe0\x00\x10" + body[:12] + b"\x00\x00"


def _scan_end(data: bytes, at: int) -> int:
    """Where the compressed data that begins at `at` ends: at the first marker that is neither stuffing nor a restart."""
    found = _MARKER.search(data, at)
    if found is None:
        raise ValueError("the picture is cut off")
    return found.start()


def _webp_size(kind: bytes, head: bytes) -> tuple[int, int]:
    """Width and height as a WebP chunk gives them (RFC 9649 sections 2.5 to 2.7); nothing for a chunk that gives none."""
    if kind == b"VP8 ":
        return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    if kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    return 0, 0


def _measure(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise TooLarge(f"{width} by {height}")


def _upright(tiff: bytes) -> bytes:
    """An Exif segment with the orientation alone, or nothing where the picture stands upright or does not say."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return b""
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for place in range(first + 2, first + 2 + 12 * min(count, 500), 12):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, place)
            if tag == _ORIENTATION and kind == 3 and 2 <= value <= 8:
                alone = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
                body = _EXIF + alone
                return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
    except struct.error:
        return b""
    return b""
