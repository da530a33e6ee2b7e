"""How letters leave the house, against servers on this machine: what they say, what is known afterwards, and where they may not go."""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import hmac
import json
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django import Settings
from tests.outbox.server import Mail, Web

from sandan.outbox import post as posting
from sandan.outbox import target as targets
from sandan.outbox.carrier import Outcome, Result, carry
from sandan.outbox.models import Means
from sandan.outbox.target import Barred, address_of, target
from sandan.outbox.wording import REASONS, Letter

LETTER = Letter("f" * 32, "13800001111", "三单：1 条", "W2026-000012 已交办。\n第二行", "zh-hans", perhaps_twice=False)
MAILED = Letter("e" * 32, "gao@example.gov", "三单：1 条", "W2026-000012 已交办。", "zh-hans", perhaps_twice=False)


def sent(server: Web) -> Any:
    return json.loads(server.got[-1][2])


def test_a_wecom_robot_gets_its_text(chat: Web) -> None:
    assert carry(Means.WECOM, {"url": chat.url()}, LETTER) == Outcome(Result.SENT)
    assert sent(chat) == {"msgtype": "text", "text": {"content": LETTER.text}}
    assert chat.got[0][0] == "/hook?key=geheim"


def test_a_long_text_is_cut_to_what_a_robot_takes(chat: Web) -> None:
    long = Letter(
        "a" * 32, "", "", "\n".join("这一行有十二个汉字哦哦" for _ in range(200)), "zh-hans", perhaps_twice=False
    )
    carry(Means.WECOM, {"url": chat.url()}, long)
    text = sent(chat)["text"]["content"]
    assert len(text.encode()) <= 2048
    assert text.endswith("…")


def test_dingtalk_and_feishu_are_signed_as_they_ask(chat: Web) -> None:
    fields = {"url": chat.url("/robot/send?access_token=t"), "secret": "SECgeheim"}
    assert carry(Means.DINGTALK, fields, LETTER).result is Result.SENT
    query = parse_qs(urlsplit(chat.got[-1][0]).query)
    signed = hmac.new(b"SECgeheim", f"{query['timestamp'][0]}\nSECgeheim".encode(), hashlib.sha256).digest()
    assert base64.b64decode(query["sign"][0]) == signed
    assert carry(Means.FEISHU, {"url": chat.url(), "secret": "geheim"}, LETTER).result is Result.SENT
    body = sent(chat)
    signed = hmac.new(f"{body['timestamp']}\ngeheim".encode(), b"", hashlib.sha256).digest()
    assert base64.b64decode(body["sign"]) == signed
    assert body["content"] == {"text": LETTER.text}


@pytest.mark.parametrize(
    ("means", "answer", "result", "reason"),
    [
        (Means.WECOM, (200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}'), Result.REFUSED, "refused"),
        (Means.DINGTALK, (200, b'{"errcode": 310000, "errmsg": "keywords not in content"}'), Result.REFUSED, "refused"),
        (Means.FEISHU, (200, b'{"code": 19021, "msg": "sign match fail"}'), Result.REFUSED, "refused"),
        (Means.WECOM, (200, b'{"errcode": 45009}'), Result.NOT_SENT, "busy"),
        (Means.FEISHU, (200, b'{"code": 11232}'), Result.NOT_SENT, "busy"),
        (Means.WECOM, (200, b"<html>welcome</html>"), Result.UNSURE, "answer_unreadable"),
        (Means.WECOM, None, Result.UNSURE, "no_answer"),
        (Means.WEBHOOK, None, Result.UNSURE, "no_answer"),
        (Means.WEBHOOK, (204, b""), Result.SENT, ""),
        (Means.WEBHOOK, (429, b""), Result.NOT_SENT, "busy"),
        (Means.WEBHOOK, (503, b""), Result.NOT_SENT, "busy"),
        (Means.WEBHOOK, (500, b""), Result.UNSURE, "answer_error"),
        (Means.WEBHOOK, (502, b""), Result.UNSURE, "answer_error"),
        (Means.WEBHOOK, (404, b""), Result.REFUSED, "refused"),
    ],
)
def test_no_answer_is_taken_for_more_than_it_says(
    means: Means, answer: tuple[int, bytes] | None, result: Result, reason: str, chat: Web
) -> None:
    chat.answer = answer
    came = carry(means, {"url": chat.url()}, LETTER)
    assert (came.result, came.reason) == (result, reason)
    assert len(chat.got) == 1, "one call, one try"


def test_what_never_connected_was_not_sent(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    settings.SANDAN_NOTICE_HOSTS = (f"127.0.0.1:{port}",)
    came = carry(Means.WEBHOOK, {"url": f"http://127.0.0.1:{port}/"}, LETTER)
    assert came == Outcome(Result.NOT_SENT, "no_connection")
    fields = {"host": "127.0.0.1", "port": str(port), "security": "none", "sender": "a@example.gov"}
    assert carry(Means.EMAIL, fields, MAILED) == Outcome(Result.NOT_SENT, "no_connection")


def test_a_redirect_is_not_followed(chat: Web) -> None:
    chat.answer, chat.headers = (302, b""), {"Location": chat.url("/elsewhere")}
    assert carry(Means.WEBHOOK, {"url": chat.url()}, LETTER).result is Result.REFUSED
    assert [path for path, _headers, _body in chat.got] == ["/hook?key=geheim"]


def test_an_endless_answer_is_not_read_to_its_end(chat: Web) -> None:
    chat.answer = (200, b"x" * 5_000_000)
    assert carry(Means.WEBHOOK, {"url": chat.url()}, LETTER).result is Result.SENT


def test_a_webhook_can_tell_who_wrote_and_what_it_has_seen(chat: Web) -> None:
    carry(Means.WEBHOOK, {"url": chat.url(), "secret": "geheim"}, LETTER)
    _path, headers, body = chat.got[0]
    assert headers["Idempotency-Key"] == LETTER.id
    stamp, _comma, signature = headers["X-Sandan-Signature"].partition(",v1=")
    signed = hmac.new(b"geheim", stamp[2:].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert signature == signed
    assert sent(chat) == {
        "id": LETTER.id, "subject": LETTER.subject, "text": LETTER.text, "language": "zh-hans", "perhaps_twice": False,
    }  # fmt: skip


def test_an_sms_gateway_gets_what_its_template_says(chat: Web) -> None:
    chat.answer = (200, b'{"result": {"code": "0"}}')
    fields = {
        "url": chat.url(),
        "header": "Authorization: Bearer geheim",
        "template": '{"mobile": "{{to}}", "content": "【三单】{{text}}", "requestId": "{{id}}"}',
        "success": "result.code=0",
    }
    assert carry(Means.SMS, fields, LETTER).result is Result.SENT
    assert sent(chat) == {"mobile": "13800001111", "content": f"【三单】{LETTER.text}", "requestId": LETTER.id}
    assert chat.got[0][1]["Authorization"] == "Bearer geheim"
    chat.answer = (200, b'{"result": {"code": "4101"}}')
    assert carry(Means.SMS, fields, LETTER) == Outcome(Result.REFUSED, "refused", 4101)
    chat.answer = (200, b"OK")
    assert carry(Means.SMS, fields, LETTER).result is Result.UNSURE
    form = {"url": chat.url(), "template": "phone={{to}}&msg={{text}}"}
    assert carry(Means.SMS, form, LETTER).result is Result.SENT
    assert parse_qs(chat.got[-1][2].decode()) == {"phone": ["13800001111"], "msg": [LETTER.text]}


def fields_of(server: Mail) -> dict[str, str]:
    return {"host": "127.0.0.1", "port": str(server.port), "security": "none", "sender": "三单 <sandan@example.gov>"}


def test_mail_is_handed_over(post_office: Mail) -> None:
    assert carry(Means.EMAIL, fields_of(post_office), MAILED) == Outcome(Result.SENT)
    assert carry(Means.EMAIL, fields_of(post_office), MAILED) == Outcome(Result.SENT)
    (to, text), (_to, again) = post_office.got
    message, second = (email.message_from_bytes(each.encode(), policy=email.policy.default) for each in (text, again))
    assert to == "gao@example.gov"
    assert message["Subject"] == MAILED.subject
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == second["Message-ID"]
    assert MAILED.id in message["Message-ID"]
    assert message.get_content().strip() == MAILED.text


@pytest.mark.parametrize(
    ("word", "said", "result", "reason"),
    [
        ("RCPT", "550 no such user", Result.REFUSED, "refused"),
        ("RCPT", "450 mailbox busy", Result.NOT_SENT, "busy"),
        ("MAIL", "553 not allowed", Result.REFUSED, "refused"),
        ("DATA", "451 try later", Result.NOT_SENT, "busy"),
        ("END", "554 spam", Result.REFUSED, "refused"),
        ("END", None, Result.UNSURE, "no_answer"),
        ("EHLO", None, Result.NOT_SENT, "no_connection"),
    ],
)
def test_a_mail_servers_words_are_taken_for_what_they_say(
    word: str, said: str | None, result: Result, reason: str, post_office: Mail
) -> None:
    post_office.says[word] = said
    came = carry(Means.EMAIL, fields_of(post_office), MAILED)
    assert (came.result, came.reason) == (result, reason)


INNER = ("127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.9", "169.254.169.254", "100.64.0.1", "0.0.0.1", "::1", "fd00::1",
         "fe80::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "224.0.0.1")  # fmt: skip


@pytest.mark.parametrize("address", INNER)
def test_nothing_inside_the_house_is_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by its number nor by a name that leads there, nor where one of several answers does."""
    host = f"[{address}]" if ":" in address else address
    fields = {"url": f"https://{host}/"}
    assert carry(Means.WEBHOOK, fields, LETTER) == Outcome(Result.REFUSED, "address_internal")
    mail = {"host": address, "port": "465", "security": "tls", "sender": "a@example.gov"}
    assert carry(Means.EMAIL, mail, MAILED) == Outcome(Result.REFUSED, "address_internal")
    both = [(0, 0, 0, "", (each, 443)) for each in ("93.184.215.14", address)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: both)
    with pytest.raises(Barred, match="address_internal"):
        address_of("harmless.example.com", 443)


def test_the_address_that_was_judged_is_the_one_that_is_called(chat: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that means something else when it is asked a second time gains nothing: it is asked once."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def answers(host: str, *rest: Any, **more: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1" if host == "chat.county.example" else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    monkeypatch.setattr(targets, "inside", lambda host, _port: host == "chat.county.example")
    assert carry(Means.WEBHOOK, {"url": chat.url(host="chat.county.example")}, LETTER).result is Result.SENT
    assert [each for each in asked if not _numeric(each)] == ["chat.county.example"]
    assert chat.got[0][1]["Host"] == f"chat.county.example:{chat.port}"


def _numeric(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.com/", "address_scheme"),
        ("file:///etc/passwd", "address_invalid"),
        ("gopher://example.com/", "address_scheme"),
        ("https://user:word@example.com/", "address_invalid"),
        ("https://@example.com/", "address_invalid"),
        ("https://example.com:99999/", "address_invalid"),
        ("https:///path", "address_invalid"),
        ("https://example.com/#part", "address_invalid"),
        ("https://example.com/a b", "address_invalid"),
        ("https://example.com/\r\nHost: x", "address_invalid"),
        ("https://例子.example/", "address_invalid"),
        ("", "address_invalid"),
    ],
)
def test_only_plain_https_addresses_are_taken(url: str, reason: str) -> None:
    with pytest.raises(Barred, match=reason):
        target(url)


@pytest.mark.parametrize(
    ("port", "security", "reason"), [("22", "tls", "address_port"), ("587", "none", "address_scheme")]
)
def test_mail_goes_to_mail_ports_and_encrypted(port: str, security: str, reason: str) -> None:
    fields = {"host": "mail.example.com", "port": port, "security": security, "sender": "a@example.gov"}
    assert carry(Means.EMAIL, fields, MAILED) == Outcome(Result.REFUSED, reason)


@pytest.fixture
def with_certificate(tmp_path: Path, settings: Settings) -> Iterator[Callable[[str], int]]:
    """`with_certificate("name")`: the port of a TLS server whose certificate, for that name, the machine trusts."""
    servers: list[HTTPServer] = []

    def made(name: str) -> int:
        key = ec.generate_private_key(ec.SECP256R1())
        who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        names = x509.SubjectAlternativeName([x509.DNSName(name)])
        builder = x509.CertificateBuilder(who, who, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
        builder = builder.add_extension(names, critical=False).add_extension(x509.BasicConstraints(True, None), True)
        pem = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        (tmp_path / "cert.pem").write_bytes(pem)
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (tmp_path / "key.pem").write_bytes(secret)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
        server = HTTPServer(("127.0.0.1", 0), Taking)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = int(server.server_address[1])
        settings.SANDAN_NOTICE_HOSTS = (f"localhost:{port}",)
        return port

    yield made
    for each in servers:
        each.shutdown()
        each.server_close()


class Taking(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        pass


def test_the_other_sides_certificate_must_be_good_for_its_name(
    with_certificate: Callable[[str], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = with_certificate("localhost")
    url = {"url": f"https://localhost:{port}/"}
    monkeypatch.setattr(posting, "CONNECT", 5.0)
    assert carry(Means.WEBHOOK, url, LETTER) == Outcome(Result.NOT_SENT, "tls"), "nobody vouches for it"
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    assert carry(Means.WEBHOOK, url, LETTER) == Outcome(Result.SENT)
    port = with_certificate("other.example")
    assert carry(Means.WEBHOOK, {"url": f"https://localhost:{port}/"}, LETTER) == Outcome(Result.NOT_SENT, "tls")


def test_no_secret_is_logged(chat: Web, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    chat.answer = (200, b'{"errcode": 93000, "errmsg": "invalid key geheim"}')
    came = carry(Means.WECOM, {"url": chat.url()}, LETTER)
    assert "geheim" not in caplog.text + repr(came)


def test_every_reason_has_its_sentence() -> None:
    folder = Path(posting.__file__).parent
    source = "".join(each.read_text("utf-8") for each in folder.glob("*.py") if each.name != "wording.py")
    used = {each for each in REASONS if f'"{each}"' in source}
    assert used == set(REASONS), "a sentence that nothing says"
