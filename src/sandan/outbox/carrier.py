"""Carriers: how a letter leaves the house by each means, and what is known of it afterwards.

A carrier never says more than it knows. What failed before the last byte was handed over was not sent; what the other side refused was
refused; and when the answer is missing or makes no sense, it may have been sent. Chat robots answer 200 with an error code inside, so the
code is what counts. No answer's words are kept: they may repeat a secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlsplit

from sandan.outbox.mail import send_mail
from sandan.outbox.models import Means
from sandan.outbox.post import NOT_SENT_STATUS, Answer, post
from sandan.outbox.target import Barred
from sandan.outbox.wording import Letter


class Result(StrEnum):
    """What is known of a letter after a try."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    """It did not leave; trying again makes no second one."""
    REFUSED = "refused"
    """It was refused for good: somebody has to mend the channel or the address."""
    UNSURE = "unsure"
    """It may have arrived."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result, why (a code that has its sentence), and the number that the other side gave."""

    result: Result
    reason: str = ""
    detail: int | None = None


Fields = Mapping[str, str]
"""What a channel's address and secrets are, by name."""

_BUSY: Mapping[Means, frozenset[int]] = {
    Means.WECOM: frozenset({-1, 45009, 45033}),
    Means.DINGTALK: frozenset({-1, 130101, 410100}),
    Means.FEISHU: frozenset({11232, 11247, 99991400}),
}
"""Error codes by which a robot says "too many at once, later"."""


def carry(means: Means, fields: Fields, letter: Letter) -> Outcome:
    """Send a letter. Never raises for anything that the other side, the network or a wrong address does."""
    try:
        if means is Means.EMAIL:
            return _result_of_mail(send_mail(fields, letter))
        return _CALLS[means](fields, letter)
    except Barred as barred:
        temporary = barred.reason == "address_unknown"
        return Outcome(Result.NOT_SENT if temporary else Result.REFUSED, barred.reason)


def _result_of_mail(said: tuple[str, str, int | None]) -> Outcome:
    result, reason, detail = said
    return Outcome(Result(result), reason, detail)


def _wecom(fields: Fields, letter: Letter) -> Outcome:
    body = {"msgtype": "text", "text": {"content": _cut(letter.text, 2048)}}
    return _robot(Means.WECOM, "errcode", post(fields["url"], _json(body), _headers(letter)))


def _dingtalk(fields: Fields, letter: Letter) -> Outcome:
    url = fields["url"]
    if fields.get("secret"):
        now = str(round(time.time() * 1000))
        sign = _hmac(fields["secret"].encode(), f"{now}\n{fields['secret']}".encode())
        url += f"{'&' if urlsplit(url).query else '?'}timestamp={now}&sign={quote(sign, safe='')}"
    body = {"msgtype": "text", "text": {"content": _cut(letter.text, 18_000)}}
    return _robot(Means.DINGTALK, "errcode", post(url, _json(body), _headers(letter)))


def _feishu(fields: Fields, letter: Letter) -> Outcome:
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": _cut(letter.text, 18_000)}}
    if fields.get("secret"):
        now = str(int(time.time()))
        body |= {"timestamp": now, "sign": _hmac(f"{now}\n{fields['secret']}".encode(), b"")}
    return _robot(Means.FEISHU, "code", post(fields["url"], _json(body), _headers(letter)))


def _webhook(fields: Fields, letter: Letter) -> Outcome:
    body = _json(
        {
            "id": letter.id,
            "subject": letter.subject,
            "text": letter.text,
            "language": letter.language,
            "perhaps_twice": letter.perhaps_twice,
        }
    )
    headers = _headers(letter)
    if fields.get("secret"):
        now = str(int(time.time()))
        signed = hmac.new(fields["secret"].encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        headers["X-Sandan-Signature"] = f"t={now},v1={signed}"
    return _plain(post(fields["url"], body, headers))


def _sms(fields: Fields, letter: Letter) -> Outcome:
    """A gateway takes what the office's own template says: JSON if it begins with a brace, else a form."""
    template, headers = fields["template"], _headers(letter)
    as_json = template.lstrip().startswith("{")
    values = {"to": letter.to, "text": letter.text, "id": letter.id}
    for name, value in values.items():
        written = json.dumps(value, ensure_ascii=False)[1:-1] if as_json else quote(value, safe="")
        template = template.replace("{{" + name + "}}", written)
    if not as_json:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    if fields.get("header"):
        name, _colon, value = fields["header"].partition(":")
        headers[name.strip()] = value.strip()
    answer = post(fields["url"], template.encode(), headers)
    success = fields.get("success", "")
    if not answer.arrived or answer.status != 200 or not success:
        return _plain(answer)
    name, _equals, value = success.partition("=")
    told = _field(answer, name.strip())
    if told is None:
        return Outcome(Result.UNSURE, "answer_unreadable")
    return Outcome(Result.SENT) if str(told) == value.strip() else Outcome(Result.REFUSED, "refused", _number(told))


_CALLS: Mapping[Means, Callable[[Fields, Letter], Outcome]] = {
    Means.WECOM: _wecom,
    Means.DINGTALK: _dingtalk,
    Means.FEISHU: _feishu,
    Means.WEBHOOK: _webhook,
    Means.SMS: _sms,
}


def _robot(means: Means, field: str, answer: Answer) -> Outcome:
    """What a robot's answer means: the code inside it counts, not the status."""
    if not answer.arrived or answer.status != 200:
        return _plain(answer)
    code = _number(_field(answer, field))
    if code is None:
        return Outcome(Result.UNSURE, "answer_unreadable")
    if code in _BUSY[means]:
        return Outcome(Result.NOT_SENT, "busy", code)
    return Outcome(Result.SENT) if code == 0 else Outcome(Result.REFUSED, "refused", code)


def _plain(answer: Answer) -> Outcome:
    """What an answer means by its status alone."""
    if not answer.arrived:
        return Outcome(Result.NOT_SENT if answer.harmless else Result.UNSURE, answer.reason)
    if 200 <= answer.status < 300:
        return Outcome(Result.SENT)
    if answer.status in NOT_SENT_STATUS:
        return Outcome(Result.NOT_SENT, "busy", answer.status)
    if answer.status >= 500:
        return Outcome(Result.UNSURE, "answer_error", answer.status)
    return Outcome(Result.REFUSED, "refused", answer.status)


def _field(answer: Answer, name: str) -> Any:
    """A field of a JSON answer, also further in: `data.code`."""
    try:
        found = json.loads(answer.body)
    except ValueError:
        return None
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _number(told: Any) -> int | None:
    text = str(told)
    return int(text) if len(text) < 10 and text.removeprefix("-").isdigit() and text.isascii() else None


def _headers(letter: Letter) -> dict[str, str]:
    return {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": letter.id, "User-Agent": "Sandan"}


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _hmac(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


def _cut(text: str, most: int) -> str:
    """The text in at most so many bytes of UTF-8, cut between lines where it is too long."""
    if len(text.encode()) <= most:
        return text
    kept = ""
    for line in text.split("\n"):
        if len(f"{kept}{line}\n…".encode()) > most:
            break
        kept += f"{line}\n"
    return f"{kept}…"
