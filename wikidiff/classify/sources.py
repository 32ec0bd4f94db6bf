"""What happened to one source between two texts: added, reformatted, completed, a field changed …

`match` pairs the sources of two texts, `describe` says what became of a pair (or of one that has no partner), `label`
names a source for people. A change is told by its fields, each with its place, so that the very characters can be
pointed at.
"""

from __future__ import annotations

from dataclasses import dataclass

from wikidiff.classify.source_fields import FieldChange, form_of, in_words, template_fields
from wikidiff.classify.source_keys import CONFIDENCE, inner, shared_key
from wikidiff.classify.source_match import SourceMatch, SourcePair, alike, comparable, match
from wikidiff.classify.source_values import LOCATORS, plain
from wikidiff.model import Citation, CitationKind
from wikidiff.packs import sites
from wikidiff.text import urls

__all__ = [
    "FieldChange",
    "SourceChange",
    "SourceMatch",
    "SourcePair",
    "describe",
    "label",
    "match",
    "recognised",
    "stands_for",
]

ARCHIVE = frozenset({"archive-url", "archive-date", "url-status"})
TOLD = frozenset({"address", "link", "words", "identifier"})  # forms without a template
LABEL = 60  # a label is cut to this many characters


@dataclass(frozen=True, slots=True)
class SourceChange:
    """What became of a source: `kind` as in the contract, by what it was recognised, and the fields that differ.

    Kinds: `added` `removed` `reused` (called once more by its name) `replaced` `moved` (nothing else changed)
    `renamed` (the ref's name only) `reformatted` `completed` `archived` `field_changed` `locator_changed` `marked`
    `unmarked` (a maintenance tag beside the source). `confidence` is that of the recognition.
    """

    kind: str
    matched_by: str | None = None
    confidence: float = 1.0
    fields: tuple[FieldChange, ...] = ()


def describe(
    old: Citation | None,
    new: Citation | None,
    *,
    same_place: bool = False,
    matched_by: str | None = None,
    language: str = "en",
    told: tuple[Citation | None, Citation | None] = (None, None),
    kept: bool | None = None,
) -> SourceChange:
    """Say what became of a source: of a pair that `match` found, of one without partner (the other side None), or of
    two leftovers at the same place (`same_place`), which are a replacement unless they prove to be one source.

    Two citations that are given together without `matched_by` are compared for what they have in common. `told` is
    what a use on either side calls; `kept` says, where one side tells the source and the other only calls it, whether
    it was told in another place before and after (True) or is told there instead (False).
    """
    one = new or old
    if one is not None and (old is None or new is None) and _only_locates(one):
        return SourceChange("locator_changed", None, 1.0, _page_alone(old, new))
    if new is None:
        return SourceChange("removed")
    if old is None:
        again = new.use and new.name is not None
        return SourceChange("reused" if again else "added", "name" if again else None)
    found = matched_by if matched_by not in (None, "place") else recognised(old, new, told)
    if found is None:
        return _strangers(old, new, same_place=same_place, language=language)
    if found == "name" and not stands_for(old, new, told):
        return SourceChange("replaced", found, CONFIDENCE["name"])
    kind, fields = _same_source(old, new, language, kept)
    return SourceChange(kind, found, CONFIDENCE.get(found, 0.98), fields)


def _only_locates(one: Citation) -> bool:
    """Tell whether a short footnote gives nothing but the page in the source before it (`{{rp|12}}`)."""
    if one.kind is not CitationKind.SHORT or one.template is None:
        return False
    return sites.template_key(one.template) in sites.load(sites.GENERIC).locators


def _page_alone(old: Citation | None, new: Citation | None) -> tuple[FieldChange, ...]:
    """Return the page that came or went."""
    if new is not None:
        return tuple(FieldChange(entry.name, None, entry.value, new_span=entry.span) for entry in new.fields)
    return tuple(FieldChange(f.name, f.value, None, old_span=f.span) for f in (old.fields if old is not None else ()))


def recognised(
    old: Citation, new: Citation, told: tuple[Citation | None, Citation | None] = (None, None)
) -> str | None:
    """Return by what two citations prove to be one source, themselves or by what they call; None where they are two."""
    found = shared_key(old, new)
    if found is not None:
        return found
    if comparable(old, new) and alike(old, new):
        return "similarity"
    first, second = told[0] or old, told[1] or new
    if (first, second) == (old, new):
        return None
    if old.kind is new.kind is CitationKind.SHORT:
        return None  # two short calls say themselves which works they mean
    found = shared_key(first, second)
    if found == "text":
        return "definition"
    if found == "name" or (found is None and comparable(first, second)):
        return "similarity" if alike(first, second) and first.definition and second.definition else None
    return found


def stands_for(old: Citation, new: Citation, told: tuple[Citation | None, Citation | None]) -> bool:
    """Tell whether the same name still names the same source."""
    first, second = told[0] or old, told[1] or new
    return not (first.definition and second.definition) or alike(first, second)


def _strangers(old: Citation, new: Citation, *, same_place: bool, language: str) -> SourceChange:
    """Judge two citations that nothing links but their place."""
    both_short = old.kind is CitationKind.SHORT and new.kind is CitationKind.SHORT
    if both_short and old.template == new.template:
        fields = template_fields(old, new, language)
        if fields and all(change.name in LOCATORS for change in fields):
            return SourceChange("locator_changed", "place", CONFIDENCE["place"], fields)
    if same_place and old.use and new.use and form_of(old) != form_of(new):
        # A name and a short footnote that take each other's place call the same source in two ways.
        return SourceChange("reformatted", "place", CONFIDENCE["place"])
    return SourceChange("replaced", None, 0.9 if same_place else 0.6)


def _same_source(
    old: Citation, new: Citation, language: str, kept: bool | None = None
) -> tuple[str, tuple[FieldChange, ...]]:
    """Return the kind of change and its fields, for two citations of one source."""
    if old.text == new.text:
        return "moved", ()
    short = CitationKind.SHORT in (old.kind, new.kind)
    if old.definition != new.definition and not short:
        if kept is False:
            return "moved", ()
        return ("reused" if new.use else "reformatted" if kept else "moved"), ()
    if old.use and new.use and not short and old.name != new.name:
        return "renamed", ()
    first, second = form_of(old), form_of(new)
    if short and old.kind is not new.kind:
        return _called_otherwise(old, new, language)
    in_template = "template" in (first, second) and CitationKind.SHORT not in (old.kind, new.kind)
    in_ref = old.kind is new.kind and first in TOLD and second in TOLD
    fields = in_words(old, new, language) if in_ref else template_fields(old, new, language)
    elsewhere = any(change.name == "url" and change.old and change.new and not change.same for change in fields)
    if not in_ref and (first, old.kind) != (second, new.kind) and not elsewhere:
        bare = first == "address" and in_template and any(change.old is None for change in fields)
        told = [change for change in fields if change.old is not None and not change.same]
        return ("completed" if bare and not told else "reformatted"), fields
    return _kind(old, new, fields), fields


def _called_otherwise(old: Citation, new: Citation, language: str) -> tuple[str, tuple[FieldChange, ...]]:
    """Judge a source that was told and is now only called in short, or the other way: only its page can change."""
    fields = [change for change in template_fields(old, new, language) if change.name in LOCATORS]
    both = [change for change in fields if change.old is not None and change.new is not None and not change.same]
    return ("locator_changed" if both else "reformatted"), tuple(both)


def _kind(old: Citation, new: Citation, fields: tuple[FieldChange, ...]) -> str:
    """Name the change by the fields that say something else."""
    told = [change for change in fields if not change.same]
    tags = [change for change in told if change.name == "tag"]
    added = [change for change in told if change.old is None and change.name != "tag"]
    changed = [change for change in told if change.old is not None and change.name != "tag"]
    if not added and not changed:
        if tags:
            return "marked" if any(change.old is None for change in tags) else "unmarked"
        if (old.name, old.group) != (new.name, new.group) and plain(inner(old)) == plain(inner(new)):
            return "renamed"
        return "reformatted"
    if _archived(added, changed):
        return "archived"
    if not changed:
        return "completed"
    if all(change.name in LOCATORS for change in changed):
        return "locator_changed"
    return "field_changed"


def _archived(added: list[FieldChange], changed: list[FieldChange]) -> bool:
    """Tell whether an archive's copy was added: in its own field, or put in the place of the address."""
    for change in changed:
        if change.name in ARCHIVE:
            continue
        moved = change.name.endswith("url") and change.new is not None and urls.is_archive(change.new)
        if not moved or urls.canonical(change.old or "") != urls.canonical(change.new or ""):
            return False
    put = any(change.name == "archive-url" for change in added)
    return put or any(change.name.endswith("url") and change.name not in ARCHIVE for change in changed)


def label(citation: Citation) -> str:
    """Name a source for people: its title, else where it stands, else its first words."""
    title = citation.field("title") or citation.field("chapter")
    if title is not None and plain(title):
        return _cut(plain(title))
    if citation.kind is CitationKind.SHORT or citation.template is not None:
        author, year = citation.field("last") or citation.field("author"), citation.field("year")
        if author is not None:
            return _cut(plain(f"{author} {year}" if year is not None else author))
    domain = next((found for url in citation.urls if (found := urls.domain(url)) is not None), None)
    if citation.template is None and citation.kind is CitationKind.REF:
        told = plain(inner(citation))
        if told and "//" not in told and not told.startswith("{{"):
            return _cut(told)
    if domain is not None:
        return domain
    if citation.identifiers:
        scheme, value = citation.identifiers[0]
        return f"{scheme.upper()} {value}"
    told = citation.name or citation.locator or plain(inner(citation))
    return _cut(told or citation.text)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= LABEL:
        return text
    head = text[: LABEL - 1]
    space = head.rfind(" ")
    return (head[:space] if space > LABEL // 2 else head).rstrip(" ,;:.-") + "…"
