"""The rows that an import did not take, as a workbook to put right and send in again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from django.utils.translation import gettext

from sandan.desk import batch as desk
from sandan.intake.cell import letter
from sandan.intake.defect import Defect
from sandan.intake.header import Mapping
from sandan.intake.returned import ReturnedRow, write_returned
from sandan.projections.batch import Batch
from sandan.web.defect import told_row


def write(batch: Batch, path: Path) -> int:
    """Write the rejected rows of `batch` to `path` (.xlsx) in the reader's language; returns how many.

    The rows are taken from the kept original, the reasons from the ledger. Errors of the disk come as OSError.
    """
    mapping = Mapping.from_json(batch.mapping)
    labels = (gettext("Row in the file"), gettext("Column"), gettext("Reason"))
    return write_returned(path, mapping.names, _rows(batch, mapping), told_row, labels)


def _rows(batch: Batch, mapping: Mapping) -> Iterator[ReturnedRow]:
    faulty = {row: list(group) for row, group in groupby(desk.defects(batch.key), key=lambda one: one.row)}
    for row, original in desk.originals(batch, faulty):
        yield ReturnedRow(row, original, tuple(_placed(one, mapping) for one in faulty[row]))


def _placed(defect: Defect, mapping: Mapping) -> Defect:
    """The defect with the letter of its column."""
    if defect.column not in mapping.names:
        return defect
    return replace(defect, letter=letter(mapping.names.index(defect.column)))
