"""Read one text for what deserves a look: words to watch in its prose, and sources that are bare addresses.

Quotations, titles of works and names, refs, templates, link targets, comments and code are what others said or what
machines read: they are passed over, as the style guides ask.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from wikidiff import packs
from wikidiff.analyze.stretches import quotations
from wikidiff.classify.places import is_sources
from wikidiff.classify.tone_score import has_tone, is_learned
from wikidiff.classify.tone_watch import SCARE, SCARE_WEIGHT, Word, guideline, scare_quoted, watched
from wikidiff.model import BareSource, Block, BlockKind, CitationKind, Context, Note, Scan, Span, Watch, given
from wikidiff.model.inline import VISIBLE_LAST, Piece, PieceKind
from wikidiff.packs import sites
from wikidiff.text.segments import way_of
from wikidiff.wikitext.citations import citations
from wikidiff.wikitext.inline import inline
from wikidiff.wikitext.sections import Paths
from wikidiff.wikitext.segment import Blocks

_CONTEXTS = {
    BlockKind.PARAGRAPH: Context.PROSE,
    BlockKind.OTHER: Context.PROSE,
    BlockKind.LIST_ITEM: Context.LIST,
    BlockKind.TABLE_CELL: Context.TABLE,
    BlockKind.HEADING: Context.HEADING,
    BlockKind.PARAMETER: Context.INFOBOX,
}
# What stands between these tags was said by others or is no prose.
_QUOTING = frozenset({"blockquote", "q", "cite", "poem", "code", "kbd", "samp", "var"})
_BARE_REF = 3  # characters beside the address that a reader does not see: brackets, a full stop
_FILE = re.compile(r"[^\n|]*\.(?:jpe?g|png|svg|gif|tiff?|webp|og[gav]|webm|mp[34]|wav|pdf|djvu)\s*", re.IGNORECASE)
_BREAK = "\n"


def scan(text: str, language: str = "en", site: str | None = None) -> Scan:
    """Find words to watch and bare sources in one wikitext.

    Every place comes with its device, its weight and what the style guide asks to consider; nothing here is a
    verdict. In a language without a tone list only the sources are looked at, and a note says so.

    Args:
        text: the wikitext.
        language: language tag of the text.
        site: database name of the site pack; None takes `<language>wiki`, else the generic pack with a note.

    Raises:
        InputError: an argument is of a kind that it cannot be.
    """
    text, language = given.text(text, hint="give the wikitext as str"), given.tag(language)
    notes = [*_language_notes(language)]
    wanted = given.site(site) or f"{language.lower().replace('_', '-').split('-')[0]}wiki"
    if not packs.has_site(wanted):
        notes.append(Note("site", f"there is no site pack {wanted!r}: templates are known by general rules only"))
        wanted = "generic"
    paths = Paths(text)
    words: Iterable[Watch] = _words(text, language, wanted, paths) if has_tone(language) else ()
    return Scan(
        language=language,
        site=wanted,
        size=len(text),
        words=tuple(words),
        sources=tuple(_bare(text, wanted, paths)),
        notes=tuple(notes),
    )


def _language_notes(language: str) -> Iterator[Note]:
    if not has_tone(language):
        yield Note("tone", f"there is no list of words to watch for {language!r}: only sources were looked at")
    elif not is_learned(language):
        yield Note("tone", f"the weights of words to watch for {language!r} are those of its list, not learned")


def _words(text: str, language: str, site: str, paths: Paths) -> Iterator[Watch]:
    quoting: list[str] = []
    way = way_of(language)
    found = Blocks(text, site, whole=True)
    for block in found.cover(0, len(text)):
        context = _CONTEXTS.get(block.kind)
        if block.kind is BlockKind.HEADING:
            quoting.clear()
        if context is None or not _is_prose(block, site) or found.within(block.start, "blockquote"):
            continue
        if context is Context.INFOBOX and _FILE.fullmatch(text, block.value_start, block.value_end):
            continue
        section = paths.at(block.start)
        if is_sources(section, language):
            continue
        pieces = inline(text, block.value_start, block.value_end, site, way).pieces
        run, quoted = _visible(block, pieces, quoting)
        places = [(word.start, word.end, word.device, word.weight, word.neutral) for word in watched(run, language)]
        places += [(start, end, SCARE, SCARE_WEIGHT, "") for start, end in quoted if scare_quoted(text[start:end])]
        for start, end, device, weight, neutral in sorted(places):
            shortcut, advice = guideline(device)
            yield Watch(
                text=text[start:end],
                span=Span(start, end),
                section=section,
                context=context,
                device=device,
                weight=weight,
                guideline=shortcut,
                advice=advice,
                neutral=neutral,
            )


def _is_prose(block: Block, site: str) -> bool:
    if block.kind is BlockKind.PARAMETER:
        return sites.is_infobox(block.template, site)
    return not block.template or block.kind in (BlockKind.TABLE_CELL, BlockKind.HEADING)


def _visible(block: Block, pieces: list[Piece], quoting: list[str]) -> tuple[list[Word], list[tuple[int, int]]]:
    """Return the words of a block that are the writer's own, and its quotations.

    `quoting` holds the tags of quotation that are open, from block to block.
    """
    start, end = block.value_start, block.value_end
    visible = "".join(piece.text if piece.kind <= VISIBLE_LAST else " " * len(piece.text) for piece in pieces)
    quoted = quotations(visible, start) if len(visible) == end - start else []
    ends = [high for _, high in quoted]
    words: list[Word] = []
    styled = False
    for piece in pieces:
        if piece.kind is PieceKind.STYLE:
            styled = not styled if len(piece.text) in (2, 3, 5) else styled
        elif piece.kind is PieceKind.TAG:
            _open_or_close(piece.text, quoting)
        if piece.kind is PieceKind.SPACE or piece.kind in (PieceKind.LINK_OPEN, PieceKind.LINK_CLOSE):
            continue
        own = piece.kind <= PieceKind.PUNCT and not styled and not quoting
        if own and not _inside(quoted, ends, piece.start):
            words.append(Word(piece.text, piece.start, piece.end))
        elif words and words[-1].text != _BREAK:
            words.append(Word(_BREAK, piece.start, piece.end))
    return words, [] if quoting else quoted


def _inside(spans: list[tuple[int, int]], ends: list[int], position: int) -> bool:
    """Tell whether a place lies in one of some spans in order, of which none overlaps another."""
    place = bisect_right(ends, position)
    return place < len(spans) and spans[place][0] <= position


def _open_or_close(tag: str, quoting: list[str]) -> None:
    name = tag.strip("</> ").split()[0].lower() if tag.strip("</> ") else ""
    if name not in _QUOTING or tag.endswith("/>"):
        return
    if not tag.startswith("</"):
        quoting.append(name)
    elif name in quoting:
        quoting.remove(name)


def _bare(text: str, site: str, paths: Paths) -> Iterator[BareSource]:
    """Yield refs that hold an address and nothing else, and addresses in the running text."""
    for citation in citations(text, site):
        if citation.use or len(citation.urls) != 1:
            continue
        url = citation.urls[0]
        beside = len(citation.content.slice(text).strip()) - len(url)
        bare = citation.kind is CitationKind.REF and citation.template is None and beside <= _BARE_REF
        if bare or citation.kind is CitationKind.BARE_URL:
            yield BareSource(url=url, span=citation.span, section=paths.at(citation.span.start))
