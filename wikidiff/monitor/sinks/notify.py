"""Everything that Apprise can reach: IRC, Slack, Discord, Mastodon, Matrix, Telegram and the rest (extra `notify`).

Apprise takes a message and says whether it went; it knows no keys, so after a crash a message can arrive twice there.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from wikidiff.errors import ConfigError, MissingExtra
from wikidiff.monitor.alerts import Message
from wikidiff.monitor.sinks.base import Secret, Sink, SinkFailed, secret
from wikidiff.monitor.tables import Table

_TYPES: Final = {"info": "info", "low": "info", "medium": "warning", "high": "warning", "critical": "failure"}


def read(name: str, table: Table, folder: Path) -> Sink:
    """Read the table of this sink."""
    value = table.raw("urls")
    if isinstance(value, list):
        urls = tuple(Secret(url) for url in table.texts("urls"))
    else:
        found = secret(table, "urls", folder)
        urls = () if found is None else tuple(Secret(url) for url in found.reveal().split())
    if not urls:
        table.fail(None, "'urls' is missing", "addresses as Apprise writes them, or { env = … } with blanks between")
    return Apprise(name, urls)


class Apprise(Sink):
    """Hands messages to Apprise."""

    kind: ClassVar[str] = "apprise"
    at_once: ClassVar[int] = 1

    def __init__(self, name: str, urls: Sequence[Secret]) -> None:
        super().__init__(name)
        self.urls = tuple(urls)
        self._apprise: Any = None

    def secrets(self) -> Sequence[Secret]:
        """Return the addresses: they hold passwords."""
        return self.urls

    def ready(self) -> None:
        """Say what is not installed, and which address Apprise does not know."""
        try:
            self.open()
        except SinkFailed as error:
            raise ConfigError(str(error), hint="look at its urls") from error

    def open(self) -> None:
        """Load Apprise and let it read the addresses."""
        try:
            import apprise  # noqa: PLC0415  (an extra)
        except ImportError as error:
            raise MissingExtra(
                f"sink '{self.name}' needs Apprise, which is not installed", hint="run pip install 'wikidiff[notify]'"
            ) from error
        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it would log addresses
        self._apprise = apprise.Apprise()
        for number, url in enumerate(self.urls, start=1):
            if not self._apprise.add(url.reveal()):
                raise SinkFailed(f"Apprise does not know address {number} of sink '{self.name}'", forever=True)

    def deliver(self, messages: Sequence[Message]) -> None:
        """Send each message."""
        for message in messages:
            rule = message.body.get("rule") or {}
            kind = _TYPES.get(str(rule.get("severity")), "info")
            try:
                went = self._apprise.notify(title=message.title, body=message.text, notify_type=kind)
            except (OSError, TypeError, ValueError) as error:
                raise SinkFailed(f"Apprise could not send it ({type(error).__name__})") from error
            if not went:
                raise SinkFailed("Apprise could not send it")
