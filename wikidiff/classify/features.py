"""What the rules ask about an edit of words, found once for each edit."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from wikidiff.classify.places import lists_elsewhere
from wikidiff.classify.tone_score import has_tone, score_edit
from wikidiff.model import BlockKind, ToneShift
from wikidiff.model.change import Aspect, Edit, Page, visible
from wikidiff.model.finding import Context
from wikidiff.model.inline import Piece, PieceKind
from wikidiff.text import words

_BESIDE = 5  # standing words on each side that tell of the tone
_RUNNING = frozenset([Context.PROSE, Context.QUOTATION, Context.LIST, Context.TABLE, Context.CAPTION])
_PLAIN = frozenset(
    [PieceKind.WORD, PieceKind.NUMBER, PieceKind.PUNCT, PieceKind.ENTITY, PieceKind.STYLE, PieceKind.TAG]
)
_PASSAGES = frozenset([BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.BLANK])
LONGEST_SWAP = 6  # words of a phrase that may be a term swapped over the page
_LAST_WORDY = PieceKind.NUMBER  # words come first, then numbers
_SPACE = frozenset([PieceKind.SPACE])
_STYLES = str.maketrans(
    {
        "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "‘": "'", "’": "'", "…": "...", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u200e": "", "\u200f": "",
        "\u00ad": "", "\u200b": "", "⁄": "/",
    }
)  # fmt: skip
_ENTITIES = {
    "&nbsp;": " ", "&ndash;": "-", "&mdash;": "-", "&minus;": "-", "&quot;": '"', "&amp;": "&", "&hellip;": "...",
    "&thinsp;": " ", "&#160;": " ", "&#8211;": "-", "&#8212;": "-", "&#39;": "'", "&lsquo;": "'", "&rsquo;": "'",
    "&ldquo;": '"', "&rdquo;": '"', "&laquo;": '"', "&raquo;": '"', "&times;": "×", "&deg;": "°", "&shy;": "",
    "&lt;": "<", "&gt;": ">", "&frac12;": "½", "&frac14;": "¼", "&frac34;": "¾",
}  # fmt: skip


def plain(text: str) -> str:
    """Return a text with its typography taken out: one dash, one quotation mark, one space."""
    if "&" in text:
        for entity, character in _ENTITIES.items():
            text = text.replace(entity, character)
    return " ".join(text.translate(_STYLES).split())


class Features:
    """The words of an edit on both sides.

    `old` and `new` are its words and numbers without those at the ends that only changed their capitals, `old_heavy`
    and `new_heavy` those that are no function words, `old_seen` and `new_seen` what a reader sees, `old_text` and
    `new_text` the same in plain typography, `kinds` what its pieces are, spaces left out, `beside` the standing words
    next to it. What nearly every rule asks is found at once, the rest when somebody asks.
    """

    def __init__(self, edit: Edit, language: str) -> None:
        self.language = language
        self.beside = edit.before[-_BESIDE:], edit.after[:_BESIDE]
        self.old, self.new = _trimmed(_wordy(edit.old_pieces), _wordy(edit.new_pieces))
        self.old_heavy = tuple(words.open_words(self.old, language))
        self.new_heavy = tuple(words.open_words(self.new, language))
        self.old_seen, self.new_seen = visible(edit.old_pieces), visible(edit.new_pieces)
        self.old_text, self.new_text = plain(self.old_seen), plain(self.new_seen)
        self.kinds = frozenset([piece[0] for piece in (*edit.old_pieces, *edit.new_pieces)]) - _SPACE

    @property
    def has_letters(self) -> bool:
        """Whether a side holds a word, not figures alone."""
        return PieceKind.WORD in self.kinds

    @cached_property
    def relation(self) -> str:
        """How the two texts are related, by spelling, form and table."""
        if not self.old_text or not self.new_text or len(self.old_text) + len(self.new_text) > 160:
            return "different"
        return words.relation(self.old_text, self.new_text, self.language)

    @cached_property
    def tone(self) -> ToneShift | None:
        """How the stance shifted, None where the language has no words for it."""
        if not has_tone(self.language):
            return None
        return score_edit(self.old, self.new, *self.beside, self.language)

    @property
    def has_sources(self) -> bool:
        """Whether refs or templates come or go within the edit."""
        return PieceKind.REF in self.kinds


def _trimmed(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return rows of words without those at their ends that only changed their capitals."""
    if len(old) == len(new):
        return old, new
    low = 0
    while low < min(len(old), len(new)) and old[low].casefold() == new[low].casefold():
        low += 1
    high = 0
    while high < min(len(old), len(new)) - low and old[-1 - high].casefold() == new[-1 - high].casefold():
        high += 1
    return old[low : len(old) - high], new[low : len(new) - high]


def _wordy(pieces: tuple[Piece, ...]) -> tuple[str, ...]:
    return tuple([text for kind, text, _, _, _ in pieces if kind <= _LAST_WORDY])


def of(edit: Edit, page: Page) -> Features:
    """Return the features of an edit, found once."""
    known = edit.hints.get("features")
    if type(known) is not Features:
        known = edit.hints["features"] = Features(edit, page.language)
    return known


def is_plain(edit: Edit, page: Page) -> bool:
    """Tell whether an edit is one of plain words in running text, or of paragraphs and entries that open with a word.

    It touches no link, template, ref or address, stands in no template and under no title of a list of sources or
    links, and opens no template that nothing closes. Whole paragraphs and entries may hold what they will.
    """
    if edit.context not in _RUNNING or edit.template or edit.parameter or edit.old_name or edit.new_name:
        return False
    old, new = edit.old.text, edit.new.text
    if edit.aspect is Aspect.TEXT:
        plain = of(edit, page).kinds <= _PLAIN and not ("{{" in old or "{{" in new or "entry" in edit.hints)
    else:
        blocks = {block.kind for block in (*edit.old_blocks, *edit.new_blocks)}
        plain = edit.aspect is Aspect.BLOCK and blocks <= _PASSAGES and _opens(old) and _opens(new)
    return plain and not (edit.section and lists_elsewhere(edit.section, page.language))


def _opens(text: str) -> bool:
    """Tell whether a passage, if there is one, opens with a word, be it bold or the first of an entry."""
    text = text.lstrip("*'\" \n")
    return not text or (text[0].isalpha() and not text.startswith("http"))


class Swaps:
    """How often each word gave way to each other word on the page."""

    def __init__(self, page: Page) -> None:
        self.words: Counter[tuple[str, str]] = Counter()
        self.phrases: Counter[tuple[str, str]] = Counter()
        self.leading: set[tuple[str, str]] = set()
        texts = [edit for edit in page.edits if edit.aspect is Aspect.TEXT]
        self.single = len(texts) <= 1  # nothing is repeated: no word needs to be brought to its stem
        for edit in texts if not self.single else ():
            found = of(edit, page)
            if not found.old or not found.new or max(len(found.old), len(found.new)) > LONGEST_SWAP:
                continue
            self.phrases[fold(found.old_text, page.language), fold(found.new_text, page.language)] += 1
            if len(found.old) == len(found.new):
                if len(found.old) > 1:
                    self.leading.add((fold(found.old[0], page.language), fold(found.new[0], page.language)))
                for pair in zip(found.old, found.new, strict=True):
                    self.words[fold(pair[0], page.language), fold(pair[1], page.language)] += 1

    def leads(self, old: str, new: str, language: str) -> bool:
        """Tell whether one word gave way to another as the first of a longer phrase somewhere on the page."""
        return bool(self.leading) and (fold(old, language), fold(new, language)) in self.leading

    def back(self, edit: Edit, page: Page) -> bool:
        """Tell whether the page also swaps the other way: then two words changed places, and neither gave way."""
        found = of(edit, page)
        old, new = fold(found.old_text, page.language), fold(found.new_text, page.language)
        return (new, old) in self.phrases or (new, old) in self.words

    def count(self, edit: Edit, page: Page) -> int:
        """Return how often the swap of this edit was made, as a phrase or by its rarest pair of words."""
        found = of(edit, page)
        if self.single:
            return int(0 < len(found.old) <= LONGEST_SWAP and 0 < len(found.new) <= LONGEST_SWAP)
        phrase = self.phrases[fold(found.old_text, page.language), fold(found.new_text, page.language)]
        if len(found.old) != len(found.new) or not found.old:
            return phrase
        pairs = [
            self.words[fold(a, page.language), fold(b, page.language)]
            for a, b in zip(found.old, found.new, strict=True)
            if a.casefold() != b.casefold()
        ]
        return max(phrase, min(pairs, default=0))


def fold(text: str, language: str) -> str:
    """Return a form in which the same term compares equal in any case, number and inflection."""
    return " ".join(words.stem(word, language) for word in text.casefold().replace("'s", "").split())


def swaps(page: Page) -> Swaps:
    """Return the swaps of a page, counted once."""
    known = page.facts.get("swaps")
    if not isinstance(known, Swaps):
        known = page.facts["swaps"] = Swaps(page)
    return known
