"""What stands around a figure: its parameter, row and column, the dates and figures beside it, other mentions.

Read only when a finding asks, and bounded: a page of figures is not looked through once for each of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from wikidiff.analyze import shown
from wikidiff.analyze.figures import touched
from wikidiff.model import Quantity, QuantityKind
from wikidiff.model.change import Column, Edit, Spot
from wikidiff.packs import settings, sites
from wikidiff.text.figures import interpret
from wikidiff.text.quantities import quantities, same_value
from wikidiff.wikitext.arguments import Argument, arguments
from wikidiff.wikitext.segment import Blocks
from wikidiff.wikitext.tables import LONGEST, Cell, Table, label, table

MOST_LOOKS = 24  # figures of one page whose other mentions are looked for
_MOST_HITS = 40  # places with the same digits that are read
_MOST_SLOW = 60  # cells of a column that are no bare number and are read all the same
_CELL = 40  # characters of a cell that may still be a number and no sentence
_LINE = 160  # characters of a line on both sides of a place
_NEAR = 60  # characters on both sides in which a shared word shows that the same is meant
_LEAD = 20_000  # characters of a page in which its infobox begins
_CALENDAR = (QuantityKind.DATE, QuantityKind.YEAR)
_BARE = re.compile(r"[-−]?\d[\d.,\u00a0\u202f ]{0,30}%?")
_TEMPLATE = re.compile(r"\{\{[^{}]{1,200}\}\}")
_DASHES = r"[–—-]|&ndash;|&mdash;|\{\{[sn]?dash\}\}|\{\{snd\}\}"
_DIGITS = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d+)*")
_HIDING = (("<!--", "-->"), ("<ref", "</ref"), ("[[", "|"), ("{{cit", "}}"), ("http", " "))


class Around:
    """The surroundings of all places of one page."""

    def __init__(self, old: Blocks, new: Blocks, language: str, site: str) -> None:
        self._blocks = {False: old, True: new}
        self._language, self._site = language, site
        self._given: dict[tuple[bool, int, int], list[Argument]] = {}
        self._columns: dict[tuple[bool, int, int], tuple[list[float | None], list[int], bool]] = {}
        self._tables: dict[tuple[bool, int], Table | None] = {}
        self._looked = 0

    def spot(self, at: int, *, new: bool) -> Spot:
        """Return what the place gives a value to: the innermost template or table that shows no value itself."""
        blocks = self._blocks[new]
        for pair in blocks.around(at):
            if pair.kind == "{|":
                found = self._table(pair.start, pair.end, new)
                place = found.find(at) if found is not None else None
                if found is None or place is None:
                    return Spot()
                return Spot(row=found.header_of_row(*place), column=found.header_of_column(*place))
            named = self._parameter(pair.start, pair.end, at, new) if pair.kind == "{{" else None
            if named is not None and named[1].named:  # one without a name says nothing of what it is: {{nowrap|5}}
                return Spot(template=named[0], parameter=named[1].name)
        return Spot()

    def _parameter(self, start: int, end: int, at: int, new: bool) -> tuple[str, Argument] | None:
        text = self._blocks[new].text
        name = text[start + 2 : start + 120].partition("|")[0].partition("}}")[0].strip()
        if end - start > LONGEST or sites.value_template(name.partition(":")[0], self._site) is not None:
            return None
        found = self._arguments(start, end, new)
        held = next((argument for argument in found if argument.start <= at < argument.end), None)
        return (" ".join(name.split()), held) if held is not None else None

    def _arguments(self, start: int, end: int, new: bool) -> list[Argument]:
        key = new, start, end
        if key not in self._given:
            self._given[key] = arguments(self._blocks[new].text, start, end)[1]
        return self._given[key]

    def _table(self, start: int, end: int, new: bool) -> Table | None:
        if (new, start) not in self._tables:
            self._tables[new, start] = table(self._blocks[new], (start, end))
        return self._tables[new, start]

    def column(self, at: int, *, new: bool) -> Column | None:
        """Return the figures of the column of a table that holds the place."""
        found = self._place(at, new)
        if found is None:
            return None
        start, read, place = found
        key = new, start, place[1]
        if key not in self._columns:
            self._columns[key] = self._figures(read, place[1])
        values, rows, share = self._columns[key]
        meant = bisect_right(rows, place[0]) - 1
        return Column(tuple(values), meant, share or "%" in read.header_of_column(*place))

    def cell(self, at: int, *, new: bool) -> tuple[int, int, int, int] | None:
        """Return where the table around a place begins, its row and column, and how many rows the table has."""
        found = self._place(at, new)
        return (found[0], *found[2], len(found[1].rows)) if found is not None else None

    def _place(self, at: int, new: bool) -> tuple[int, Table, tuple[int, int]] | None:
        """Return where the table around a place begins, the table, and the row and column of the place."""
        pair = next((pair for pair in self._blocks[new].around(at) if pair.kind in ("{|", "{{")), None)
        if pair is not None and pair.kind == "{{":
            pair = next((pair for pair in self._blocks[new].around(at) if pair.kind == "{|"), None)
        read = self._table(pair.start, pair.end, new) if pair is not None else None
        place = read.find(at) if read is not None else None
        return (pair.start, read, place) if pair is not None and read is not None and place is not None else None

    def _figures(self, found: Table, column: int) -> tuple[list[float | None], list[int], bool]:
        """Return the figures of a column, the rows they stand in, and whether they are shares."""
        values: list[float | None] = []
        rows: list[int] = []
        share, slow, seen = False, 0, set[Cell]()
        for i, row in enumerate(found.rows):
            cell = row[column] if column < len(row) else None
            if cell is None or cell in seen:
                continue
            seen.add(cell)
            text = found.text[cell.start : cell.end]
            slow += not _BARE.fullmatch(text)
            values.append(_value(text, self._language) if slow <= _MOST_SLOW else None)
            rows.append(i)
            share = share or text.rstrip().endswith("%")
        return values, rows, share

    def beside(self, at: int, *, new: bool) -> tuple[Quantity, ...]:
        """Return the quantities of the line around a place."""
        text = self._blocks[new].text
        low, high = max(text.rfind("\n", 0, at) + 1, at - _LINE), text.find("\n", at)
        return touched(text, low, min(high if high >= 0 else len(text), at + _LINE), self._language)

    def dates(self, at: int, *, new: bool) -> tuple[Quantity | None, Quantity | None]:
        """Return begin and end of the span of time of a parameter, or of two dates with a dash between them."""
        for pair in self._blocks[new].around(at):
            if pair.kind == "{{" and (named := self._parameter(pair.start, pair.end, at, new)) is not None:
                return self._of_template(pair.start, pair.end, named[1].name, new)
        text = self._blocks[new].text
        found = [quantity for quantity in self.beside(at, new=new) if quantity.kind in _CALENDAR]
        until = _until(self._language)
        for a, b in pairwise(found):
            if until.fullmatch(text, a.span.end, b.span.start) and a.span.start <= at <= b.span.end:
                return a, b
        return None, None

    def _of_template(self, start: int, end: int, name: str, new: bool) -> tuple[Quantity | None, Quantity | None]:
        spans = sites.time_spans()
        key = sites.span_key(name)
        number = name.strip()[len(name.strip().rstrip("0123456789")) :]
        first = key if key in spans else next((a for a, b in spans.items() if b == key), "")
        if not first:
            return None, None
        given = {sites.span_key(a.name): a for a in self._arguments(start, end, new) if a.name.endswith(number)}
        return self._date(given.get(first), new), self._date(given.get(spans[first]), new)

    def _date(self, argument: Argument | None, new: bool) -> Quantity | None:
        """Return the first date or year that a parameter gives."""
        if argument is None:
            return None
        text = self._blocks[new].text
        low, high = argument.value_start, min(argument.value_end, argument.value_start + 300)
        for match in _TEMPLATE.finditer(text, low, high):
            value = shown.read(text, match.start(), match.end(), "", self._language, self._site)
            if value is not None and value.kind in _CALENDAR:
                return value
        return next((q for q in quantities(text[low:high], self._language) if q.kind in _CALENDAR), None)

    def life(self, *, new: bool) -> tuple[Quantity | None, Quantity | None]:
        """Return the dates of birth and death that an infobox at the top of the page gives."""
        text = self._blocks[new].text
        match = _births().search(text, 0, _LEAD)
        return self.dates(match.end(), new=new) if match is not None else (None, None)

    def standing(self, quantity: Quantity, words: tuple[str, ...], edits: Sequence[Edit]) -> tuple[Spot, ...] | None:
        """Return the places of the new text, those of the edits apart, that still give the value of an old quantity.

        None where that was not looked for: a single digit, or a page on which many figures changed.

        Digits alone do not tell that the same is meant: a full date or four telling digits do, or the same unit or
        noun, or one of the `words` that stood beside it.
        """
        pattern = _pattern(quantity)
        if pattern is None or self._looked >= MOST_LOOKS:
            return None
        self._looked += 1
        text = self._blocks[True].text
        found: list[Spot] = []
        for number, match in enumerate(pattern.finditer(text)):
            if number >= _MOST_HITS:
                break
            start, end = match.span()
            if start and (text[start - 1].isdecimal() or text[start - 1] in ".,"):
                continue  # asked here: a pattern that begins with a digit is found ten times as fast
            if any(edit.new.start < end and start < edit.new.end for edit in edits) or _hidden(text, start):
                continue
            if self._means(quantity, start, end, words):
                found.append(self.spot(start, new=True))
        return tuple(found)

    def _means(self, quantity: Quantity, start: int, end: int, words: tuple[str, ...]) -> bool:
        text = self._blocks[True].text
        spot = self.spot(start, new=True)
        for other in touched(text, start, end, self._language, bool(spot.template)):
            alike = same_value(quantity, other) and (quantity.kind in _CALENDAR) == (other.kind in _CALENDAR)
            if not alike or not other.span.start <= start < other.span.end:
                continue
            if quantity.unit is not None and quantity.unit == other.unit:
                return True
            if quantity.kind is QuantityKind.DATE or (quantity.kind is not QuantityKind.YEAR and _telling(quantity)):
                return True
            before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
            near = (before.rpartition("\n")[2] + after.partition("\n")[0]).casefold()
            return any(len(word) > 3 and word.casefold() in near for word in words)
        return False


def _telling(quantity: Quantity) -> bool:
    """Tell whether a number has so many digits that it hardly stands for two things on one page."""
    digits = "".join(character for character in quantity.text if character.isdecimal())
    return len(digits.strip("0")) >= 4


@lru_cache(maxsize=64)
def _pattern(quantity: Quantity) -> re.Pattern[str] | None:
    """Return what finds the digits of a quantity however they are grouped; None for what is too short to look for.

    Digits may stand before what it finds.
    """
    text = quantity.text
    if quantity.kind is QuantityKind.DATE:
        year = quantity.parts[0].split("-")[0] if quantity.parts and len(quantity.parts[0]) == 10 else ""
        return re.compile(rf"{year}(?!\d)") if year.isdecimal() else None
    match = _DIGITS.search(text)
    if match is None or (not text.isascii() and not match.group().isascii()):
        return None
    digits = [character for character in match.group() if character.isdecimal()]
    if len(digits) < 2 or len(digits) > 20:
        return None
    return re.compile(r"[.,\u00a0\u202f ]?".join(digits) + r"(?![.,]?\d)")


def _hidden(text: str, at: int) -> bool:
    """Tell whether a place is one that no reader sees as text: a ref, a comment, a link's target, a URL."""
    low = max(0, at - 400)
    for opened, closed in _HIDING:
        begin = text.rfind(opened, low, at)
        if begin < 0 or text.find(closed, begin, at) >= 0:
            continue
        if opened == "[[" and "]]" in text[begin:at]:
            continue
        if opened != "http" or (" " not in text[begin:at] and "\n" not in text[begin:at]):
            return opened != "[[" or "|" in text[at : text.find("]]", at) + 1] or ":" in text[begin:at]
    return False


@lru_cache(maxsize=64)
def _until(language: str) -> re.Pattern[str]:
    """Return what stands between the first and the last date of a span of time: a dash, "to", "died"."""
    words = (*settings(language, "numbers.toml").get("ranges", {}).get("to", ()), *sites.death_words())
    known = "|".join(re.escape(word) for word in words)
    return re.compile(rf"[\s,;.]*(?:(?:{_DASHES}|{known})[\s,(]*){{1,2}}(?:\w{{1,3}}\.?\s+)?", re.IGNORECASE)


@lru_cache(maxsize=1)
def _births() -> re.Pattern[str]:
    """Return what finds the parameter of a date of birth, just behind its name."""
    names = "|".join(re.escape(name).replace(r"\ ", "[ _]") for name in sites.births())
    return re.compile(rf"\|\s*(?:{names})(?=\s*=\s*[^\s|}}])", re.IGNORECASE)


def _value(text: str, language: str) -> float | None:
    """Return the number of a cell that holds one and nothing else a reader sees."""
    if _BARE.fullmatch(text):
        bare = text.rstrip("%").strip().lstrip("-−")
        value = interpret(bare, settings(language, "numbers.toml").get("decimal", "."))[0]
        return None if value is None else float(-value if text[0] in "-−" else value)
    seen = label(text) if len(text) <= 400 else ""
    if len(seen) > _CELL or not any(character.isdecimal() for character in seen or text[:400]):
        return None
    if not seen and (match := _TEMPLATE.match(text.strip())):
        seen = label(match.group().strip("{}").rpartition("|")[2])
    found = quantities(seen, language)
    return float(found[0].value) if len(found) == 1 and found[0].value is not None else None
