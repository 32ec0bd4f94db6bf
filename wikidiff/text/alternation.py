"""Turn word lists into one expression that reads a text once, however long the lists are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import category

from wikidiff.text.tokens import VULGAR

BLANK = "[ \u00a0\u2009\u202f]"
BLANKS = BLANK + "{1,8}"
GAP = BLANK + "{0,8}"
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0900-\u0963\u0970-\u0dff\u200c\u200d"
EDGE = rf"(?![^\W_]|[{_MARKS}])"  # no letter, digit or combining mark follows
START = rf"(?<![^\W_])(?<![{_MARKS}])"

LETTERS = r"[^\W\d_]+"
WORD = rf"(?![\u0e00-\u0eff\u1000-\u109f\u2e80-\u9fff{VULGAR}]){LETTERS}(?!\w)"  # of a script with blanks between words

_LOOSE = " \u00a0\u2009\u202f-'’"  # what may stand between a phrase and the place

_Node = dict[str, "_Node"]


def unspaced(character: str) -> bool:
    """Tell whether the character's script is written without blanks between words (Chinese, Japanese, Thai …)."""
    return "\u0e00" <= character <= "\u0eff" or "\u1000" <= character <= "\u109f" or "\u2e80" <= character <= "\u9fff"


def _source(character: str) -> str:
    return f"(?:{BLANKS}|-)" if character == " " else re.escape(character)


def alternation(words: Iterable[str], *, edge: bool = True) -> str:
    """Return an expression for any of the words, the longest first; a blank stands for blanks or a hyphen.

    With `edge` a word of a spaced script ends where no letter, digit or mark follows. No words give an expression
    that matches nothing.
    """
    root: _Node = {}
    known = sorted(set(words))
    for word in known:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    if not root:
        return r"(?!)"
    marked = edge and any(character >= "\u0590" for word in known for character in word)
    return f"(?:{_tree(root, '', edge=edge)}){f'(?![{_MARKS}])' if marked else ''}"


def _tree(node: _Node, last: str, *, edge: bool) -> str:
    """Return the expression of what may follow `last`; a word that ends here comes after all longer ones."""
    branches = [_source(key) + _tree(child, key, edge=edge) for key, child in node.items() if key]
    if "" in node:
        letter = last.isalnum() or category(last)[0] == "M"
        branches.append(r"(?!\w)" if edge and letter and not unspaced(last) else "")
    return branches[0] if len(branches) == 1 else "(?:" + "|".join(branches) + ")"


def plain(matched: str) -> str:
    """Return a matched name as the pack writes it: lower case, single ordinary blanks for blanks and hyphens."""
    return " ".join(matched.replace("-", " ").split()).lower()


def endings(phrases: Iterable[str]) -> frozenset[str]:
    """Return the last two characters of each phrase, but one behind a blank: blanks are written in many ways."""
    return frozenset(phrase[-1:] if phrase[-2:-1] in {"", " ", "-"} else phrase[-2:] for phrase in phrases if phrase)


_FIRST = re.compile(LETTERS)


def first_words(phrases: Iterable[str]) -> frozenset[str]:
    """Return the letters that phrases begin with, up to the first other character."""
    opened = (_FIRST.match(phrase.lower()) for phrase in phrases)
    return frozenset(match.group() for match in opened if match)


class Before:
    """Phrases that are looked for right before a place; most places are turned down by two characters."""

    __slots__ = ("_lasts", "_pattern", "_reach")

    def __init__(self, phrases: Iterable[str], *, start: str = START, tail: str = GAP) -> None:
        known = tuple(phrases)
        self._pattern = re.compile(f"{start}(?:{alternation(known, edge=False)}){tail}$")
        self._lasts = endings(phrase.rstrip(_LOOSE) for phrase in known)
        self._reach = max(map(len, known), default=0) + 12

    def search(self, text: str, place: int) -> re.Match[str] | None:
        """Return the match of the phrase that ends at `place`, blanks between them allowed."""
        if not self._lasts:
            return None
        end = place
        while end and text[end - 1] in _LOOSE and place - end < 9:
            end -= 1
        if not end or (text[end - 2 : end] not in self._lasts and text[end - 1] not in self._lasts):
            return None
        return self._pattern.search(text, max(0, place - self._reach), place)
