"""Bringing a file of opinions in: chunk by chunk, each in one transaction, so that it can stop anywhere, go on, and be undone as one unit.

What counts as what (issue of the project's main loop, law 12):

* duplicate: the source's id and the content are those of an opinion still standing, or of a row above. Where the source gives no id,
  nothing in which the two rows could differ does: content, reporter, contact, moment, place, topic and channel. Not entered, linked.
* repeat: the same content under another id or from another person, or another content under the same id. Entered, and linked.
* rejected: a row with at least one defect. Not entered; the row can be sent back with its reasons.

Everything else is accepted. Places that are no unit's exact name, and topics and channels by unknown words, are left empty; what the file
says of them stays in the original, which is kept sealed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from time import monotonic

from django.utils import timezone

from sandan.desk.handle import Done, Order, Transaction, handle_built, identify
from sandan.desk.opinion import Heard, Origin, registration
from sandan.desk.repeat import Held
from sandan.domain.authority import Actor, permit
from sandan.domain.batch import BatchOpened, BatchRowsTaken, BatchStatus, CloseBatch, OpenBatch, TakeRows, UndoBatch
from sandan.domain.opinion import TEXT_LIMIT, OpinionStatus, WithdrawOpinion
from sandan.domain.values import Refusal, Tier, Topic, require
from sandan.domain.wire import decode
from sandan.intake.defect import Defect, DefectCode
from sandan.intake.header import Field, Mapping
from sandan.intake.opinion import OpinionRow, filled_rows, read_opinions
from sandan.intake.sheet import Sheet, open_sheet
from sandan.intake.vocabulary import channel_of, topic_of
from sandan.ledger import file, read
from sandan.ledger.seal import keyed_digest
from sandan.projections.batch import Batch
from sandan.projections.number import OPINION, number
from sandan.projections.opinion import Opinion
from sandan.projections.unit import Unit
from sandan.projections.version import now

CHUNK = 500
"""Rows of one transaction: as long as the writers' line is held at a stretch."""
TITLE_LIMIT = 200
"""Characters of a title as the domain keeps it; a longer one is kept whole at the head of the text."""

_KEPT_FACTS = frozenset({"length", "limit", "first", "second", "today"})
"""What of a defect's facts goes into the ledger. The faulty value itself does not: it may be a phone number (law 7)."""
_MOVED_ON = frozenset({"rows_taken_already", "key_reused", "changed_meanwhile", "batch_not_open"})
"""Refusals that say someone else went on with the same batch."""
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file: what it says, or what is wrong with it.

    `mark` and `source` are keyed digests of the content and of the source's own id (without one, of everything the row says).
    """

    number: int
    heard: Heard | None = None
    mark: str = ""
    source: str = ""
    source_mark: str = ""
    defects: tuple[Defect, ...] = ()


def open_batch(
    content: bytes, file_name: str, mapping: Mapping, by: Actor, key: str, at: datetime | None = None
) -> str:
    """Keep the file and open its batch; returns the batch's id. Nothing is entered yet: `run` does that.

    Refuses (`not_allowed`, `file_empty`). Raises SheetError where the file can't be read or the mapping was made for other columns.
    """
    permit(OpenBatch.name, by)
    rows = sum(1 for _ in filled_rows(_opened(content, file_name, mapping), mapping))
    require(rows > 0, "file_empty")
    digest = file.keep(content)
    order = OpenBatch(
        batch=identify(key), file=digest, file_name=file_name[-255:], mapping=mapping.to_json(), rows=rows
    )
    done = handle_built(lambda _: [Order(f"batch/{order.batch}", order)], by, key, repr((digest, order.mapping)), at)
    opened: BatchOpened = done.one(BatchOpened)
    return opened.batch


def left_open(digest: str, mapping: Mapping) -> Batch | None:
    """A batch of the same file and mapping that was begun and neither finished nor undone."""
    return now(Batch).filter(file=digest, mapping=mapping.to_json(), status=BatchStatus.OPEN.value).first()


def found(batch: str) -> Batch:
    """The batch as it stands. Refuses (`unknown_batch`)."""
    row = now(Batch).filter(key=batch).first()
    require(row is not None, "unknown_batch")
    assert row is not None
    return row


def run(
    batch: str,
    by: Actor,
    progress: Callable[[int], None] = lambda _: None,
    *,
    within: float | None = None,
    at: datetime | None = None,
) -> Batch:
    """Take rows until every one is accounted for and the batch is closed, or until `within` seconds have gone by.

    Goes on where the batch stands, whoever began it. `progress` is told how many rows are accounted for. Returns the batch as it then
    stands; one that is closed or undone is returned as it is.
    """
    started = monotonic()
    standing = found(batch)
    remembered: dict[str, str] = {}
    while standing.status == BatchStatus.OPEN.value:
        taken = _taken(standing)
        try:
            for rows in _chunks(_unread(standing, at), CHUNK):
                take(standing, taken, rows, by, remembered=remembered, at=at)
                taken += len(rows)
                progress(taken)
                if within is not None and monotonic() - started >= within:
                    return found(batch)
        except Refusal as refusal:
            if refusal.code not in _MOVED_ON or _taken(found(batch)) == _taken(standing):
                raise
        before, standing = _taken(standing), found(batch)
        # The file gave fewer rows than were counted: it would go round for ever.
        require(
            _taken(standing) > before or standing.status != BatchStatus.OPEN.value,
            "rows_do_not_add_up",
            rows=standing.rows,
        )
    return standing


def take(
    batch: Batch,
    after: int,
    rows: Sequence[Row],
    by: Actor,
    *,
    remembered: dict[str, str] | None = None,
    at: datetime | None = None,
) -> Done:
    """Account for the next `rows` in one transaction, `after` being those accounted for before. The last ones close the batch.

    `remembered` carries contents that came more than once from chunk to chunk, so that a text repeated ten thousand times is not counted
    anew each time.
    """
    known = remembered if remembered is not None else {}
    repeats: dict[str, str] = {}
    key = batch.key

    def build(tx: Transaction) -> list[Order]:
        held = Held.look_up([row for row in rows if row.heard is not None], known)
        year, serial = tx.at.year, tx.head.size + 1
        orders: list[Order] = []
        duplicates: list[str] = []
        for row in rows:
            if row.heard is None:
                continue
            if row.mark in held.content:
                repeats[row.mark] = held.content[row.mark]
            twin = held.both.get((row.source_mark, row.mark))
            if twin is not None:
                duplicates.append(f"{row.number} {twin}")
                continue
            made = identify(f"batch:{key}", str(row.number))
            repeat_of = held.content.get(row.mark) or held.source.get(row.source_mark) or ""
            # A name that only this row can have; were it taken, the append would refuse.
            tx.moved(f"opinion/{made}", None, 0)
            orders.append(
                registration(
                    row.heard,
                    made,
                    number(OPINION, year, serial),
                    row.mark,
                    repeat_of,
                    Origin(batch=key, row=row.number, source=row.source),
                )
            )
            serial += 1
            held.add(row, made)
        rejected = tuple(row.number for row in rows if row.heard is None)
        taken = TakeRows(
            batch=key,
            after=after,
            accepted=len(orders),
            duplicates=tuple(duplicates),
            rejected=rejected,
            defects=tuple(_written_down(defect) for row in rows for defect in row.defects),
        )
        orders.append(Order(f"batch/{key}", taken))
        if after + len(rows) == batch.rows:
            orders.append(Order(f"batch/{key}", CloseBatch(batch=key)))
        return orders

    done = handle_built(build, by, f"batch:{key}:{after}", f"{key} {after} {len(rows)}", at)
    if len(known) > _REMEMBERED:
        known.clear()
    known.update(repeats)
    return done


def undo(batch: str, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Take the whole file back: its opinions are withdrawn in the same transaction. Afterwards it can be brought in again.

    Refuses (`batch_in_use`, count) once any of its opinions has been sorted, and what the decider refuses.
    """

    def build(_: Transaction) -> list[Order]:
        of_batch = now(Opinion).filter(batch=batch)
        open_ones = (OpinionStatus.WAITING.value, OpinionStatus.WITHDRAWN.value)
        sorted_already = of_batch.exclude(status__in=open_ones).count()
        require(sorted_already == 0, "batch_in_use", count=sorted_already)
        waiting = of_batch.filter(status=OpinionStatus.WAITING.value).order_by("position").values_list("key", flat=True)
        withdrawals = (Order(f"opinion/{each}", WithdrawOpinion(opinion=each)) for each in waiting)
        return [Order(f"batch/{batch}", UndoBatch(batch=batch, reason=reason)), *withdrawals]

    return handle_built(build, by, key, repr((batch, reason)), at)


def defects(batch: str) -> Iterator[Defect]:
    """What was wrong with the rejected rows, in the file's order, without the rows themselves."""
    for told in _told(batch):
        for each in told.defects:
            row, column, code, facts = json.loads(each)
            yield Defect(row=row, column=column, code=DefectCode(code), facts=facts)


def duplicates(batch: str) -> Iterator[tuple[int, str]]:
    """Rows that were held already, with the opinion that holds them."""
    for told in _told(batch):
        for each in told.duplicates:
            row, _, opinion = each.partition(" ")
            yield int(row), opinion


def originals(batch: Batch, rows: Iterable[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Those rows of the kept file as they came, by row number; `rows` in ascending order. The file is read as far as is needed."""
    wanted = iter(rows)
    mapping = Mapping.from_json(batch.mapping)
    next_one = next(wanted, None)
    if next_one is None:
        return
    for row, _, original in filled_rows(_kept(batch, mapping), mapping):
        if row == next_one:
            yield row, original
            next_one = next(wanted, None)
            if next_one is None:
                return


# --- rows ------------------------------------------------------------------------------------------------------------


def _opened(content: bytes, file_name: str, mapping: Mapping) -> Sheet:
    return open_sheet(content, file_name, worksheet=mapping.worksheet or None)


def _kept(batch: Batch, mapping: Mapping) -> Sheet:
    return _opened(file.load(batch.file), batch.file_name, mapping)


def _unread(batch: Batch, at: datetime | None) -> Iterator[Row]:
    """The rows that are not accounted for yet, in order."""
    mapping = Mapping.from_json(batch.mapping)
    today = timezone.localdate(at)
    places = _places()
    read_on = read_opinions(_kept(batch, mapping), mapping, today, after=_last_row(batch))
    for row, parts in groupby(read_on, key=lambda one: one.row):
        together = list(parts)
        said = together[0]
        if isinstance(said, OpinionRow):
            yield _ready(said, places, mapping)
        else:
            yield Row(row, defects=tuple(one for one in together if isinstance(one, Defect)))


def _ready(row: OpinionRow, places: dict[str, tuple[str, str]], mapping: Mapping) -> Row:
    title, text = row.title, row.text
    if len(title) > TITLE_LIMIT:
        text = f"{title}\n{text}".strip()
        if len(text) > TEXT_LIMIT:
            index = mapping.column(Field.TEXT)
            column = mapping.names[index] if index is not None else ""
            facts = {"length": len(text), "limit": TEXT_LIMIT}
            return Row(
                row.row, defects=(Defect(row=row.row, column=column, code=DefectCode.TEXT_TOO_LONG, facts=facts),)
            )
    town, village = places.get(row.place or "", ("", ""))
    mark = keyed_digest("content", row.identity_text)
    source = row.external_id or _everything(row)
    heard = Heard(
        text=text,
        title=title,
        channel=channel_of(row.channel) or mapping.channel,
        topic=topic_of(row.topic) or Topic.OTHER,
        town=town,
        village=village,
        reporter=row.reporter or "",
        contact=row.contact or "",
        happened_on=row.happened_at.date() if row.happened_at else None,
    )
    return Row(row.row, heard, mark, source, keyed_digest("source", source))


def _everything(row: OpinionRow) -> str:
    """What stands in for the source's id where it gives none. No id begins with a control character: they are cleaned away."""
    moment = row.happened_at.isoformat() if row.happened_at else ""
    parts = (row.reporter, row.contact, moment, row.place, row.topic, row.channel, row.identity_text)
    return "".join(f"\x1f{part or ''}" for part in parts)


def _places() -> dict[str, tuple[str, str]]:
    """Town and village by the exact name of the unit, alone or after its town's. A name that two units share names neither."""
    units = {unit.key: unit for unit in now(Unit).filter(tier__in=(Tier.TOWN.value, Tier.BRANCH.value))}
    places: dict[str, tuple[str, str]] = {}
    shared: set[str] = set()
    # A unit that is no more keeps its name for old files, and gives way to one that stands and is called the same.
    for unit in sorted(units.values(), key=lambda each: each.abolished_on is not None):
        above = units.get(unit.parent)
        town = unit.key if unit.tier == Tier.TOWN.value else above.key if above is not None else ""
        village = unit.key if unit.tier == Tier.BRANCH.value else ""
        for name in {unit.name, f"{above.name if above is not None else ''}{unit.name}"}:
            if name in places and unit.abolished_on is not None:
                continue
            if name in places:
                shared.add(name)
            places[name] = (town, village)
    return {name: place for name, place in places.items() if name not in shared}


def _chunks(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, size)):
        yield chunk


# --- where a batch stands --------------------------------------------------------------------------------------------


def _taken(batch: Batch) -> int:
    return batch.accepted + batch.duplicates + batch.rejected


def _told(batch: str) -> Iterator[BatchRowsTaken]:
    for entry in read.stream(f"batch/{batch}"):
        event = decode(entry.kind, entry.public, entry.internal)
        if isinstance(event, BatchRowsTaken):
            yield event


def _last_row(batch: Batch) -> int:
    """Number of the last row accounted for, 0 where none is."""
    if not _taken(batch):
        return 0
    last = now(Opinion).filter(batch=batch.key).order_by("-position").values_list("row", flat=True).first() or 0
    for told in _told(batch.key):
        last = max(last, *told.rejected[-1:], *(int(pair.partition(" ")[0]) for pair in told.duplicates[-1:]), 0)
    return last


def _written_down(defect: Defect) -> str:
    facts = {name: value for name, value in defect.facts.items() if name in _KEPT_FACTS}
    return json.dumps([defect.row, defect.column, defect.code.value, facts], ensure_ascii=False)
