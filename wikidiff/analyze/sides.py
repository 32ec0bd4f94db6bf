"""Two stretches as rows of pieces, and which runs of them changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache, partial
from operator import itemgetter
from typing import NamedTuple, overload

from wikidiff.diff.engine import Budget, Op
from wikidiff.diff.words import HEAVY, LETTER, LIGHT, MARK, SOFT, edits
from wikidiff.model.finding import Context
from wikidiff.model.inline import ATOMIC_FIRST, Inline, Piece, PieceKind
from wikidiff.packs import sites
from wikidiff.text.segments import CLUSTERS, way_of
from wikidiff.text.tokens import part_of_word
from wikidiff.text.words import is_function_word

_SPACE, _WORD = PieceKind.SPACE, PieceKind.WORD
_TEXT, _START = itemgetter(1), itemgetter(2)
_GAPS = frozenset(["&nbsp;", "&#160;", "&#xa0;", "&#xA0;", "&thinsp;", "&ensp;", "&emsp;", "&#8239;", "&#32;"])


class Place(NamedTuple):
    """Where a pair of stretches stands: what all edits in it have in common."""

    section: tuple[str, ...]
    context: Context
    template: str = ""
    parameter: str = ""
    block: int = -1
    old_quotes: tuple[tuple[int, int], ...] = ()
    new_quotes: tuple[tuple[int, int], ...] = ()


class Side(NamedTuple):
    """The pieces of one side that are not spaces, with the stretch they stand in."""

    text: str
    start: int
    end: int
    inline: Inline
    kept: list[Piece]  # the pieces that are no spaces
    keys: list[str]
    site: str

    def piece(self, index: int) -> Piece:
        """Return a piece by its number among those that are no spaces."""
        return self.kept[index]

    def atomic(self, index: int) -> bool:
        """Tell whether a piece is read whole."""
        piece = self.kept[index]
        return piece[0] >= ATOMIC_FIRST and not _shows_value(self.inline, piece, self.site)

    def holds_atoms(self, low: int, high: int) -> bool:
        """Tell whether some of the pieces `low:high` are read whole."""
        whole = [piece for piece in self.kept[low:high] if piece[0] >= ATOMIC_FIRST]
        return any(not _shows_value(self.inline, piece, self.site) for piece in whole)

    def pieces(self, low: int, high: int) -> tuple[Piece, ...]:
        """Return the pieces `low:high` with the spaces between them."""
        if low >= high:
            return ()
        first, last = self.kept[low], self.kept[high - 1]
        if first is last:
            return (first,)
        pieces = self.inline.pieces  # in order, and none is empty
        start = bisect_left(pieces, first[2], key=_START)
        return tuple(pieces[start : bisect_left(pieces, last[2], start, key=_START) + 1])

    def ends_before(self, index: int) -> int:
        """Return where the piece before one ends, or the stretch begins."""
        return self.kept[index - 1][3] if index else self.start

    def starts_at(self, index: int) -> int:
        """Return where a piece starts, or the stretch ends."""
        return self.kept[index][2] if index < len(self.kept) else self.end


_side = partial(tuple.__new__, Side)  # what a NamedTuple does, without a call of Python


def side(text: str, start: int, end: int, inline: Inline, site: str) -> Side:
    """Make one side ready for alignment."""
    kept = [piece for piece in inline.pieces if piece[0] is not _SPACE]
    keys = list(map(_TEXT, kept))
    if not _GAPS.isdisjoint(keys):
        kept = [piece for piece in kept if piece[1] not in _GAPS]
        keys = list(map(_TEXT, kept))
    return _side((text, start, end, inline, kept, keys, site))


def _shows_value(inline: Inline, piece: Piece, site: str) -> bool:
    """Tell whether a template stands for a figure or date: it is read among the words."""
    if piece.kind != PieceKind.TEMPLATE or piece.node < 0:
        return False
    return sites.value_template(inline.nodes[piece.node].name.partition(":")[0], site) is not None


class _Words(dict[str, int]):
    """What each word of a language weighs, found once."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.letters = way_of(language) == CLUSTERS

    def __missing__(self, word: str) -> int:
        weight = HEAVY
        if is_function_word(word, self.language):
            weight = LIGHT
        elif self.letters and part_of_word(word):
            weight = LETTER
        if len(self) >= _MOST_WORDS:
            self.clear()
        self[word] = weight
        return weight


class Weights(Sequence[int]):
    """What the pieces of a side weigh, found where it is asked."""

    __slots__ = ("_kept", "_words")

    def __init__(self, kept: Sequence[Piece], language: str) -> None:
        self._kept, self._words = kept, _words(language)

    def __len__(self) -> int:
        return len(self._kept)

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        words, word = self._words, _WORD
        return [words[piece[1]] if piece[0] is word else _WEIGHTS[piece[0]] for piece in self._kept[index]]


@lru_cache(maxsize=64)
def _words(language: str) -> _Words:
    return _Words(language)


def _of_kind(kind: PieceKind) -> int:
    if kind in (PieceKind.WORD, PieceKind.NUMBER, PieceKind.URL) or kind >= PieceKind.REF:
        return HEAVY
    return SOFT if PieceKind.STYLE <= kind <= PieceKind.EXTLINK_CLOSE else MARK


_MOST_WORDS = 1 << 16
_WEIGHTS = tuple(map(_of_kind, PieceKind))  # by the number of the kind


class Aligned(NamedTuple):
    """Two sides and the changed runs between them."""

    old: Side
    new: Side
    ops: list[Op]


def align(old: Side, new: Side, language: str, budget: Budget) -> Aligned:
    """Align the two sides; both halves of a link and what changed in its label become one run."""
    ops = edits(old.keys, new.keys, Weights(old.kept, language), Weights(new.kept, language), budget)
    if len(ops) > 1:
        ops = _with_whole_links(old, new, ops)
    return Aligned(old, new, ops)


def _with_whole_links(old: Side, new: Side, ops: list[Op]) -> list[Op]:
    """Join the runs that touch one link when words of its label changed: the words decide, the link follows."""
    result: list[Op] = [ops[0]]
    for op in ops[1:]:
        last = result[-1]
        if _one_label(old, last[:2], op[:2]) or _one_label(new, last[2:], op[2:]) or _one_island(old, new, last, op):
            result[-1] = (last[0], op[1], last[2], op[3])
        else:
            result.append(op)
    return result


def _one_island(old: Side, new: Side, left: Op, right: Op) -> bool:
    """Tell whether two runs are parts of one word with a hyphen, or of the label of one link."""
    i1, i2, j1, j2 = left[1], right[0], left[3], right[2]
    if i2 - i1 == 1 and old.keys[i1] in _BINDERS and _glued(old, i1) and _glued(new, j1):
        return _changes_word(old, left[:2], right[:2]) or _changes_word(new, left[2:], right[2:])
    if _brackets(old, i1, i2) and _brackets(new, j1, j2):
        return True
    nodes_old = {piece[4] for piece in old.kept[i1:i2]}
    nodes_new = {piece[4] for piece in new.kept[j1:j2]}
    if len(nodes_old) != 1 or len(nodes_new) != 1 or -1 in nodes_old or -1 in nodes_new:
        return False
    node_old, node_new = nodes_old.pop(), nodes_new.pop()
    return all(
        _links(old, run[0], run[1]).get(node_old) or _links(new, run[2], run[3]).get(node_new) for run in (left, right)
    )


def _brackets(side: Side, low: int, high: int) -> bool:
    """Tell whether an island is nothing but brackets of links with no space around: the word goes on behind them."""
    return low < high and all(
        PieceKind.LINK_OPEN <= side.piece(i).kind <= PieceKind.LINK_CLOSE and _glued(side, i) for i in range(low, high)
    )


_BINDERS = frozenset(["-", "‑", "–", "'", "’", "/"])


def _glued(side: Side, index: int) -> bool:
    """Tell whether a mark stands between two pieces without any space."""
    return side.ends_before(index) == side.piece(index).start and side.starts_at(index + 1) == side.piece(index).end


def _changes_word(side: Side, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Tell whether words change on both sides of a mark."""
    return _has_words(side, *left) and _has_words(side, *right)


def _has_words(side: Side, low: int, high: int) -> bool:
    return any(piece[0] == PieceKind.WORD for piece in side.kept[low:high])


def _one_label(side: Side, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Tell whether two runs touch one link, at least one of them a word of its label."""
    mine, others = _links(side, *left), _links(side, *right)
    return any(mine[node] or others[node] for node in mine.keys() & others.keys())


def _links(side: Side, low: int, high: int) -> dict[int, bool]:
    """Return the links that a run touches, and whether it touches a word of their label."""
    found: dict[int, bool] = {}
    for piece in side.kept[low:high]:
        if piece[4] >= 0 and (
            piece.kind <= PieceKind.URL or PieceKind.LINK_OPEN <= piece.kind <= PieceKind.EXTLINK_CLOSE
        ):
            found[piece.node] = found.get(piece.node, False) or piece.kind <= PieceKind.URL
    return found
