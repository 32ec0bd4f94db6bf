"""Tell numbers that name something from numbers that measure: models, versions, codes, addresses, phone numbers."""

from __future__ import annotations

import re
from functools import lru_cache

from wikidiff.model.quantity import QuantityKind
from wikidiff.packs import settings
from wikidiff.text.alternation import GAP, Before, alternation
from wikidiff.text.numberwords import PACK, table
from wikidiff.text.reading import Reading

_LETTER = r"A-Za-zÀ-ɏͰ-ϿЀ-ӿＡ-Ｚａ-ｚ\d_"
_GLUED_LEFT = re.compile(rf"[{_LETTER}.\-–/#@]{{1,40}}$")
_GLUED_RIGHT = re.compile(rf"[{_LETTER}]*(?:[-.][{_LETTER}]+)*")
_CHAIN = re.compile(r"\d{1,20}(?>(?:[-–]\d{1,20}){2,})(?:[-–][xX])?")
_LEADING = re.compile(r"0\d{3,}(?![\d.,])")  # amounts are not written with leading zeros
_DOI = re.compile(r"10\.\d{4,9}/[^\s|{}<>\[\]]*[^\s|{}<>\[\].,;:)'\"]")
_IPV6 = re.compile(
    r"(?=[0-9a-fA-F:.]{4,45}(?![\w:]))(?=[^\s]{0,45}?(?:::|[a-fA-F]|(?::\d{1,4}){4}))"
    r"[0-9a-fA-F]{1,4}(?:::?[0-9a-fA-F]{1,4}){1,7}(?:::)?(?![\w:])"
)
_RUN = re.compile(r"\d+")
_HEX = frozenset(":abcdefABCDEF")
_SHAPED = frozenset("-–./") | _HEX  # what goes on behind the first digits of an address, version or number
_NO_SHARE = r"\d{1,6}/0+(?![\d/.,])"  # nothing is divided by nought
_PHONE = re.compile(
    r"(?:\+\d{1,3}[ -]?)?(?:\(\d{2,4}\)[ -]?)\d{2,4}[ -]\d{3,4}(?!\d)|\+\d{1,3}(?:[ -]\d{2,4}){3,5}(?!\d)"
)
_AREA_CODE = re.compile(r"\(\d{2,4}\)[ -]?\d{3,4}-\d{4}(?!\d)")
_RANK = re.compile(r"\d{1,3}(?!\w)")  # behind "#"; a longer one is a number of an issue or a colour
_DOTS = re.compile(r"(?!\d{1,3}(?:\.\d{3})+(?![\d.]))\d{1,20}(?:\.\d{1,20}){2,8}[a-z]?(?!\w)")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;|\n({\[=*#]|['\"“”‘])\s*$")


def cased(character: str) -> bool:
    """Tell whether a character is a letter of a script with capitals."""
    return character.islower() or character.isupper()


class Labels:
    """The numbers of one language that are names."""

    def __init__(self, tag: str) -> None:
        pack = settings(tag, PACK)
        known = table("und", "identifiers")
        before = {*known["before"], *table(tag, "identifiers_before").get("list", ())}
        self._before = Before(sorted(before), tail=f":?{GAP}")
        whole = f"(?:{alternation(known['whole'])})(?![/\\d])"
        self._shape = re.compile(f"{_DOI.pattern}|{_CHAIN.pattern}|{_DOTS.pattern}|{_NO_SHARE}|{whole}")
        self.led_by: tuple[str, ...] = tuple(before)
        self.followed_by: tuple[str, ...] = ()
        self._name_before = bool(pack.get("name_before", False))
        modifiers = pack.get("dates", {}).get("modifiers", {})
        prefixes = [form for forms in modifiers.values() for form in forms] + list(pack.get("number_prefixes", ()))
        self._prefix = Before([prefix.rstrip("-") for prefix in prefixes], tail="-")

    def shaped(self, text: str, start: int) -> Reading | None:
        """Return the address, version or telephone number that the digits at `start` open, by its shape alone."""
        run = _RUN.match(text, start)
        mark = text[run.end() : run.end() + 1] if run else ""
        if mark == "" or mark not in _SHAPED:
            return None
        match = _IPV6.match(text, start) if mark in _HEX else None
        match = match or self._shape.match(text, start)
        return Reading(start, match.end(), QuantityKind.IDENTIFIER) if match else None

    def led(self, text: str, low: str, start: int, *, known: bool) -> Reading | None:
        """Return the name that the digits at `start` end, by a sign or, where one may be `known`, a word."""
        before = text[start - 1] if start else " "
        if "\u0900" <= before <= "\u0963" or (text[start] == "0" and _LEADING.match(text, start)):
            return self._whole_word(text, start)
        if before in "_@" or (before == "#" and not _RANK.match(text, start)):
            return self._whole_word(text, start)
        if (before == "+" and (match := _PHONE.match(text, start - 1))) or (
            before == "(" and (match := _AREA_CODE.match(text, start - 1))
        ):
            return Reading(start - 1, match.end(), QuantityKind.IDENTIFIER)
        if cased(before) or (
            before == "-" and start > 1 and cased(text[start - 2]) and self._hyphenates(text, low, start)
        ):
            return self._whole_word(text, start)
        if known and self._before.search(low, start):
            match = _GLUED_RIGHT.match(text, start)
            return Reading(start, match.end() if match else start + 1, QuantityKind.IDENTIFIER)
        return None

    def named(self, text: str, start: int) -> bool:
        """Tell whether the bare figure at `start` stands behind a proper name within a sentence ("Apollo 11")."""
        if not self._name_before:
            return False
        if start < 3 or not text[start - 1].isspace() or not text[start - 2].isalnum():
            return False
        word = text[max(0, start - 32) : start - 1].rsplit(maxsplit=1)[-1]
        if not word[0].isupper():
            return False
        begin = start - 1 - len(word)
        return _SENTENCE_START.search(text, max(0, begin - 4), begin) is None

    def _hyphenates(self, text: str, low: str, start: int) -> bool:
        """Tell whether letters and a hyphen before the digits make a name ("F-16") and not a compound ("mid-1990")."""
        if self._prefix.search(low, start):
            return False
        left = start - 2
        while left > 0 and cased(text[left - 1]):
            left -= 1
        return any(character.isupper() for character in text[left : start - 1])

    @staticmethod
    def _whole_word(text: str, start: int) -> Reading:
        left = _GLUED_LEFT.search(text, max(0, start - 40), start)
        right = _GLUED_RIGHT.match(text, start)
        return Reading(left.start() if left else start, right.end() if right else start + 1, QuantityKind.IDENTIFIER)


def follows(text: str, start: int, end: int) -> Reading | None:
    """Return the name that digits and the letters glued behind them make ("3D", "747-400ER"), or None."""
    if end < len(text) and cased(text[end]):
        match = _GLUED_RIGHT.match(text, end)
        return Reading(start, match.end() if match else end, QuantityKind.IDENTIFIER)
    return None


@lru_cache(maxsize=32)
def labels(tag: str) -> Labels:
    """Return the number names of a language."""
    return Labels(tag)
