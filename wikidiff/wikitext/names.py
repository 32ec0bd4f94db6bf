"""Where the footnotes of a text are told and where they are called: an index of names, without parsing the page.

A use such as `<ref name=x />` or `{{sfn|Holm|1990}}` says nothing of its source; whoever compares two texts must know
what it calls. The index looks at the tags of footnotes only, and is made when somebody first asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from wikidiff.model import Citation
from wikidiff.wikitext import refs
from wikidiff.wikitext.citations import citations_in

TRIES = 24  # places of a surname looked at for the work that a short footnote calls
BACK = 600  # characters before a surname in which its template must begin
LONGEST = 20_000  # characters of one definition that are read

_TOKEN = re.compile(r"<!--|<(?i:nowiki|pre)\b[^<>]*>|" + refs.OPEN.pattern + "|" + refs.CLOSE.pattern)
_CLOSING = {
    "!--": re.compile("-->"),
    "now": re.compile(r"</nowiki\s*>", re.IGNORECASE),
    "pre": re.compile(r"</pre\s*>", re.IGNORECASE),
}


class Names:
    """The named footnotes of one text."""

    def __init__(self, text: str, site: str) -> None:
        self.text = text
        self.site = site
        self._read: dict[tuple[int, int], Citation | None] = {}
        self._never: set[str] = set()  # closings that do not come any more

    def definition(self, name: str, group: str | None) -> Citation | None:
        """Return what a name is defined as: the first that tells anything, of its group or else of any."""
        places = self._index[0]
        span = places.get((group or "", name)) or places.get(("", name)) or self._any_group.get(name)
        return self._citation(span) if span is not None else None

    def uses(self, name: str) -> int:
        """Return how often a name is called without being told."""
        return self._index[1].get(name, 0)

    def work(self, surname: str, key: str, key_of: Callable[[Citation], str | None]) -> Citation | None:
        """Return the template that names this author and year, where a short footnote calls one."""
        at = -1
        for _ in range(TRIES):
            at = self.text.find(surname, at + 1)
            if at < 0:
                return None
            begin = self.text.rfind("{{", max(0, at - BACK), at)
            if begin < 0:
                continue
            found = citations_in(self.text, begin, min(len(self.text), begin + 2 * BACK), self.site)[:1]
            if found and found[0].definition and found[0].template is not None and key_of(found[0]) == key:
                return found[0]
        return None

    def _citation(self, span: tuple[int, int]) -> Citation | None:
        if span not in self._read:
            found = citations_in(self.text, *span, self.site) if span[1] - span[0] <= LONGEST else ()
            self._read[span] = found[0] if found else None
        return self._read[span]

    @cached_property
    def _any_group(self) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for (_, name), span in self._index[0].items():
            found.setdefault(name, span)
        return found

    @cached_property
    def _index(self) -> tuple[dict[tuple[str, str], tuple[int, int]], dict[str, int]]:
        """Read all tags once: the span of each definition by group and name, and how often each name is called."""
        text = self.text
        told: dict[tuple[str, str], tuple[int, int]] = {}
        called: dict[str, int] = {}
        opened: tuple[int, int, refs.RefTag] | None = None
        at = 0
        while (match := _TOKEN.search(text, at)) is not None:
            at = match.end()
            mark = match[0]
            if mark == "<!--" or (match[1] is None and mark[1] != "/"):
                at = self._behind(mark, at)
            elif mark[1] == "/":
                if opened is not None and text[opened[1] : match.start()].strip():
                    told.setdefault((opened[2].group or "", opened[2].name or ""), (opened[0], at))
                elif opened is not None and opened[2].name:
                    called[opened[2].name] = called.get(opened[2].name, 0) + 1
                opened = None
            elif opened is None:
                tag = refs.read(text, match.start(1), match.end(1))
                if tag.closed and tag.name:
                    called[tag.name] = called.get(tag.name, 0) + 1
                elif not tag.closed:
                    opened = (match.start(), at, tag)
        told = {key: span for key, span in told.items() if key[1]}
        return told, called

    def _behind(self, mark: str, at: int) -> int:
        """Return where what hides its content ends; what never closes hides nothing."""
        if mark.endswith("/>"):
            return at
        closing = _CLOSING.get(mark[1:4].lower(), _CLOSING["!--"])
        found = closing.search(self.text, at) if closing.pattern not in self._never else None
        if found is None:
            self._never.add(closing.pattern)
            return len(self.text) if mark == "<!--" else at
        return found.end()
