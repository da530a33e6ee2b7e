"""The ledger's tables. Nothing outside this room may touch them; triggers refuse what the code here never does.

Times are microseconds since 1970-01-01 UTC, as integers: the same on every database, to the last digit.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Head(models.Model):
    """One row: how many entries there are, and when the last one was recorded. Its row lock puts writers in line."""

    id = models.SmallIntegerField(primary_key=True)
    size = models.BigIntegerField()
    recorded_at = models.BigIntegerField()


class Entry(models.Model):
    """One event. `position` is gapless from 1 and equals commit order; the Merkle leaf index is `position` - 1."""

    position = models.BigIntegerField(primary_key=True)
    stream = models.CharField(max_length=64)
    version = models.IntegerField()
    kind = models.CharField(max_length=64)
    recorded_at = models.BigIntegerField(db_index=True)
    leaf = models.TextField()
    """The exact leaf bytes (ASCII, RFC 8785 canonical): version, coarse time, three salted digests."""
    leaf_hash = models.BinaryField()
    """RFC 6962 leaf hash of `leaf`."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["stream", "version"], name="ledger_stream_version")]


class Opening(models.Model):
    """What an entry's digests open to. A column may be set to NULL (erased), never changed."""

    position = models.BigIntegerField(primary_key=True)
    public = models.TextField(null=True)
    internal = models.TextField(null=True)
    personal = models.BinaryField(null=True)
    """Sealed with the subject's key: nonce, then AES-256-GCM."""
    subject = models.CharField(max_length=64, default="")
    """Whose key seals the personal opening; "" where there never was one."""
    erased_by = models.BigIntegerField(null=True)
    """Position of the tombstone entry, once the personal opening is erased."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject"], condition=~models.Q(subject=""), name="ledger_subject")]


class SubjectKey(models.Model):
    """The key of one subject, wrapped by the master key. Deleting it erases what it sealed, in every backup made later."""

    subject = models.CharField(max_length=64, primary_key=True)
    wrapped = models.BinaryField()


class Given(models.Model):
    """A command that was carried out, by its idempotency key, with the entries it made (`first` to `last`)."""

    key = models.CharField(max_length=200, primary_key=True)
    fingerprint = models.BinaryField()
    first = models.BigIntegerField(unique=True)
    last = models.BigIntegerField()


class StoredFile(models.Model):
    """A file kept beside the ledger under its digest, sealed with its own wrapped key."""

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    wrapped = models.BinaryField()
