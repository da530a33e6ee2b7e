"""The outbox's tables: ordinary ones, because no figure and no claim rests on them. What they tell of stands in the ledger."""

from __future__ import annotations

from datetime import time
from enum import StrEnum

from django.db import models

from sandan.domain.notice import Timing


class Means(StrEnum):
    """By what a channel carries messages."""

    EMAIL = "email"
    SMS = "sms"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    WEBHOOK = "webhook"


PERSONAL = (Means.EMAIL, Means.SMS)
"""Channels that reach one person, at their own address. The others reach the group chat or the program of one unit."""


class State(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENDING = "sending"
    """Somebody has claimed it and may be sending it at this moment, until the lease ends."""
    SENT = "sent"
    UNCERTAIN = "uncertain"
    """It may have been sent: whoever sent it got no answer, or stopped before writing down what the answer was."""
    FAILED = "failed"
    DROPPED = "dropped"
    """Not sent and not to be sent any more, for the reason that stands with it."""


class Office(models.Model):
    """What holds for all channels; one row, with `id` 1.

    `sending` is off until the operator turns it on: before that nothing leaves the house. `cursor` is the ledger position up to which
    notices have been made, `day` the last day whose due dates were looked at.
    """

    sending = models.BooleanField(default=False)
    site = models.CharField(max_length=200, default="")
    """Address under which people reach the program, for the links in messages; without one they have none."""
    resend = models.BooleanField(default=False)
    """Whether a message that may have been sent is sent again where a repeat is not thrown away."""
    cursor = models.BigIntegerField(null=True)
    day = models.DateField(null=True)


class Channel(models.Model):
    """A way out of the house. `sealed` holds its address and secrets; `unit` whose group or program it reaches (personal ones: "")."""

    key = models.CharField(max_length=16, primary_key=True)
    means = models.CharField(max_length=10)
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=32, default="")
    sealed = models.BinaryField()
    enabled = models.BooleanField(default=True)
    idempotent = models.BooleanField(default=False)
    """The office says that the other side throws a repeat (the same id) away."""
    language = models.CharField(max_length=10, default="zh-hans")


class Preference(models.Model):
    """What one person chose. `email` and `phone` are sealed; `muted` are kinds separated by spaces."""

    person = models.CharField(max_length=32, primary_key=True)
    language = models.CharField(max_length=10, default="zh-hans")
    email = models.BinaryField(default=bytes)
    phone = models.BinaryField(default=bytes)
    email_timing = models.CharField(max_length=10, default=Timing.DAILY.value)
    phone_timing = models.CharField(max_length=10, default=Timing.NEVER.value)
    muted = models.CharField(max_length=400, default="")
    quiet_first = models.TimeField(null=True, default=time(21))
    quiet_last = models.TimeField(null=True, default=time(7, 30))
    digest_at = models.TimeField(default=time(8, 30))
    digest_day = models.PositiveSmallIntegerField(default=0)
    """Of a weekly digest; Monday is 0."""
    looked = models.BigIntegerField(default=0)
    """The last notice (its id) that the person has marked as seen."""


class Notice(models.Model):
    """One thing that one person or one unit's group is told, once for each `occasion` (an entry, or a due date).

    No words, names or contacts are in it: a number, of which unit, by when. Deleted after a while; the ledger has what it tells of.
    """

    occasion = models.CharField(max_length=80)
    recipient = models.CharField(max_length=40)
    """`person/<id>` or `unit/<id>`."""
    kind = models.CharField(max_length=20)
    matter = models.CharField(max_length=32)
    number = models.CharField(max_length=20, default="")
    unit = models.CharField(max_length=32, default="")
    due_on = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occasion", "recipient"], name="notice_once")]
        indexes = [models.Index(fields=["recipient", "-at"], name="notice_recipient")]


class Message(models.Model):
    """What is sent through one channel to one recipient: one notice, or a digest of several. The key goes out with it as its id."""

    key = models.CharField(max_length=32, primary_key=True)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="messages")
    recipient = models.CharField(max_length=40)
    slot = models.CharField(max_length=100)
    state = models.CharField(max_length=10, default=State.WAITING.value)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claim = models.CharField(max_length=32, default="")
    lease_until = models.DateTimeField(null=True)
    perhaps_twice = models.BooleanField(default=False)
    """It went out, or is going out, although an earlier try may have arrived. The message itself says so too."""
    reason = models.CharField(max_length=30, default="")
    detail = models.IntegerField(null=True)
    """The number that the other side gave with its reason; never its words, which may repeat a secret."""
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "recipient", "slot"], name="message_once")]
        indexes = [models.Index(fields=["state", "next_at"], name="message_state")]


class Item(models.Model):
    """That a notice is told in a message. Once for each channel, so that making notices again makes no second message."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="items")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="item_once")]
