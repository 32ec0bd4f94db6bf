"""The opening tag of a footnote: `<ref name="x" group=y details='p. 3'>` in any quoting."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wikidiff.model import Span

OPEN = re.compile(r"<[rR][eE][fF](?=[\s/>])([^<>]*)>")
CLOSE = re.compile(r"</[rR][eE][fF]\s*>")
LIST = re.compile(r"<references(?=[\s/>])([^<>]*)>", re.IGNORECASE)
LIST_CLOSE = re.compile(r"</references\s*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]{1,40})\s{0,40}=\s{0,40}(?:"([^"]*)"?|'([^']*)'?|([^\s"'<>]*))""")
_KNOWN = frozenset({"name", "group", "follow", "details", "dir"})
_QUOTES = "“”„‟«»‘’\"'"


@dataclass(frozen=True, slots=True)
class RefTag:
    """What an opening tag says; spans are those of the values."""

    name: str | None = None
    group: str | None = None
    follow: str | None = None
    details: str | None = None
    dir: str | None = None
    spans: tuple[tuple[str, Span], ...] = ()
    closed: bool = False


def read(text: str, start: int, end: int) -> RefTag:
    """Read the attributes in `text[start:end]`, what stands between `<ref` and `>`."""
    if start == end:
        return _PLAIN
    closed = text[end - 1] == "/"
    values: dict[str, str] = {}
    spans = []
    for match in _ATTRIBUTE.finditer(text, start, end - closed):
        key = match[1].lower()
        group = match.lastindex or 4
        if key in _KNOWN:
            value = " ".join(match[group].strip(_QUOTES if group == 4 else None).split())
            if value:
                values[key] = value
                spans.append((key, Span(*match.span(group))))
    return RefTag(**values, spans=tuple(spans), closed=closed)


def stray(opener: str) -> str:
    """Return the words of an opening tag that belong to no attribute: `b` in `<ref name=a b>`."""
    inside = opener[4:-1].removesuffix("/")
    return " ".join(_ATTRIBUTE.sub(" ", inside).replace("/", " ").split()).strip("\"' ")


_PLAIN = RefTag()
