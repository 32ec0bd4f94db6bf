"""An Atom feed in a file: the last alerts, each an entry whose id comes from the alert's key.

The file is read, changed and put in place whole, so that a reader never sees half of it, and an alert that comes twice
is one entry. A retraction or redaction rewrites the entry.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import quote
from xml.etree import ElementTree as ET

from wikidiff.errors import ConfigError
from wikidiff.monitor.alerts import Message, Word
from wikidiff.monitor.sinks.base import Sink, SinkFailed
from wikidiff.monitor.tables import Table

_UNFIT: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATOM: Final = "{http://www.w3.org/2005/Atom}"


def read(name: str, table: Table, folder: Path) -> Sink:
    """Read the table of this sink."""
    return Atom(
        name,
        folder / table.needed("path", "a feed needs a path"),
        title=table.text("title", "wikidiff watch") or "",
        most=table.whole("most", 200, low=1, high=10_000),
    )


class Atom(Sink):
    """Keeps the newest alerts in a feed."""

    kind: ClassVar[str] = "atom"
    at_once: ClassVar[int] = 100

    def __init__(self, name: str, path: Path, *, title: str, most: int) -> None:
        super().__init__(name)
        self.path, self.title, self.most = path, title, most

    def open(self) -> None:
        """See that the feed can be read and written."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._write(self._entries())
        except OSError as error:
            raise ConfigError(f"the feed of sink '{self.name}' cannot be written ({error.strerror})",
                              path=str(self.path)) from error  # fmt: skip

    def deliver(self, messages: Sequence[Message]) -> None:
        """Put the messages into the feed."""
        try:
            entries = self._entries()
            for message in messages:
                mark = f"urn:wikidiff:{quote(message.key, safe=':')}"
                entry = self._entry(message, mark)
                if message.word is Word.ALERT:
                    entries.setdefault(mark, entry)
                elif mark in entries:  # what has left the feed is not put back
                    entries[mark] = entry
            self._write(entries)
        except OSError as error:
            raise SinkFailed(f"{self.path.name} cannot be written ({error.strerror})") from error

    def _entries(self) -> dict[str, ET.Element]:
        if not self.path.exists() or not self.path.stat().st_size:
            return {}
        try:
            root = ET.parse(self.path).getroot()  # noqa: S314  (our own file)
        except ET.ParseError as error:
            raise ConfigError(
                f"the feed of sink '{self.name}' is no XML", hint="move it away", path=str(self.path)
            ) from error
        return {entry.findtext(f"{_ATOM}id") or "": entry for entry in reversed(root.findall(f"{_ATOM}entry"))}

    def _entry(self, message: Message, mark: str) -> ET.Element:
        entry = ET.Element(f"{_ATOM}entry")
        stamp = str(message.body.get("timestamp") or _now())
        for name, text in (
            ("id", mark),
            ("title", message.title),
            ("published", stamp),
            ("updated", stamp if message.word is Word.ALERT else _now()),
        ):
            ET.SubElement(entry, f"{_ATOM}{name}").text = _clean(text)
        if message.body.get("url"):
            ET.SubElement(entry, f"{_ATOM}link", rel="alternate", href=str(message.body["url"]))
        user = message.body.get("user")
        author = ET.SubElement(entry, f"{_ATOM}author")
        ET.SubElement(author, f"{_ATOM}name").text = _clean(str(user)) if user else "hidden"
        for finding in (message.body.get("analysis") or {}).get("findings", []):
            ET.SubElement(entry, f"{_ATOM}category", term=_clean(str(finding.get("category", ""))))
        ET.SubElement(entry, f"{_ATOM}content", type="text").text = _clean(message.text)
        return entry

    def _write(self, entries: dict[str, ET.Element]) -> None:
        newest = list(entries.values())[-self.most :][::-1]
        root = ET.Element(f"{_ATOM}feed")
        ET.SubElement(root, f"{_ATOM}title").text = _clean(self.title)
        ET.SubElement(root, f"{_ATOM}id").text = f"urn:wikidiff:feed:{quote(self.name)}"
        ET.SubElement(root, f"{_ATOM}updated").text = _now()
        root.extend(newest)
        ET.register_namespace("", _ATOM.strip("{}"))
        ET.indent(root)
        beside = self.path.with_name(f".{self.path.name}.new")
        with beside.open("wb") as stream:
            stream.write(ET.tostring(root, encoding="utf-8", xml_declaration=True))
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(self.path)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _clean(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return _UNFIT.sub("\ufffd", text)
