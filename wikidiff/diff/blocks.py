"""Pair the blocks that changed: which old block became which new one, in place or elsewhere.

Equal blocks first, then blocks with the same key (a parameter's name), then blocks that share rare words, over the
whole page, so that a paragraph that moved and was edited is still the same paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from wikidiff.diff.engine import rising
from wikidiff.diff.trim import common_prefix, common_suffix

# Tuned on the real pairs and on the labelled moves; wikidiff2 takes .4 for a move and .2 for a change.
MOVED = 0.45  # share of words two blocks must have in common to be one block that moved and was edited
IN_PLACE = 0.25  # … to be one block that was edited where it stood
HELD = 0.4  # … or this share of the shorter one's words, where nothing else stands in the place
SHORT = 60  # characters; a shorter block may be filled anew and still be the same place
RARE = 6  # a word on more blocks than this does not propose pairs
LONG_ENOUGH = 25  # a shorter block is recognised elsewhere on the page only when it is the only one of its kind
LOOKED_AT = 20_000  # characters of a block that are compared for likeness
KNOWN = 3  # letters and digits that a block needs to be recognised at all
PROPOSALS = 4  # candidates looked at for each block
BESIDE = 2  # a block with refs is held against so many on both sides of its place
SPLIT = 0.75  # share of a block's words that must stand in the other side's joined block


# Thai, Lao, Burmese, Khmer, kana and ideographs: scripts that write no spaces between words.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


_REF = re.compile(r"<ref\b[^<>]*(?:(?<=/)>|>[^<]*(?:<(?!/ref)[^<]*)*</ref>)", re.IGNORECASE)


class Unit(NamedTuple):
    """A block that is not equal in place: `key` names it within its kind, `group` the stretch it stands in."""

    text: str
    kind: str
    key: str
    group: int


class Pairing(NamedTuple):
    """Old unit `old` became new unit `new`; `moved` when it stands elsewhere in the order of the page."""

    old: int
    new: int
    moved: bool


def _one(old: Unit, new: Unit) -> bool:
    """Tell whether the only old block became the only new one."""
    if old.key and old.kind == new.kind and old.key == new.key:
        return True
    if old.kind == new.kind == "parameter":
        return _replaces(old, new, True)
    alike = _mostly(old.text, new.text) or _share(_words(old.text), _words(new.text)) >= IN_PLACE
    if alike and _compatible(old, new):
        return True
    return old.kind == new.kind and _replaces(old, new, True)


def _mostly(old: str, new: str) -> bool:
    """Tell whether two texts share half of the longer one at their ends: then their words need not be counted."""
    short, long = sorted((len(old), len(new)))
    prefix = common_prefix(old, new)
    return 2 * prefix >= long or 2 * (prefix + common_suffix(old, new, short - prefix)) >= long


class _Table:
    """The pairs found so far."""

    def __init__(self, old: Sequence[Unit], new: Sequence[Unit]) -> None:
        self.old, self.new = old, new
        self.to_new: dict[int, int] = {}
        self.to_old: dict[int, int] = {}

    def add(self, i: int, j: int) -> None:
        self.to_new[i] = j
        self.to_old[j] = i

    def free_old(self) -> list[int]:
        return [i for i in range(len(self.old)) if i not in self.to_new]

    def free_new(self) -> list[int]:
        return [j for j in range(len(self.new)) if j not in self.to_old]


def pair(old: Sequence[Unit], new: Sequence[Unit]) -> list[Pairing]:
    """Pair units one to one; what is not in the result came or went whole. Both directions pair alike."""
    if len(old) == len(new) == 1 and old[0].group == new[0].group:
        return [Pairing(0, 0, moved=False)] if _one(old[0], new[0]) else []
    if (len(new), [unit.text for unit in new]) < (len(old), [unit.text for unit in old]):
        return sorted(Pairing(entry.new, entry.old, entry.moved) for entry in _pair(new, old))
    return _pair(old, new)


def _pair(old: Sequence[Unit], new: Sequence[Unit]) -> list[Pairing]:
    table = _Table(old, new)
    _equal(table)
    _by_key(table)
    _by_key_anywhere(table)
    _neighbours(table)
    if len(table.to_new) < len(old) and len(table.to_old) < len(new):
        _alike(table)
        _neighbours(table)
        _in_row(table)
        _by_place(table)
    return _with_moves(table)


def _equal(table: _Table) -> None:
    """Pair equal units, in the same group first, elsewhere only when they are long enough to be known again."""
    waiting: dict[tuple[str, str], list[int]] = {}
    for i, unit in enumerate(table.old):
        waiting.setdefault((unit.kind, unit.text.strip()), []).append(i)
    later: list[tuple[int, list[int]]] = []
    for j, unit in enumerate(table.new):
        places = waiting.get((unit.kind, unit.text.strip()))
        if not places:
            continue
        here = next((i for i in places if table.old[i].group == unit.group), None)
        if here is not None:
            places.remove(here)
            table.add(here, j)
        else:
            later.append((j, places))
    alone = Counter(id(places) for _, places in later)
    for j, places in later:
        text = table.new[j].text
        single = len(places) == 1 == alone[id(places)] and sum(map(str.isalnum, text)) >= KNOWN
        if places and (single or len(text.strip()) >= LONG_ENOUGH):
            table.add(places.pop(0), j)


def _by_key(table: _Table) -> None:
    waiting: dict[tuple[str, str, int], list[int]] = {}
    for i in table.free_old():
        unit = table.old[i]
        if unit.key:
            waiting.setdefault((unit.kind, unit.key, unit.group), []).append(i)
    for j in table.free_new():
        unit = table.new[j]
        places = waiting.get((unit.kind, unit.key, unit.group)) if unit.key else None
        if places:
            table.add(places.pop(0), j)


def _by_key_anywhere(table: _Table) -> None:
    """Pair parameters of one name that went in one place and came in another, where each stands for itself."""
    old = _single(table.old, table.free_old())
    new = _single(table.new, table.free_new())
    for key in sorted(old.keys() & new.keys()):
        table.add(old[key], new[key])


def _single(units: Sequence[Unit], free: Iterable[int]) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    for index in free:
        if units[index].kind == "parameter" and units[index].key:
            found.setdefault(units[index].key, []).append(index)
    return {key: places[0] for key, places in found.items() if len(places) == 1}


def unspaced(text: str) -> bool:
    """Tell whether a text is in a script that writes no spaces between words."""
    return _UNSPACED.search(text) is not None


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    """Return the words of a block; where a script writes no spaces, its pairs of characters."""
    text = text[:LOOKED_AT]
    parts = text.split()
    limit = 12 if unspaced(text) else 30
    if len(parts) * limit >= len(text):
        return frozenset([part if part.isalnum() else part.strip(".,;:|'\"()[]{}=*#") for part in parts]) - {""}
    bare = "".join(parts)
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1))


def _share(left: frozenset[str], right: frozenset[str]) -> float:
    larger = max(len(left), len(right))
    return len(left & right) / larger if larger else 0.0


def _held(left: frozenset[str], right: frozenset[str]) -> float:
    """Return what share of the shorter one's words stands in the longer one: a stub that grew is the same passage."""
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller else 0.0


def _said_alike(old: str, new: str) -> float:
    """Return what two passages with refs share of what they say themselves: who says so may stand elsewhere now."""
    if "<ref" not in old or "<ref" not in new:
        return 0.0
    left, right = (_REF.sub(" ", text[:LOOKED_AT]) for text in (old, new))
    return _share(_words(left), _words(right))


def _alike(table: _Table) -> None:
    """Pair units of one kind by the rare words they share, the best score first."""
    proposing = _proposing(table)
    scored: list[tuple[float, int, int, int]] = []
    for i in table.free_old():
        mine = _words(table.old[i].text)
        votes = proposing(mine)
        proposed = [
            j for j, _ in sorted(votes.items(), key=lambda vote: (-vote[1], abs(vote[0] - i), vote[0]))[:PROPOSALS]
        ]
        if "<ref" in table.old[i].text:  # a word that touches a ref is another word when the ref is written otherwise
            beside = range(max(0, i - BESIDE), min(len(table.new), i + BESIDE + 1))
            proposed += [j for j in beside if j not in table.to_old and j not in votes]
        for j in proposed:
            if not _compatible(table.old[i], table.new[j]):
                continue
            score = max(_share(mine, _words(table.new[j].text)), _said_alike(table.old[i].text, table.new[j].text))
            same = table.old[i].group == table.new[j].group
            long_enough = min(len(table.old[i].text), len(table.new[j].text)) >= LONG_ENOUGH
            if score >= (IN_PLACE if same else MOVED) and (same or long_enough):
                scored.append((score + (0.1 if same else 0.0), i, j, abs(i - j)))
    scored.sort(key=lambda entry: (-entry[0], entry[3], entry[1]))
    for _, i, j, _distance in scored:
        if i not in table.to_new and j not in table.to_old:
            table.add(i, j)


def _proposing(table: _Table) -> Callable[[frozenset[str]], dict[int, int]]:
    """Return what counts for a set of words the rare ones among them that each free new unit shares."""
    free = {j: _words(table.new[j].text) for j in table.free_new()}
    if len(free) <= RARE:  # then every word is rare
        return lambda mine: {j: shared for j, words in free.items() if (shared := len(mine & words))}
    places: dict[str, list[int]] = {}
    for j, words in free.items():
        for word in words:
            places.setdefault(word, []).append(j)

    def votes(mine: frozenset[str]) -> dict[int, int]:
        found: dict[int, int] = {}
        for word in mine:
            proposed = places.get(word, ())
            if len(proposed) <= RARE:
                for j in proposed:
                    found[j] = found.get(j, 0) + 1
        return found

    return votes


def _neighbours(table: _Table) -> None:
    """Pair equal units, and headings, that stand next to a pair on both sides: what moves takes its marks along."""
    for step in (1, -1):
        for i in sorted(table.to_new, reverse=step < 0):
            j = table.to_new[i]
            if table.old[i].group == table.new[j].group:
                continue
            i, j = i + step, j + step
            while (
                0 <= i < len(table.old) and 0 <= j < len(table.new) and i not in table.to_new and j not in table.to_old
            ):
                left, right = table.old[i], table.new[j]
                together = left.group == table.old[i - step].group and right.group == table.new[j - step].group
                heading = left.kind == right.kind == "heading" and step < 0
                if not together or not (heading or (left.kind == right.kind and left.text == right.text)):
                    break
                table.add(i, j)
                i, j = i + step, j + step


def _in_row(table: _Table) -> None:
    """Pair the cells behind a cell that moved, where nothing else claims them: its row moved and was edited."""
    for i in table.free_old():
        j = table.to_new.get(i - 1, -2) + 1
        if j < 1 or j >= len(table.new) or j in table.to_old or table.old[i - 1].group == table.new[j - 1].group:
            continue
        units = (table.old[i - 1], table.old[i], table.new[j - 1], table.new[j])
        after = table.to_new.get(i + 1, j + 1) == j + 1 and table.to_old.get(j + 1, i + 1) == i + 1
        if after and all(unit.kind == "table_cell" for unit in units):
            table.add(i, j)


def _compatible(left: Unit, right: Unit) -> bool:
    if left.kind == right.kind:
        return not (left.key and right.key) or left.kind in ("heading", "template")
    kinds = {left.kind, right.kind}
    return kinds <= {"paragraph", "list_item", "template", "template_open", "media"} or (
        "heading" in kinds and kinds <= {"heading", "paragraph", "list_item"} and _bare(left) == _bare(right)
    )


def _bare(unit: Unit) -> str:
    """Return a line without the marks that make it a heading, an entry or a bold line."""
    return unit.text.strip("=*#:;' \t\n")


def _by_place(table: _Table) -> None:
    """Pair what is left between the same neighbours, when both sides hold the same kinds in the same order."""
    left: dict[int, list[int]] = {}
    right: dict[int, list[int]] = {}
    for i in table.free_old():
        left.setdefault(table.old[i].group, []).append(i)
    for j in table.free_new():
        right.setdefault(table.new[j].group, []).append(j)
    for group, places in left.items():
        others = right.get(group, [])
        kinds = [table.old[i].kind for i in places]
        if len(places) == len(others) and kinds == [table.new[j].kind for j in others]:
            for i, j in zip(places, others, strict=True):
                if _replaces(table.old[i], table.new[j], len(places) == 1):
                    table.add(i, j)


def _replaces(old: Unit, new: Unit, alone: bool) -> bool:
    """Tell whether a unit with few words in common is still the same place with another filling."""
    if old.kind in ("table_cell", "heading", "template_open", "category"):
        return True
    if old.kind == "parameter":  # another name for the same value is a parameter renamed
        return old.key == new.key or old.text.partition("=")[2].split() == new.text.partition("=")[2].split() != []
    short = min(len(old.text), len(new.text))
    return alone and (short < SHORT or _held(_words(old.text), _words(new.text)) >= HELD)


def _with_moves(table: _Table) -> list[Pairing]:
    """Mark as moved what does not keep its order among the pairs of its group, and what left its group."""
    steady: set[int] = set()
    by_group: dict[int, list[tuple[int, int]]] = {}
    for i in sorted(table.to_new):
        j = table.to_new[i]
        if table.old[i].group == table.new[j].group:
            by_group.setdefault(table.old[i].group, []).append((i, j))
    for pairs in by_group.values():
        steady.update(i for i, _ in rising(pairs, [1 + len(table.old[i].text) for i, _ in pairs]))
    return [Pairing(i, table.to_new[i], i not in steady) for i in sorted(table.to_new)]


def split_of(whole: str, parts: Iterable[str]) -> bool:
    """Tell whether `whole` was split into `parts` (or they were merged into it): nearly all words are shared."""
    words = Counter(whole.split())
    pieces = Counter(word for part in parts for word in part.split())
    shared = sum((words & pieces).values())
    return bool(shared) and shared >= SPLIT * max(sum(words.values()), sum(pieces.values()))
