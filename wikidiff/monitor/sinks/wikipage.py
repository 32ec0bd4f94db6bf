"""A page on a wiki: each alert a paragraph under its own marks, in one section of one page.

Nothing is written unless `dry_run = false` stands in the file. It edits as a bot that is logged in (`assert=bot`), at
most once in ten seconds, never a page whose `{{bots}}` or `{{nobots}}` keeps it away, and not while the switch page
says otherwise. It changes nothing outside its own marks; where somebody saved in between it begins again. The marks
carry the alert's key, so an alert that comes twice stands there once, and can be withdrawn later. What a wiki hides
is taken out of the page too; the page's history is for those who hid it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import quote

from wikidiff.errors import SourceError
from wikidiff.monitor.alerts import Message, Word
from wikidiff.monitor.sinks.base import Secret, Sink, SinkFailed, secret
from wikidiff.monitor.sinks.bots import may_edit
from wikidiff.monitor.tables import Table

if TYPE_CHECKING:
    from wikidiff.sources.wiki import Wiki

PAUSE: Final = 10.0
CONFLICTS: Final = 4
_ON: Final = frozenset({"run", "yes", "on", "true", "start"})
_END: Final = "<!-- /wikidiff -->"
_BLOCK: Final = r"<!-- wikidiff {} -->.*?<!-- /wikidiff -->\n?"
_ESCAPED: Final = {ord(letter): f"&#{ord(letter)};" for letter in "&<>[]{}|~'=*#:;_"}
_LOG = logging.getLogger("wikidiff.monitor.sinks.wikipage")


def read(name: str, table: Table, folder: Path) -> Sink:
    """Read the table of this sink."""
    user, password = table.needed("user", "a bot password's name, such as Name@bot"), secret(table, "password", folder)
    if password is None:
        table.fail(None, "'password' is missing", 'such as password = { env = "WIKI_PASSWORD" }')
    return WikiPage(
        name,
        api=table.needed("api", "the address of the wiki's api.php"),
        page=table.needed("page", "the page to write to"),
        user=user,
        password=password,
        section=table.text("section", "Alerts") or "Alerts",
        switch=table.needed("switch", "a page on which 'run' stands while the bot may edit"),
        summary=table.text("summary", "alerts of wikidiff watch") or "",
        contact=table.text("contact"),
        dry_run=table.flag("dry_run", default=True) is not False,
        pause=table.number("pause", PAUSE, low=PAUSE) or PAUSE,
    )


class WikiPage(Sink):
    """Keeps a section of a page."""

    kind: ClassVar[str] = "wiki"
    at_once: ClassVar[int] = 50

    def __init__(
        self,
        name: str,
        *,
        api: str,
        page: str,
        user: str,
        password: Secret,
        section: str,
        switch: str,
        summary: str,
        contact: str | None,
        dry_run: bool,
        pause: float,
        wiki: Callable[[], Wiki] | None = None,
    ) -> None:
        super().__init__(name)
        self.api, self.page, self.user, self.password = api, page, user, password
        self.section, self.switch, self.summary, self.contact = section, switch, summary, contact
        self.dry_run = dry_run
        self.pause = 0.0 if dry_run else pause
        self._made = wiki or self._make
        self._wiki: Wiki | None = None

    def secrets(self) -> Sequence[Secret]:
        """Return the password."""
        return (self.password,)

    def _make(self) -> Wiki:
        from wikidiff.sources.http import Session  # noqa: PLC0415  (requests takes a while to load)
        from wikidiff.sources.wiki import Wiki  # noqa: PLC0415

        session = Session(contact=self.contact)
        return Wiki(self.api, session=session, user=self.user, password=self.password.reveal())

    def open(self) -> None:
        """Make the client; nothing is asked yet."""
        if self._wiki is None:
            self._wiki = self._made()

    def close(self) -> None:
        """Close the connections."""
        if self._wiki is not None:
            self._wiki.close()

    def deliver(self, messages: Sequence[Message]) -> None:
        """Write the messages in one edit."""
        if self._wiki is None:
            raise SinkFailed("it is not open")
        from wikidiff.sources.write import EditRefused, save, standing  # noqa: PLC0415

        wiki = self._wiki
        try:
            for _ in range(CONFLICTS):
                self._look_at_switch(wiki)
                base = standing(wiki, self.page)
                old = base.text or ""
                reason = may_edit(old, self.user.partition("@")[0])
                if reason is not None:
                    raise SinkFailed(f"{self.page} is not edited: {reason}", wait=3600)
                new = written(old, messages, self.section)
                if new == old:
                    return
                if self.dry_run:
                    for message in messages:
                        fields = {"page": self.page, "id": message.id, "text": paragraph(message)}
                        _LOG.info("would write (dry run)", extra={"fields": fields})
                    return
                try:
                    save(wiki, base, new, self.summary)
                except EditRefused as error:
                    if error.code not in ("editconflict", "articleexists", "missingtitle"):
                        raise
                    continue
                return
        except SourceError as error:
            raise SinkFailed(
                str(error), wait=300 if getattr(error, "code", "") == "assertbotfailed" else None
            ) from error
        raise SinkFailed(f"{self.page} changed {CONFLICTS} times while it was written")

    def _look_at_switch(self, wiki: Wiki) -> None:
        """Refuse to go on unless the switch page says so: a missing page stops the bot."""
        from wikidiff.sources.write import standing  # noqa: PLC0415

        said = (standing(wiki, self.switch).text or "").strip().casefold()
        if said not in _ON:
            raise SinkFailed(f"the switch {self.switch} is off", hint="write 'run' on it", wait=60)


def _mark(key: str) -> str:
    return quote(key, safe=":@.").replace("--", "%2D%2D")


def paragraph(message: Message) -> str:
    """Return a message as wikitext in which nothing acts as markup, between its marks."""
    lines = [line.strip().translate(_ESCAPED) for line in message.text.strip().splitlines() if line.strip()]
    url = message.body.get("url")
    if isinstance(url, str) and url:
        lines = [line for line in lines if line != url.translate(_ESCAPED)]
        lines.append(f"[{url.replace(']', '%5D').replace(' ', '%20')} diff]")
    return f"<!-- wikidiff {_mark(message.key)} -->\n* {'<br>'.join(lines)}\n{_END}\n"


def written(text: str, messages: Sequence[Message], section: str) -> str:
    """Return a page with messages in it; what stands outside their marks stays as it is."""
    for message in messages:
        found = re.search(_BLOCK.format(re.escape(_mark(message.key))), text, re.DOTALL)
        if found is not None:
            if message.word is not Word.ALERT:
                text = text[: found.start()] + paragraph(message) + text[found.end() :]
            continue
        if message.word is Word.ALERT:
            at = _end_of(text, section)
            if at is None:
                text = f"{text.rstrip()}\n\n== {section} ==\n".lstrip("\n")
                at = len(text)
            before = text[:at].rstrip("\n")
            text = f"{before}\n{paragraph(message)}{text[at:]}"
    return text


def _end_of(text: str, section: str) -> int | None:
    """Return where a section of the second level ends, None where there is none."""
    heading = re.search(rf"^==[ \t]*{re.escape(section)}[ \t]*==[ \t]*$", text, re.MULTILINE)
    if heading is None:
        return None
    following = re.search(r"^={1,2}[^=].*$", text[heading.end() :], re.MULTILINE)
    return len(text) if following is None else heading.end() + following.start()
