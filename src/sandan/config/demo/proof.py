"""Evidence files of the demo: small pictures and a short record, drawn here and nowhere else."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from random import Random

from sandan.ledger import file

WIDTH, HEIGHT = 320, 220
PICTURES = 10

Colour = tuple[int, int, int]


def drawn(chance: Random) -> list[bytes]:
    """The contents of the demo's evidence files."""
    return [
        *(picture(chance) for _ in range(PICTURES)),
        record("Record of the work done (example)"),
        record("Record of acceptance (example)"),
    ]


def keep(content: bytes, serial: int) -> str:
    """Keep a file like this one that is a file of its own, as every real photo is, and return its digest."""
    mark = b"Comment\0%d" % serial
    if content.startswith(b"\x89PNG"):
        end = _chunk(b"IEND", b"")
        return file.keep(content.removesuffix(end) + _chunk(b"tEXt", mark) + end)
    return file.keep(content + b"%%%d\n" % serial)


def picture(chance: Random) -> bytes:
    """A PNG of hills, a sky and a road, each a little different (ISO/IEC 15948: 8-bit RGB, one IDAT)."""
    sky: Colour = (chance.randint(150, 200), chance.randint(190, 225), chance.randint(220, 250))
    hill: Colour = (chance.randint(60, 110), chance.randint(110, 150), chance.randint(60, 100))
    road: Colour = (chance.randint(120, 160),) * 3
    ridge, slope, lane = chance.randint(70, 110), chance.uniform(-0.2, 0.2), chance.randint(110, 200)

    def at(x: int, y: int) -> Colour:
        if y < ridge + slope * (x - WIDTH / 2) + 12 * ((x * 7 % 50) / 50 - 0.5):
            return sky
        if abs(x - lane) < 4 + (y - ridge) * 0.35:
            return (235, 235, 225) if abs(x - lane) < 3 and y // 12 % 2 else road
        return hill

    return _png(at)


def _png(at: Callable[[int, int], Colour]) -> bytes:
    rows = b"".join(b"\0" + bytes(part for x in range(WIDTH) for part in at(x, y)) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def record(title: str) -> bytes:
    """A one-page PDF with one line of Latin letters, in a font that every reader has (ISO 32000-1, 9.6.2.2)."""
    content = f"BT /F1 24 Tf 72 760 Td ({title}) Tj ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
