"""Structured logs on standard error: a line of `name=value`, or of JSON; no secret ever stands in one."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from wikidiff.monitor.sinks.base import HIDDEN, Secret

ROOT: Final = "wikidiff.monitor"
_SHORTEST: Final = 4  # a shorter secret would black out ordinary words; it is refused nowhere, but hides nothing here


class Form(logging.Formatter):
    """Writes a record as one line, every secret blacked out."""

    def __init__(self, form: str, secrets: Iterable[Secret]) -> None:
        super().__init__()
        self.form = form
        self.hide(secrets)

    def hide(self, secrets: Iterable[Secret]) -> None:
        """Take note of what must not be seen."""
        found = set()
        for secret in secrets:
            text = secret.reveal()
            found |= {text, quote(text, safe=""), json.dumps(text)[1:-1]}
        self._hidden = sorted((text for text in found if len(text) >= _SHORTEST), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields: dict[str, Any] = dict(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0] is not None:
            fields["exception"] = f"{record.exc_info[0].__name__}: {record.exc_info[1]}"
        stamp = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        if self.form == "json":
            row = {"time": stamp, "level": record.levelname.lower(), "event": record.getMessage(), **fields}
            line = json.dumps(row, ensure_ascii=False, default=str)
        else:
            said = " ".join(f"{name}={_value(value)}" for name, value in fields.items())
            line = f"{stamp} {record.levelname.lower():<7} {record.getMessage()}{' ' if said else ''}{said}"
        for text in self._hidden:
            line = line.replace(text, HIDDEN)
        return line.replace("\n", "\\n").replace("\r", "\\r")


def _value(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if not text or any(letter in text for letter in ' "=\n') else text


def begin(level: str, form: str, secrets: Iterable[Secret]) -> Form:
    """Send the monitor's logs to standard error; return the form, to tell it of further secrets."""
    made = Form(form, secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(made)
    logger = logging.getLogger(ROOT)
    logger.handlers[:] = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False
    return made
