"""Read one text: its tokens, sections, sources and quantities; and what moved between two."""

from __future__ import annotations

from wikidiff.analyze.regions import groups, layout
from wikidiff.diff.engine import Budget
from wikidiff.diff.lines import hunks
from wikidiff.model import Citation, Move, Quantity, Section, Span, Token, given
from wikidiff.text import quantities as _quantities
from wikidiff.text import tokens as _tokens
from wikidiff.wikitext import calls
from wikidiff.wikitext import citations as _citations
from wikidiff.wikitext import sections as _sections
from wikidiff.wikitext.segment import Blocks


def tokenize(text: str, language: str = "en") -> tuple[Token, ...]:
    """Cut a text into tokens: text, kind and span each; the texts join to the input."""
    return _tokens.tokenize(given.text(text), given.tag(language))


def sections(text: str) -> tuple[Section, ...]:
    """Return the sections of a wikitext in order, the lead first with path `()`; each spans what is below it."""
    return _sections.sections(given.text(text))


def citations(text: str, site: str = "enwiki") -> tuple[Citation, ...]:
    """Return all places of a wikitext that cite a source, in order, definitions and uses.

    Footnotes of words (`{{efn}}`, `{{refn}}`) are among them, each before the sources that it holds.
    """
    pack = given.text(site, "site", "give a database name such as 'enwiki'")
    return calls.resolved(text, _citations.read(given.text(text), pack).citations, pack)


def quantities(text: str, language: str = "en") -> tuple[Quantity, ...]:
    """Return the quantities of a plain text in order: value, unit, kind and span each."""
    return _quantities.quantities(given.text(text), given.tag(language))


def moves(old: str, new: str, site: str = "enwiki") -> tuple[Move, ...]:
    """Return the blocks that stand elsewhere in the new text, each with whether it was edited too.

    Neighbouring blocks that moved together are one move. Spans are code points into the two texts.
    """
    pack = given.text(site, "site", "give a database name such as 'enwiki'")
    parts = groups(
        Blocks(given.text(old, "old"), pack), Blocks(given.text(new, "new"), pack), hunks(old, new, Budget())
    )
    return tuple(
        Move(
            old=Span(move.old_start, move.old_end),
            new=Span(move.new_start, move.new_end),
            edited=any(
                old[pair.old[0].start : pair.old[-1].end].split() != new[pair.new[0].start : pair.new[-1].end].split()
                for pair in move.pairs
            ),
            kind=move.pairs[0].new[0].kind.value,
        )
        for move in sorted(layout(old, new, parts).moves, key=lambda move: move.new_start)
    )
