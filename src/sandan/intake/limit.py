"""How much a file may ask of the machine. Everything that intake reads is held to one `Limits`."""

from __future__ import annotations

from dataclasses import dataclass

from sandan.domain.opinion import TEXT_LIMIT

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds in bytes, cells, rows and characters. The defaults hold a county's year of messages in one file."""

    file_bytes: int = 128 * MEBIBYTE
    """Size of the file as it lies there."""
    unpacked_bytes: int = 768 * MEBIBYTE
    """Size of all members of a zipped workbook together, unpacked."""
    ratio: int = 200
    """Unpacked to packed bytes, looked at above `ratio_from` bytes; a real workbook stays under 60, deflate ends at 1,032."""
    ratio_from: int = 16 * MEBIBYTE
    members: int = 10_000
    """Files inside a zipped workbook."""
    area: int = 10_000_000
    """Last row times last column. The reader holds the whole rectangle in memory, about 32 bytes a cell."""
    rows: int = 1_048_576
    """Rows of a text file; a worksheet cannot have more (ECMA-376)."""
    cell: int = 10_000_000
    """Characters of one raw cell of a text file."""
    text: int = TEXT_LIMIT
    """Characters of the text of an opinion after cleaning, as the domain takes it."""
    title: int = 500
    """Characters of a title after cleaning."""
    short: int = 200
    """Characters of an id, name, contact, topic, place or channel after cleaning."""
    header_rows: int = 20
    """Rows from the top among which the header is looked for."""
