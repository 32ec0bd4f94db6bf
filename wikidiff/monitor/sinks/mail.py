"""Email over SMTP. The Message-ID comes from the alert's key: a message sent twice is one message to mail programs,
and what is said of an alert later stands in its thread.
"""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import ClassVar, Final

from wikidiff.monitor.alerts import Message, Word
from wikidiff.monitor.sinks.base import Secret, Sink, SinkFailed, secret
from wikidiff.monitor.tables import Table

_SUBJECT: Final = 150


def read(name: str, table: Table, folder: Path) -> Sink:
    """Read the table of this sink."""
    tls = table.text("tls", "starttls", choices=("starttls", "tls", "none")) or "starttls"
    sender, to = table.needed("from"), table.texts("to")
    if not to:
        table.fail(None, "'to' is missing", 'such as to = ["you@wiki.org"]')
    for key, addresses in (("from", (sender,)), ("to", to)):
        for address in addresses:
            if "@" not in address or any(letter in address for letter in "\r\n,<>"):
                table.fail(key, f"'{address}' is no address", 'such as "you@wiki.org"')
    return Mail(
        name,
        host=table.needed("host", "the name of an SMTP server"),
        port=table.whole("port", {"starttls": 587, "tls": 465, "none": 25}[tls], low=1, high=65535),
        tls=tls,
        sender=sender,
        to=to,
        user=table.text("user"),
        password=secret(table, "password", folder),
    )


class Mail(Sink):
    """One letter a message; those of one call share a connection."""

    kind: ClassVar[str] = "email"
    at_once: ClassVar[int] = 1

    def __init__(
        self,
        name: str,
        *,
        host: str,
        port: int,
        tls: str,
        sender: str,
        to: Sequence[str],
        user: str | None = None,
        password: Secret | None = None,
    ) -> None:
        super().__init__(name)
        self.host, self.port, self.tls = host, port, tls
        self.sender, self.to = sender, tuple(to)
        self.user, self.password = user, password

    def secrets(self) -> Sequence[Secret]:
        """Return the password."""
        return () if self.password is None else (self.password,)

    def deliver(self, messages: Sequence[Message]) -> None:
        """Send each message."""
        try:
            with self._connect() as server:
                for message in messages:
                    server.send_message(self._letter(message))
        except smtplib.SMTPAuthenticationError as error:
            raise SinkFailed(f"the mail server refuses the password ({error.smtp_code})", wait=300) from error
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            codes = [code for code, _ in error.recipients.values()] if isinstance(
                error, smtplib.SMTPRecipientsRefused
            ) else [error.smtp_code]  # fmt: skip
            lasting = all(500 <= code < 600 for code in codes)
            raise SinkFailed(f"the mail server refuses it ({codes[0]})", forever=lasting) from error
        except (smtplib.SMTPException, OSError) as error:
            raise SinkFailed(f"the mail server cannot be reached ({type(error).__name__})") from error

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context() if self.tls != "none" else None
        if self.tls == "tls" and context is not None:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=30, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=30)
        try:
            if self.tls == "starttls" and context is not None:
                server.starttls(context=context)
            if self.user is not None and self.password is not None:
                server.login(self.user, self.password.reveal())
        except BaseException:
            server.close()
            raise
        return server

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage()
        lines = message.title.split()
        letter["Subject"] = " ".join(lines)[:_SUBJECT]
        letter["From"] = Address(addr_spec=self.sender)
        letter["To"] = ", ".join(self.to)
        letter["Date"] = formatdate()
        letter["Message-ID"] = self._id(message.id)
        if message.word is not Word.ALERT:
            letter["In-Reply-To"] = letter["References"] = self._id(f"{message.key}:{Word.ALERT}")
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.text.encode("utf-8", "replace").decode("utf-8") + "\n")
        return letter

    def _id(self, key: str) -> str:
        mark = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:40]
        return f"<wikidiff.{mark}@{self.sender.rpartition('@')[2]}>"
