"""A webhook: one signed POST a message, tried again until it is taken.

`Idempotency-Key` is the message's id, the same at every attempt. `X-Wikidiff-Signature` is `t=SECONDS,v1=HEX`, the
HMAC-SHA256 of `SECONDS.BODY` under the secret: the receiver can refuse what is old or not from here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from wikidiff.errors import SourceError
from wikidiff.monitor.alerts import Message
from wikidiff.monitor.sinks.base import Secret, Sink, SinkFailed, secret
from wikidiff.monitor.tables import Table

_FORMS: Final = ("json", "slack", "discord", "text")
_LONGEST: Final = {"slack": 39_000, "discord": 1_900}
_AGAIN: Final = frozenset({408, 409, 425, 429})


def read(name: str, table: Table, folder: Path) -> Sink:
    """Read the table of this sink."""
    url = secret(table, "url", folder)  # chat services put their password into it
    if url is None:
        table.fail(None, "'url' is missing")
    if urlsplit(url.reveal()).scheme not in ("http", "https"):
        table.fail("url", "this is no http address")
    return Webhook(
        name,
        url,
        secret(table, "secret", folder),
        form=table.text("form", "json", choices=_FORMS) or "json",
    )


def sign(key: bytes, body: bytes, seconds: int) -> str:
    """Return the value of the signature's header."""
    mark = hmac.new(key, f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={mark}"


class Webhook(Sink):
    """Posts each message as JSON, as text, or in the form of Slack's or Discord's webhooks."""

    kind: ClassVar[str] = "webhook"
    at_once: ClassVar[int] = 1

    def __init__(self, name: str, url: Secret, key: Secret | None = None, *, form: str = "json") -> None:
        super().__init__(name)
        self.url = url
        self.key = key
        self.form = form
        self._poster: Any = None

    def open(self) -> None:
        """Make the connection's keeper; nothing is sent yet."""
        from wikidiff.sources.post import Poster  # noqa: PLC0415  (requests takes a while to load)

        self._poster = Poster()

    def close(self) -> None:
        """Close the connections."""
        if self._poster is not None:
            self._poster.close()

    def secrets(self) -> Sequence[Secret]:
        """Return the key, and the address: it may hold a token."""
        return (self.url,) if self.key is None else (self.url, self.key)

    def deliver(self, messages: Sequence[Message]) -> None:
        """Post each message."""
        for message in messages:
            self._post(message)

    def _post(self, message: Message, clock: Callable[[], float] = time.time) -> None:
        body = self._body(message)
        headers = {
            "Content-Type": "text/plain; charset=utf-8" if self.form == "text" else "application/json",
            "Idempotency-Key": message.id,
            "X-Wikidiff-Word": str(message.word),
        }
        if self.key is not None:
            headers["X-Wikidiff-Signature"] = sign(self.key.reveal().encode(), body, int(clock()))
        try:
            answer = self._poster.post(self.url.reveal(), body, headers)
        except SourceError as error:
            raise SinkFailed(error.what) from error
        if 200 <= answer.status < 300:
            return
        again = answer.status in _AGAIN or answer.status >= 500
        raise SinkFailed(
            f"it answered {answer.status}", wait=answer.wait, forever=not again and 400 <= answer.status < 500
        )

    def _body(self, message: Message) -> bytes:
        text = message.text[: _LONGEST.get(self.form)]
        if self.form == "text":
            return text.encode("utf-8", "replace")
        if self.form == "slack":
            data: dict[str, Any] = {"text": text}
        elif self.form == "discord":
            data = {"content": text, "allowed_mentions": {"parse": []}}
        else:
            data = {"id": message.id, "word": message.word, **message.body, "text": message.text}
        return json.dumps(data, ensure_ascii=False).encode("utf-8", "backslashreplace")
