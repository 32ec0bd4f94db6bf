"""Read numbers written in words, and the scale words that may follow a figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from wikidiff.packs import settings
from wikidiff.text.alternation import BLANKS, EDGE, WORD, Before, alternation, first_words, plain
from wikidiff.text.figures import EXACT, Figure

PACK = "numbers.toml"
_MOST_WORDS = 48
_LARGEST = 60  # places of a number in words
_LONGEST_ALONE = 24
_BEHIND = re.compile(f"(?:{BLANKS}|-)({WORD})")
_COMMA = re.compile(f",{BLANKS}")


def table(tag: str, name: str) -> dict[str, tuple[str, ...]]:
    """Return the lists of words in a table of the pack, by their keys."""
    found: Mapping[str, Any] = settings(tag, PACK).get(name, {})
    return {str(key): tuple(words) for key, words in found.items() if isinstance(words, list)}


def by_word(tag: str, name: str) -> dict[str, str]:
    """Return a table of the pack turned round: word (as `plain` writes it) → key."""
    return {plain(word): key for key, words in table(tag, name).items() for word in words}


def words_of(tag: str, *names: str) -> list[str]:
    """Return all words of some tables of the pack."""
    return [word for name in names for words in table(tag, name).values() for word in words]


def phrase(words: Iterable[str], *, edge: bool = True) -> str:
    """Return an expression for blanks or a hyphen and then one of the words."""
    return f"(?:{BLANKS}|-|)(?:{alternation(words, edge=edge)})"


class Known(NamedTuple):
    """What a word says alone: its number, whether it is a rank, and the words beside which it says something else."""

    value: Decimal
    rank: bool
    others: frozenset[str]


class NumberWords:
    """The number words of one language, compiled."""

    def __init__(self, tag: str) -> None:
        pack = settings(tag, PACK)
        self.joined = bool(pack.get("joined", False))
        edge = not self.joined
        self._joint_from = int(pack.get("joint_from", 0))
        self._weak = frozenset(map(plain, pack.get("weak", ())))
        self._bare = frozenset(map(plain, pack.get("bare", ())))
        self._cardinals = {word: Decimal(key) for word, key in by_word(tag, "cardinals").items()}
        self._ordinals = {word: Decimal(key) for word, key in by_word(tag, "ordinals").items()}
        self._scales = {word: Decimal(key) for word, key in by_word(tag, "magnitudes").items()}
        self._parts = {word: Decimal(key) for word, key in by_word(tag, "fractions").items()}
        self._alone = frozenset(map(plain, pack.get("parts_alone", ())))
        self._halves = {word: Decimal(key) for word, key in by_word(tag, "halves").items()}
        numbers = words_of(tag, "cardinals", "ordinals", "magnitudes")
        ones = [f"{article} {unit}" for article in pack.get("articles", ()) for unit in pack.get("article_units", ())]
        before = words_of(tag, "halves_before")
        self.starts: tuple[str, ...] = (*numbers, *self._alone, *ones, *before)
        self._halves_before = {word: Decimal(key) for word, key in by_word(tag, "halves_before").items()}
        self._before = re.compile(f"({alternation(before)}){BLANKS}")
        self._one = re.compile(f"(?={alternation(ones)})[^\\W\\d_]+") if ones else None
        joints = alternation(pack.get("connectors", ()), edge=edge)
        articles = alternation(pack.get("articles", ()))
        of = alternation(pack.get("part_of", ()))
        self._piece = re.compile(alternation(numbers, edge=edge))
        self._gap = re.compile(f"(?:{BLANKS}|-)?(?:(?P<joint>{joints})(?:{BLANKS}|-)?)?")
        self._part = re.compile(f"(?:{BLANKS}|-)(?P<part>{alternation(words_of(tag, 'fractions'))})")
        self._own_part = re.compile(alternation(self._alone))
        self._part_of = re.compile(BLANKS + f"(?:{of})")
        self._half = re.compile(f"(?:{BLANKS}|-|)(?P<half>{alternation(words_of(tag, 'halves'), edge=True)})")
        self._scale = re.compile(f"(?:{BLANKS}|-|)(?P<scale>{alternation(words_of(tag, 'magnitudes'))})")
        self._of_scale = re.compile(f"(?:{BLANKS}(?:{of}))?(?:{BLANKS}(?:{articles}))?")
        self._article = Before(pack.get("articles", ()), tail=f"(?:{BLANKS}|-)")
        phrases = table(tag, "not_numbers").get("phrases", ())
        self._excluded = re.compile(f"(?<![^\\W_])(?:{alternation(phrases)})")
        self._reach = max(map(len, phrases), default=0)
        self._risky = frozenset(word for phrase in phrases for word in plain(phrase).split())
        self._edge = re.compile(EDGE)
        self.led_by: tuple[str, ...] = ()
        self.followed_by: tuple[str, ...] = (*words_of(tag, "halves"), *self._scales)
        self.continued_by: tuple[str, ...] = (*numbers, *pack.get("connectors", ()), *words_of(tag, "fractions"))
        self.part_of: tuple[str, ...] = tuple(pack.get("part_of", ()))
        self._further = first_words((*self.continued_by, *self.followed_by, *self.part_of))
        unsure = (*self._weak, *phrases)
        risks = [plain(phrase).split() for phrase in phrases]
        self.lone = {
            word: Known(value, rank, first_words(near for risk in risks if word in risk for near in risk))
            for word, value, rank in self._each()
            if self._is_plain(word, unsure)
        }

    def _each(self) -> Iterator[tuple[str, Decimal, bool]]:
        """Yield every word for a number below the scales, its value, and whether it is an ordinal."""
        yield from ((word, value, True) for word, value in self._ordinals.items())
        yield from ((word, value, False) for word, value in self._cardinals.items())

    def _is_plain(self, word: str, unsure: Iterable[str]) -> bool:
        """Tell whether a word is nothing but its number where none of `continued_by` goes on behind it."""
        return " " not in word and word not in unsure and not word.startswith((*self._alone, *self._halves_before))

    def read(self, low: str, start: int, end: int) -> Figure | None:
        """Read the number that begins with the number word at `low[start:end]` of the lower-cased text, or None."""
        if self._risky and self._is_excluded(low, start):
            return None
        known = self.lone.get(low[start:end])
        if known is not None and not self.joined and (word := _BEHIND.match(low, end)) and word[1] not in self._further:
            return Figure(start, end, known.value, words=True, ordinal=known.rank)
        if self._one is not None and (match := self._one.match(low, start)):
            return Figure(start, match.end(), Decimal(1), words=True, article=True)
        if self._halves_before and (match := self._before.match(low, start)):
            return self._with_half(low, start, match)
        article = self._article.search(low, start)
        if match := self._own_part.match(low, start):
            return self._share(low, article.start() if article else start, match)
        figure = self._sum(low, start, led=article is not None or _alone(low, start))
        if figure is None or (self.joined and not self._edge.match(low, figure.end)):
            return None
        if article is not None and plain(low[start : figure.end]).split(" ", 1)[0] in self._scales:
            figure.start = article.start()
        self._parts_of(low, figure, article)
        self.finish(low, figure)
        return None if plain(low[start : figure.end]) in self._weak and not _alone(low, start) else figure

    def _with_half(self, low: str, start: int, match: re.Match[str]) -> Figure | None:
        """Read साढ़े तीन लाख: the part is of one before the scale, not behind it."""
        piece = self._piece.match(low, match.end())
        value = self._cardinals.get(plain(piece.group())) if piece else None
        if piece is None or value is None:
            return None
        figure = Figure(start, piece.end(), EXACT.add(value, self._halves_before[plain(match[1])]), words=True)
        while (scale := self._scale.match(low, figure.end)) and figure.value is not None:
            figure.value = EXACT.multiply(figure.value, self._scales[plain(scale["scale"])])
            figure.end = scale.end()
        return figure

    def finish(self, low: str, figure: Figure) -> None:
        """Add a half and the scale words behind a figure ("two and a half", "3 million")."""
        if figure.value is None or figure.ordinal:
            return
        if match := self._half.match(low, figure.end):
            figure.value = EXACT.add(figure.value, self._halves[plain(match["half"])])
            figure.end, figure.digits = match.end(), 0
        while match := self._scale.match(low, figure.end):
            factor = self._scales[plain(match["scale"])]
            if factor < 1000 and figure.words:
                break
            figure.value = EXACT.multiply(figure.value, factor)
            if figure.uncertainty is not None:
                figure.uncertainty = EXACT.multiply(figure.uncertainty, factor)
            figure.end, figure.digits = match.end(), 0
            figure.scale = factor if figure.scale is None else EXACT.multiply(figure.scale, factor)
            if figure.value.adjusted() > 60:
                break

    def scale_at(self, low: str, end: int) -> bool:
        """Tell whether a scale word stands behind a figure that ends at `end`."""
        return self._scale.match(low, end) is not None

    def _is_excluded(self, low: str, start: int) -> bool:
        match = self._piece.match(low, start) or self._own_part.match(low, start)
        if match is not None and not self.joined and not self._risky.intersection(plain(match.group()).split()):
            return False
        found = self._excluded.finditer(low, max(0, start - self._reach), start + self._reach + 1)
        return any(match.start() <= start < match.end() for match in found)

    def _share(self, low: str, start: int, match: re.Match[str]) -> Figure | None:
        """Read "half", "a quarter", "half a million": a part that needs no numeral before it."""
        word = plain(match.group())
        figure = Figure(start, match.end(), EXACT.divide(Decimal(1), self._parts[word]), words=True, fraction=True)
        of = self._of_scale.match(low, figure.end)
        scale = self._scale.match(low, of.end() if of else figure.end)
        if scale is not None:
            figure.value = EXACT.multiply(figure.value or Decimal(0), self._scales[plain(scale["scale"])])
            figure.end, figure.fraction = scale.end(), False
        elif start == match.start() and self._parts[word] > 2 and not self._part_of.match(low, figure.end):
            return None  # "quarter" of a town, a year, an hour
        return figure

    def _parts_of(self, low: str, figure: Figure, article: re.Match[str] | None) -> None:
        """Turn "two thirds" and "a third of" into shares."""
        if figure.ordinal:
            word = plain(low[figure.start : figure.end])
            if article is not None and word in self._parts and self._part_of.match(low, figure.end):
                figure.value = EXACT.divide(Decimal(1), self._parts[word])
                figure.start, figure.ordinal, figure.fraction = article.start(), False, True
        elif figure.value and figure.value < 100 and (match := self._part.match(low, figure.end)):
            figure.value = EXACT.divide(figure.value, self._parts[plain(match["part"])])
            figure.end, figure.fraction = match.end(), True

    def _sum(self, low: str, start: int, *, led: bool) -> Figure | None:
        """Add up number words as they are spoken; stop before the first word that cannot continue the number."""
        spoken, end, position, joint = _Spoken(), start, start, False
        for _ in range(_MOST_WORDS):
            match = self._piece.match(low, position)
            if match is None:
                break
            word = plain(match.group())
            if word in self._cardinals:
                if not spoken.add(self._cardinals[word], inverted=self.joined and joint):
                    break
            elif word in self._ordinals:
                if not spoken.end(self._ordinals[word], joint=joint, inverted=self.joined and joint):
                    break
                return Figure(start, match.end(), spoken.total(), words=True, ordinal=True)
            elif end == start and not led and word not in self._bare:
                return None
            elif not spoken.multiply(self._scales[word]):
                break
            end = match.end()
            gap = self._gap.match(low, end)
            joint = gap is not None and gap["joint"] is not None
            if gap is None or (gap.end() == end and not self.joined):
                following = self._behind_comma(low, end, spoken)
            else:
                following = None if joint and spoken.last() < self._joint_from else gap.end()
            if following is None:
                break
            position = following
        return Figure(start, end, spoken.total(), words=True) if end > start else None

    def _behind_comma(self, low: str, end: int, spoken: _Spoken) -> int | None:
        """Return where "three million, two hundred" goes on: only before hundreds or thousands of a smaller scale."""
        comma = _COMMA.match(low, end) if spoken.current is None else None
        first = self._piece.match(low, comma.end()) if comma else None
        gap = self._gap.match(low, first.end()) if first and plain(first.group()) in self._cardinals else None
        second = self._piece.match(low, gap.end()) if gap else None
        scale = self._scales.get(plain(second.group())) if second else None
        return comma.end() if comma and scale is not None and 100 <= scale < spoken.last() else None


@dataclass(slots=True)
class _Spoken:
    """A number while its words are heard: amounts that are closed, with their scales, and what is being said."""

    terms: list[tuple[Decimal, Decimal]] = field(default_factory=list)
    current: Decimal | None = None

    def total(self) -> Decimal:
        return sum((amount for amount, _ in self.terms), self.current or Decimal(0))

    def last(self) -> Decimal:
        """Return what the last word made: the amount below a thousand, else the smallest scale."""
        return self.current or (self.terms[-1][1] if self.terms else Decimal("Infinity"))

    def add(self, value: Decimal, *, inverted: bool) -> bool:
        """Take a cardinal, where it can continue what was said."""
        if self.current is None:
            self.current = value
        elif _fits(self.current, value, inverted=inverted):
            self.current += value
        else:
            return False
        return True

    def end(self, value: Decimal, *, joint: bool, inverted: bool) -> bool:
        """Take an ordinal: "twenty-third", "two thousand and fifth"; not "a thousand first prizes"."""
        if self.current is None:
            if self.terms and not joint and value < 10:
                return False
            self.current = value
        elif value >= 100:
            return self.multiply(value)
        elif not self.add(value, inverted=inverted):
            return False
        return True

    def multiply(self, scale: Decimal) -> bool:
        """Take a scale word: "two hundred"; "siete mil ochocientos millones" multiplies the thousands too."""
        if scale < 1000:
            if self.current is not None and self.current >= scale:
                return False
            self.current = (self.current or Decimal(1)) * scale
            return True
        if self.terms and (self.terms[-1][1] == scale or self.terms[0][0].adjusted() > _LARGEST):
            return False
        amount = self.current or Decimal(0)
        while self.terms and self.terms[-1][1] < scale:
            amount += self.terms.pop()[0]
        self.terms.append(((amount or Decimal(1)) * scale, scale))
        self.current = None
        return True


def _alone(low: str, start: int) -> bool:
    """Tell whether a word is the whole text, as in a cell: there "hundred" is a number, and so is an article."""
    return start < 3 and len(low) < _LONGEST_ALONE and not low[:start].strip() and " " not in low[start:].strip()


def _fits(current: Decimal, value: Decimal, *, inverted: bool) -> bool:
    """Tell whether `value` may be added: "twenty three", "hundred and one"; turned round, "three and twenty"."""
    if value == 0 or current == 0:
        return False
    if inverted and current % 100 < 10 and 20 <= value < 100:
        return True
    places = 1
    while current % (places * 10) == 0:
        places *= 10
    return value < places


@lru_cache(maxsize=32)
def number_words(tag: str) -> NumberWords:
    """Return the number words of a language."""
    return NumberWords(tag)
