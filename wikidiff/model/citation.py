"""A source as a text cites it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wikidiff.model.span import Span


class CitationKind(StrEnum):
    """The form in which a source is cited."""

    REF = "ref"  # <ref>…</ref>, <ref name=… />
    TEMPLATE = "template"  # a citation template outside any ref
    SHORT = "short"  # {{sfn}}, {{harvnb}}, {{r}}, {{rp}} …
    BARE_URL = "bare_url"  # a URL in the running text
    EXTERNAL_LINK = "external_link"  # [http://… label] in the running text
    IDENTIFIER = "identifier"  # ISBN 0-8195-6251-3 in the running text
    NOTE = "note"  # {{efn}}, {{refn}}: a footnote of words, which may hold sources of its own


@dataclass(frozen=True, slots=True, init=False)
class CitationField:
    """One parameter of a citation: `name` with aliases folded, `raw` as written, the value's span.

    `raw` is empty where no parameter was written: the address and label of a link, which read as `url` and `title`.
    """

    name: str
    raw: str
    value: str
    span: Span

    def __init__(self, *, name: str, raw: str, value: str, span: Span) -> None:
        _set_name(self, name)  # a page has thousands of fields: see Span
        _set_raw(self, raw)
        _set_value(self, value)
        _set_span(self, span)


_set_name, _set_raw, _set_value, _set_span = (
    CitationField.__dict__[name].__set__ for name in ("name", "raw", "value", "span")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One place where a text cites a source.

    `span` is the whole of it (`<ref …>…</ref>`, `{{sfn|…}}`, the URL); `content` what stands inside.
    `identifiers` are (scheme, normalised value) pairs; `urls` are as written, archives included.
    `use` is true where the source is only called by name and defined elsewhere; `source` is then the place that
    defines it, where the whole page was read and has one.
    """

    kind: CitationKind
    span: Span
    content: Span
    text: str
    name: str | None = None
    group: str | None = None
    template: str | None = None
    fields: tuple[CitationField, ...] = ()
    urls: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    use: bool = False
    locator: str | None = None
    source: Span | None = None

    @property
    def definition(self) -> bool:
        """Whether this place tells what the source is."""
        return not self.use

    def field(self, name: str) -> str | None:
        """Return the value of a field by its folded name, or None."""
        for entry in self.fields:
            if entry.name == name:
                return entry.value
        return None

    @property
    def authors(self) -> tuple[str, ...]:
        """The authors in order, `Last, First` where both are told; numbered parameters are one list."""
        told: dict[int, dict[str, str]] = {}
        for entry in self.fields:
            role = entry.name.rstrip("0123456789")
            if role in ("last", "first", "author"):
                told.setdefault(int(entry.name[len(role) :][:6] or 1), {}).setdefault(role, entry.value)
        return tuple(
            ", ".join(part for part in (entry.get("last", entry.get("author")), entry.get("first")) if part)
            for _, entry in sorted(told.items())
        )
