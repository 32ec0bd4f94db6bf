"""Compare two revisions: the one place where the rooms for wikitext, diff and classification meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wikidiff import packs
from wikidiff.analyze import claims, ends, figures, passages, source_entries, sources
from wikidiff.analyze.page import Reader
from wikidiff.analyze.surroundings import Around
from wikidiff.classify.arbiter import findings
from wikidiff.diff.lines import Changed
from wikidiff.model import Analysis, Note, Revision, Work, given
from wikidiff.model.change import Page
from wikidiff.model.revision import of_text
from wikidiff.text.termlists import TermList

__all__ = ["compare"]

UNREAD = "unread-markup"
COARSE = "budget"
HIDDEN = "hidden"
CALCULATED = "expression"


def compare(
    old: str | Revision,
    new: str | Revision,
    language: str = "en",
    site: str | None = None,
    history: Iterable[str | Revision] = (),
    terms: TermList | None = None,
) -> Analysis:
    """Say what kind of change each change between two revisions is.

    Args:
        old: the earlier revision, or its wikitext.
        new: the later one.
        language: language tag of the text (`en`, `de-AT`); it decides how words and figures are read.
        site: database name of the site pack (`enwiki`); None takes the wiki of the revision's page, else
            `<language>wiki`, else the generic pack with a note.
        history: earlier revisions, oldest first; reverts are only found with them.
        terms: a list of your own (`wikidiff.term_list`): its pairs are known as terms, and findings say in their
            detail which of its words came or went.

    Returns:
        An `Analysis`. It depends on the arguments alone: no network, no clock. What was degraded stands in `notes`.

    Raises:
        InputError: an argument is of a kind that it cannot be.
    """
    earlier = _history(history)
    return compared(_revision(old, "old"), _revision(new, "new"), language, site, earlier, terms)


def compared(
    before: Revision,
    after: Revision,
    language: str,
    site: str | None,
    history: Sequence[str | Revision] = (),
    terms: TermList | None = None,
    *,
    changed: Changed | None = None,
) -> Analysis:
    """Compare two revisions as `compare` does; `changed` are their changed lines where they are known already."""
    if terms is not None and not isinstance(terms, TermList):
        raise given.wrong(terms, "terms", "give what wikidiff.term_list read")
    notes: list[Note] = []
    pack = _site(before, after, language, site, notes)
    old_text, new_text = before.text, after.text
    if old_text is None or new_text is None:
        which = "both texts are" if old_text is new_text else f"the {'old' if old_text is None else 'new'} text is"
        notes.append(Note(HIDDEN, f"{which} hidden or missing: nothing could be compared"))
        return Analysis(language=language, site=pack, old=before, new=after, notes=tuple(notes))
    if old_text == new_text:
        return Analysis(
            language=language, site=pack, old=before, new=after, notes=tuple(notes), work=Work(len(old_text) * 2)
        )
    reader, page = _read(old_text, new_text, language, pack, notes, changed)
    if history or terms:
        _told(page, history, terms, notes)
        page.reverts_to = _earlier(new_text, old_text, history)
    if reader.opaque:
        notes.append(Note(UNREAD, "a passage holds markup that no parser can read: it was compared as plain words"))
    if reader.budget.coarse:
        notes.append(Note(COARSE, "a passage is too large to be aligned word by word: it is reported as replaced"))
    return Analysis(
        language=language,
        site=pack,
        old=before,
        new=after,
        findings=findings(page),
        notes=tuple(notes),
        work=Work(len(old_text) + len(new_text), reader.parsed, reader.budget.cells),
    )


def _revision(value: str | Revision, name: str) -> Revision:
    if isinstance(value, str):
        return of_text(value)
    if isinstance(value, Revision):
        return value
    raise given.wrong(value, name, "give the wikitext as str, or a wikidiff.Revision")


def _history(history: object) -> tuple[str | Revision, ...]:
    """Return the earlier revisions; a text alone is none, though its letters could be taken for texts."""
    if isinstance(history, str) or not isinstance(history, Iterable):
        raise given.wrong(history, "history", "give the earlier revisions, oldest first")
    entries = tuple(history)
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, str | Revision):
            hint = "give texts or wikidiff.Revision objects, oldest first"
            raise given.wrong(entry, f"entry {number} of the history", hint)
    return entries


def _site(old: Revision, new: Revision, language: str, site: str | None, notes: list[Note]) -> str:
    """Return the site pack to use, and note what is missing."""
    if not packs.has(given.tag(language), "words.toml"):
        notes.append(Note("language", _unknown(language)))
    wanted = given.site(site) or (new.page and new.page.wiki) or (old.page and old.page.wiki)
    if not wanted:
        wanted = f"{language.lower().replace('_', '-').partition('-')[0]}wiki"
    if not packs.has_site(wanted):
        notes.append(Note("site", f"there is no site pack {wanted!r}: templates are known by general rules only"))
        return "generic"
    return wanted


def _unknown(language: str) -> str:
    if packs.has(language, "numbers.toml"):
        return f"the language pack for {language!r} knows figures and no words: words are read by general rules"
    return f"there is no language pack for {language!r}: words are read by general rules, figures have no value"


def _read(
    old: str, new: str, language: str, pack: str, notes: list[Note], changed: Changed | None
) -> tuple[Reader, Page]:
    """Gather all edits between two texts, with what the rules ask about them."""
    closed_old, closed_new = ends.closed(old, new)
    reader = Reader(closed_old, closed_new, language, pack)
    page = reader.read(changed if closed_old is old and closed_new is new else None)
    page.edits = sources.resolve(reader, passages.join(reader, page.edits))
    page.edits.sort(key=lambda edit: (edit.new.start, edit.old.start, edit.new.end))
    claims.beside(reader, page.edits)
    source_entries.read(reader, page.edits)
    page.edits, calculated = figures.read(page.edits, reader.old, reader.new, language, pack)
    page.around = Around(reader.old_blocks, reader.new_blocks, language, pack)
    if calculated:
        notes.append(Note(CALCULATED, "a figure stands in an expression that the wiki calculates: it was left as text"))
    ends.opened(page.edits, old, new)
    page.old_text, page.new_text = old, new
    return reader, page


def _told(page: Page, history: Sequence[str | Revision], terms: TermList | None, notes: list[Note]) -> None:
    """Tell the rules what the caller gave beside the two texts."""
    earlier = tuple(entry.text if isinstance(entry, Revision) else entry for entry in history)
    if earlier:
        page.facts["earlier"] = tuple(text for text in earlier if text)
    if terms is not None:
        page.facts["terms"] = terms
        notes.extend(Note("terms", text) for text in terms.notes)


def _earlier(new: str, old: str, history: Iterable[str | Revision]) -> int | None:
    """Return the id of the latest earlier revision with the text of the new one (0 without an id)."""
    found: int | None = None
    for entry in history:
        text = entry.text if isinstance(entry, Revision) else entry
        if text == new and text != old:
            found = (entry.id or 0) if isinstance(entry, Revision) else 0
    return found
