"""Which fields of a citation differ, and whether they say the same in another form."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wikidiff.classify.source_keys import inner
from wikidiff.classify.source_values import AUTHORS, WORD, date_of, plain, same_authors, same_value, whole_date
from wikidiff.model import Citation, CitationField, CitationKind, Span
from wikidiff.packs import sites
from wikidiff.text import identifiers, urls

ISBN = 9  # characters of the shortest book number
PAIRS = 2500  # more lost and gained parameters than this are not looked through for renamed ones
WORDS = 400  # sources told in more words are compared as one piece
PARTS = frozenset({"date", "year", "month", "day", "issue"})  # fields that may tell one date together

# What a parameter says of a source; two parameters of different roles never say the same.
_ROLES = {
    "last": "author", "first": "author", "author": "author", "editor": "editor", "editor-last": "editor",
    "title": "title", "chapter": "title", "work": "work", "encyclopedia": "work", "series": "series",
    "publisher": "publisher", "agency": "publisher", "location": "location", "language": "language",
}  # fmt: skip

_PIECE = re.compile(r"(?:https?:)?//[^\s<>\"\[\]{}|]+|(?<![\w-])\d[\d \-‐-―]{7,15}[\dXx](?!\w)|" + WORD)
_WORD = re.compile(WORD)
_SIMPLE_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th|\.)?\s(?:de\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s)?\d{4}|[^\W\d_]{3,12}\.?\s\d{1,2},?\s\d{4}"
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs: its folded name, both values (None where it is missing) and their places.

    `part` names the parts of an address that differ (`scheme`, `host,path`); `same` tells that the value is only
    written otherwise.
    """

    name: str
    old: str | None
    new: str | None
    part: str | None = None
    old_span: Span | None = None
    new_span: Span | None = None
    same: bool = False


def form_of(citation: Citation) -> str:
    """Return the form of a citation: `template`, `short`, `use`, `link`, `address`, `identifier` or `words`."""
    if citation.kind is CitationKind.SHORT:
        return "short"
    if citation.template is not None:
        pack = sites.load(sites.GENERIC)
        return "short" if sites.template_key(citation.template) in pack.short else "template"
    if citation.use:
        return "use"
    if citation.kind is CitationKind.IDENTIFIER:
        return "identifier"
    told = inner(citation).strip()
    if citation.kind is CitationKind.BARE_URL or _only_address(citation, told):
        return "address"
    return "link" if citation.kind is CitationKind.EXTERNAL_LINK or _only_link(told) else "words"


def _only_address(citation: Citation, told: str) -> bool:
    return len(citation.urls) == 1 and told.strip("[]. ") == citation.urls[0].strip(". ")


def _only_link(told: str) -> bool:
    return told.startswith("[") and not told.startswith("[[") and told.find("]") == len(told.rstrip(".")) - 1


def template_fields(old: Citation, new: Citation, language: str) -> tuple[FieldChange, ...]:
    """Return the fields that differ between two sets of parameters, those only written otherwise marked `same`."""
    left, right = _last_of_each(old.fields), _last_of_each(new.fields)
    changes = []
    for name, entry in left.items():
        other = right.get(name)
        if other is not None and entry.value != other.value:
            changes.append(_changed(entry, other, language))
    lost = [entry for name, entry in left.items() if name not in right]
    gained = [entry for name, entry in right.items() if name not in left]
    changes += _renamed(lost, gained, language, kept=_one_template(old, new))
    changes += [FieldChange(entry.name, entry.value, None, old_span=entry.span) for entry in lost]
    changes += [FieldChange(entry.name, None, entry.value, new_span=entry.span) for entry in gained]
    changes = _one_date(changes, old, new, language)
    changes = _one_list_of_authors(changes, old, new)
    return tuple(sorted(changes, key=_place))


def _last_of_each(fields: Sequence[CitationField]) -> dict[str, CitationField]:
    """Return the field that counts under each name: the last; tags are told apart by their template."""
    return {entry.name if entry.name != "tag" else f"tag {entry.raw.casefold()}": entry for entry in fields}


def _place(change: FieldChange) -> tuple[int, int]:
    new = change.new_span.start if change.new_span is not None else -1
    return (new, change.old_span.start if change.old_span is not None else -1)


def _changed(old: CitationField, new: CitationField, language: str) -> FieldChange:
    part = None
    if old.name.endswith("url") or ("//" in old.value and "//" in new.value):
        part = ",".join(urls.url_parts_changed(old.value, new.value)) or None
    same = same_value(old.name, old.value, new.value, language)
    return FieldChange(old.name, old.value, new.value, part, old.span, new.span, same)


def _one_template(old: Citation, new: Citation) -> bool:
    """Tell whether both sides are told by one template, so that a name of a parameter means the same in both."""
    names = (sites.template_key(one.template or "") for one in (old, new))
    return len(set(names)) == 1


def _renamed(lost: list[CitationField], gained: list[CitationField], language: str, *, kept: bool) -> list[FieldChange]:
    """Take out of both lists the values that only stand under another name now.

    Within one template (`kept`) an author who becomes the publisher is no other name but another statement.
    """
    changes: list[FieldChange] = []
    if len(lost) * len(gained) > PAIRS:
        return changes
    for entry in list(lost):
        for other in gained:
            roles = {_ROLES.get(entry.name), _ROLES.get(other.name)} if kept else set()
            if len(roles) > 1 and None not in roles:
                continue
            if same_value(entry.name, entry.value, other.value, language) and entry.name != "tag" != other.name:
                lost.remove(entry)
                gained.remove(other)
                changes.append(
                    FieldChange(other.name, entry.value, other.value, None, entry.span, other.span, same=True)
                )
                break
    return changes


def _one_date(changes: list[FieldChange], old: Citation, new: Citation, language: str) -> list[FieldChange]:
    """Mark the parts of a date `same` where both sides tell one date, cut into parameters in different ways."""
    touched = [change for change in changes if change.name in PARTS and not change.same]
    if not any(change.name != "issue" for change in touched):
        return changes
    first, second = whole_date(old.fields, language), whole_date(new.fields, language)
    if first is None or first != second:
        return changes
    return [
        replace(change, same=True) if change in touched and _tells_date(change, language) else change
        for change in changes
    ]


def _tells_date(change: FieldChange, language: str) -> bool:
    return change.name != "issue" or all(
        date_of(value, language) is not None for value in (change.old, change.new) if value is not None
    )


def _one_list_of_authors(changes: list[FieldChange], old: Citation, new: Citation) -> list[FieldChange]:
    """Mark authors `same` where both sides name the same people, cut into parameters in different ways."""
    touched = [change for change in changes if AUTHORS.fullmatch(change.name) and not change.same]
    if len({change.name for change in touched}) < 2:
        return changes
    lists = [[entry for entry in side.fields if AUTHORS.fullmatch(entry.name)] for side in (old, new)]
    if not lists[0] or not lists[1] or not same_authors(*lists):
        return changes
    return [replace(change, same=True) if change in touched else change for change in changes]


def in_words(old: Citation, new: Citation, language: str) -> tuple[FieldChange, ...]:
    """Return what differs between two sources told in words: the address, the title of the link, a page, the text."""
    attributes = ("tag", "details", "follow")
    first, second = _last_of_each(old.fields), _last_of_each(new.fields)
    changes = [
        _changed(entry, second[name], language)
        for name, entry in first.items()
        if name in second and entry.value != second[name].value
    ]
    changes += [
        FieldChange(entry.name, entry.value, None, old_span=entry.span)
        for name, entry in first.items()
        if name not in second and (entry.name in attributes or (entry.name == "title" and plain(entry.value)))
    ]
    changes += [
        FieldChange(entry.name, None, entry.value, new_span=entry.span)
        for name, entry in second.items()
        if name not in first and (entry.name in attributes or entry.name == "title")
    ]
    told = _told(old, new, language)
    if told is not None and told.same and changes:
        told = None  # the fields say already what is written otherwise
    lost = first.get("url")
    if lost is not None and "url" not in second:
        by_template = told is not None and _tells(told.new or "", lost.value)
        changes.append(FieldChange("url", lost.value, None, None, lost.span, same=by_template))
        if told is not None and by_template:
            told = replace(told, same=True)
    if told is not None:
        changes.append(told)
    return tuple(sorted(changes, key=_place))


def _tells(words: str, url: str) -> bool:
    """Tell whether words hold all that an address says after its host: a template now writes the address."""
    path = _WORD.findall(url.partition("//")[2].partition("/")[2].casefold())
    return bool(path) and set(path) <= set(_WORD.findall(words.casefold()))


def _told(old: Citation, new: Citation, language: str) -> FieldChange | None:
    """Compare the words around the link; what was only put in is a field gained, a page alone is the field `page`."""
    one, two = _told_words(old, language), _told_words(new, language)
    if [word for word, _ in one] == [word for word, _ in two]:
        return _written_otherwise(old, new)
    marks = sites.load(sites.GENERIC).page_marks
    plan = _plan([word for word, _ in one], [word for word, _ in two])
    if all(tag == "insert" for tag, *_ in plan) and sum(last - first for *_, first, last in plan) > 2:
        begin, end = two[plan[0][3]][1].start, two[plan[-1][4] - 1][1].end
        return FieldChange("text", None, _cut(new, begin, end), new_span=Span(begin, end))
    name = (
        "page" if all(_is_page(one, a, b, marks) and _is_page(two, c, d, marks) for _, a, b, c, d in plan) else "text"
    )
    spans = (
        _extent(one, min(entry[1] for entry in plan), max(entry[2] for entry in plan)),
        _extent(two, min(entry[3] for entry in plan), max(entry[4] for entry in plan)),
    )
    left, right = (
        _cut(side, span.start, span.end) if span is not None else ""
        for side, span in zip((old, new), spans, strict=True)
    )
    # What came or went inside a phrase changed that phrase: the text is there on both sides.
    return FieldChange(name, left, right, None, spans[0], spans[1])


def _written_otherwise(old: Citation, new: Citation) -> FieldChange | None:
    """Return the stretch in which two sources that say the same differ as written."""
    one, two = inner(old), inner(new)
    if one == two:
        return None
    limit = min(len(one), len(two))
    head = next((place for place in range(limit) if one[place] != two[place]), limit)
    tail = next((place for place in range(limit - head) if one[-1 - place] != two[-1 - place]), limit - head)
    left = Span(old.content.start + head, old.content.end - tail)
    right = Span(new.content.start + head, new.content.end - tail)
    return FieldChange("text", one[head : len(one) - tail], two[head : len(two) - tail], None, left, right, same=True)


def _plan(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    if len(old) + len(new) > WORDS:
        return [("replace", 0, len(old), 0, len(new))]
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [code for code in codes if code[0] != "equal"]


def _is_page(words: Sequence[tuple[str, Span]], first: int, last: int, marks: frozenset[str]) -> bool:
    """Tell whether a run of words is a page number, or several, behind a mark such as `p.`."""
    if not all(word[:1].isdecimal() for word, _ in words[first:last]):
        return False
    before = first - 1
    while before >= 0 and words[before][0][:1].isdecimal():
        before -= 1
    return before >= 0 and words[before][0] in marks


def _told_words(citation: Citation, language: str) -> list[tuple[str, Span]]:
    """Return the words of a source with their places, dates in one form, addresses and tags left out."""
    text, base = inner(citation), citation.content.start
    hidden = sorted((entry.span.start, entry.span.end) for entry in citation.fields if _is_hidden(entry))
    hidden.append((citation.span.end, citation.span.end))
    veil = 0
    dates = {match.start(): match for match in _SIMPLE_DATE.finditer(text)}
    found: list[tuple[str, Span]] = []
    position = 0
    for match in _PIECE.finditer(text):
        if match.start() < position or "//" in match[0]:
            continue
        span = Span(base + match.start(), base + match.end())
        while hidden[veil][1] < span.end and veil + 1 < len(hidden):
            veil += 1
        if hidden[veil][0] <= span.start:
            continue
        written = dates.get(match.start())
        read = date_of(written[0], language) if written is not None else None
        if written is not None and read is not None:
            found.append((str(read), Span(base + written.start(), base + written.end())))
            position = written.end()
        elif len(match[0]) >= ISBN and (number := identifiers.normalise("isbn", match[0])) is not None:
            found.append((number, span))
        elif len(match[0]) >= ISBN and not match[0].isalnum():
            pieces = _WORD.finditer(text, match.start(), match.end())
            found += [(piece[0], Span(base + piece.start(), base + piece.end())) for piece in pieces]
        else:
            found.append((match[0], span))
    return found


def _is_hidden(entry: CitationField) -> bool:
    return entry.name == "tag" or not entry.raw


def _extent(words: Sequence[tuple[str, Span]], first: int, last: int) -> Span | None:
    return Span(words[first][1].start, words[last - 1][1].end) if first < last else None


def _cut(citation: Citation, start: int, end: int) -> str:
    return plain(citation.text[start - citation.span.start : end - citation.span.start])
