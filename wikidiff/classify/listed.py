"""What a list of terms that the caller gave says of an edit."""

from __future__ import annotations

from collections.abc import Iterable

from wikidiff.model.change import Edit, Page
from wikidiff.text.termlists import ListedTerm, TermList, mentions, pair_of
from wikidiff.text.words import TermPair

_BESIDE = 4  # standing words on each side that may belong to a listed term
_MOST = 10  # remarks on one finding


def terms_of(page: Page) -> TermList | None:
    """Return the list that the caller gave, if any."""
    terms = page.facts.get("terms")
    return terms if isinstance(terms, TermList) else None


def own_pair(page: Page, old: str, new: str) -> TermPair | None:
    """Return the pair of the caller's list that two phrases are forms of."""
    terms = terms_of(page)
    return None if terms is None else pair_of(terms, old, new, page.language)


def remarks(page: Page, edits: Iterable[Edit]) -> list[dict[str, str]]:
    """Return what the caller's list says of terms that came or went with these edits, each once."""
    terms = terms_of(page)
    if terms is None:
        return []
    found: dict[tuple[str, str], dict[str, str]] = {}
    for edit in edits:
        went, came = (_touched(edit, side, terms, page.language) for side in (edit.old_words, edit.new_words))
        for side, entries in (("old", went - came), ("new", came - went)):
            for entry in sorted(entries, key=lambda entry: (entry.old, entry.new)):
                if _applies(entry, edit, page, terms):
                    found.setdefault((entry.old, side), _remark(entry, side))
    return [found[key] for key in sorted(found)][:_MOST]


def _touched(edit: Edit, changed: str, terms: TermList, language: str) -> set[ListedTerm]:
    """Return the entries whose term overlaps the changed words, with standing words around them."""
    if not changed:
        return set()
    head, tail = " ".join(edit.before[-_BESIDE:]), " ".join(edit.after[:_BESIDE])
    text = f"{head} {changed} {tail}"
    low, high = len(head) + 1, len(head) + 1 + len(changed)
    return {mention.entry for mention in mentions(terms, text, language) if mention.start < high and mention.end > low}


def _applies(entry: ListedTerm, edit: Edit, page: Page, terms: TermList) -> bool:
    if (edit.quotation and not entry.quotations) or (not edit.section and not entry.lead):
        return False
    if entry.templates and not any(_has_template(page, name) for name in entry.templates):
        return False
    return entry.at_least <= 1 or _count(page, terms)[entry.group] >= entry.at_least


def _has_template(page: Page, name: str) -> bool:
    return "{{" + name.casefold() in page.new_text.casefold()


def _count(page: Page, terms: TermList) -> dict[int, int]:
    """Count the places of each group of entries in the new text, once a page."""
    known = page.facts.get("listed")
    if not isinstance(known, dict):
        known = {entry.group: 0 for entry in terms.entries}
        for mention in mentions(terms, page.new_text, page.language):
            known[mention.entry.group] += 1
        page.facts["listed"] = known
    return known


def _remark(entry: ListedTerm, side: str) -> dict[str, str]:
    said = {"term": entry.old, "side": side, "mode": entry.mode}
    more = (("replacement", entry.new), ("title", entry.title), ("reason", entry.reason))
    return said | {name: value for name, value in more if value}


def sentence(said: list[dict[str, str]]) -> str:
    """Say in a sentence for a message which listed terms came or went; nothing if there are none."""
    if not said:
        return ""
    named = ", ".join(f"“{entry['term']}” ({'came' if entry['side'] == 'new' else 'went'})" for entry in said[:3])
    why = next((entry.get("title") or entry.get("reason", "") for entry in said if len(entry) > 3), "")
    return f"on your list: {named}{': ' + why.rstrip('.') if why else ''}"
