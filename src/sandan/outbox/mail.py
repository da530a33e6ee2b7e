"""E-mail by Django's own SMTP backend, on a connection to the address that was judged (`target.py`)."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Mapping

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.utils import DNS_NAME

from sandan.outbox.target import Barred, address_of, inside
from sandan.outbox.wording import Letter

WAIT = 15
PORTS = (25, 465, 587, 2525)
"""Ports at which mail is taken; another one only at hosts that the settings name."""

Said = tuple[str, str, int | None]
"""Result, reason and number, as `carrier.Outcome` has them."""


class _Pinned(smtplib.SMTP):
    """Connects to the judged address, and shows the certificate's check the name."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return socket.create_connection((address_of(host, port), port), timeout)


class _PinnedTLS(smtplib.SMTP_SSL, _Pinned):
    """The same, with TLS from the first byte: `SMTP_SSL` wraps what the class after it connects."""


class _Backend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _PinnedTLS if self.use_ssl else _Pinned


def send_mail(fields: Mapping[str, str], letter: Letter) -> Said:
    """Send a letter by the SMTP server of the channel. Raises `Barred` where the program does not connect to."""
    host, port, security = fields["host"], int(fields["port"]), fields["security"]
    if port not in PORTS and not inside(host, port):
        raise Barred("address_port")
    if security == "none" and not inside(host, port):
        raise Barred("address_scheme")
    backend = _Backend(
        host=host,
        port=port,
        username=fields.get("user", ""),
        password=fields.get("password", ""),
        use_tls=security == "starttls",
        use_ssl=security == "tls",
        timeout=WAIT,
    )
    message = EmailMessage(
        letter.subject,
        letter.text,
        fields["sender"],
        [letter.to],
        headers={
            # The same id at each try, so that a mailbox can tell a repeat; RFC 3834: nobody's holiday notice answers a machine.
            "Message-ID": f"<{letter.id}@{DNS_NAME.get_fqdn()}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        try:
            backend.open()
            if backend.connection is not None:
                backend.connection.ehlo_or_helo_if_needed()
        except smtplib.SMTPAuthenticationError as error:
            return "refused", "sign_in_refused", error.smtp_code
        except smtplib.SMTPException:
            return "not_sent", "no_connection", None
        except OSError as error:
            return "not_sent", "tls" if "SSL" in type(error).__name__ else "no_connection", None
        return _hand_over(backend, message)
    finally:
        _close(backend)


def _hand_over(backend: EmailBackend, message: EmailMessage) -> Said:
    try:
        sent = backend.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        return _refused(codes[0] if codes else 550)
    except smtplib.SMTPServerDisconnected:
        return "unsure", "no_answer", None
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code)
    except (smtplib.SMTPException, OSError):
        return "unsure", "no_answer", None
    except (ValueError, UnicodeError):
        return "refused", "address_invalid", None
    return ("sent", "", None) if sent else ("refused", "address_invalid", None)


def _refused(code: int) -> Said:
    """A refusal by the server: a code that begins with 4 is for now (RFC 5321 section 4.2.1)."""
    return ("not_sent", "busy", code) if 400 <= code < 500 else ("refused", "refused", code)


def _close(backend: EmailBackend) -> None:
    """End the connection, without waiting for a farewell that changes nothing any more."""
    if backend.connection is not None:
        backend.connection.close()
        backend.connection = None
