"""From two stretches to edits: align their pieces, keep constructs whole, give every changed character to one edit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from wikidiff.diff.engine import Budget, Op
from wikidiff.diff.words import HEAVY, LIGHT, MARK, SOFT, edits
from wikidiff.model.change import Aspect, Edit, Stretch, visible
from wikidiff.model.finding import Context
from wikidiff.model.inline import Inline, Node, Piece, PieceKind
from wikidiff.packs import sites
from wikidiff.text.words import is_function_word

WINDOW = 6  # words kept on both sides of an edit
LOOK = 60  # pieces looked at for them
SENTENCE = 3  # an insertion with so many words takes its refs and links along: it is a sentence, not a source
_GAPS = frozenset(["&nbsp;", "&#160;", "&#xa0;", "&#xA0;", "&thinsp;", "&ensp;", "&emsp;", "&#8239;", "&#32;"])


@dataclass(frozen=True, slots=True)
class Place:
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
    atomic: list[bool]  # whether each piece that is no space is read whole
    places: list[int]  # index among all pieces, of each piece that is no space
    keys: list[str]
    weights: list[int]

    def piece(self, index: int) -> Piece:
        return self.inline.pieces[self.places[index]]

    def pieces(self, low: int, high: int) -> tuple[Piece, ...]:
        """Return the pieces `low:high` with the spaces between them."""
        if low >= high:
            return ()
        return tuple(self.inline.pieces[self.places[low] : self.places[high - 1] + 1])

    def ends_before(self, index: int) -> int:
        return self.piece(index - 1).end if index else self.start

    def starts_at(self, index: int) -> int:
        return self.piece(index).start if index < len(self.places) else self.end


def side(text: str, start: int, end: int, inline: Inline, language: str, site: str) -> Side:
    """Make one side ready for alignment."""
    pieces = inline.pieces
    places = [
        index
        for index, piece in enumerate(pieces)
        if piece.kind != PieceKind.SPACE and not (piece.kind == PieceKind.ENTITY and piece.text in _GAPS)
    ]
    kept = pieces if len(places) == len(pieces) else [pieces[index] for index in places]
    keys = [piece.text for piece in kept]
    weights = [_weight(piece.kind, piece.text, language) for piece in kept]
    atomic = [piece.kind >= PieceKind.REF and not _shows_value(inline, piece, site) for piece in kept]
    return Side(text, start, end, inline, atomic, places, keys, weights)


def _shows_value(inline: Inline, piece: Piece, site: str) -> bool:
    """Tell whether a template stands for a figure or date: it is read among the words."""
    if piece.kind != PieceKind.TEMPLATE or piece.node < 0:
        return False
    return sites.value_template(inline.nodes[piece.node].name.partition(":")[0], site) is not None


@lru_cache(maxsize=65536)
def _weight(kind: PieceKind, text: str, language: str) -> int:
    if kind == PieceKind.WORD:
        return LIGHT if is_function_word(text, language) else HEAVY
    if kind in (PieceKind.NUMBER, PieceKind.URL) or kind >= PieceKind.REF:
        return HEAVY
    return SOFT if PieceKind.STYLE <= kind <= PieceKind.EXTLINK_CLOSE else MARK


class Aligned(NamedTuple):
    """Two sides and the changed runs between them."""

    old: Side
    new: Side
    ops: list[Op]


def align(old: Side, new: Side, budget: Budget) -> Aligned:
    """Align the two sides; both halves of a link and what changed in its label become one run."""
    ops = edits(old.keys, new.keys, old.weights, new.weights, budget)
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
    nodes_old = {old.piece(i).node for i in range(i1, i2)}
    nodes_new = {new.piece(j).node for j in range(j1, j2)}
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
    return any(side.piece(index).kind == PieceKind.WORD for index in range(low, high))


def _one_label(side: Side, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Tell whether two runs touch one link, at least one of them a word of its label."""
    mine, others = _links(side, *left), _links(side, *right)
    return any(mine[node] or others[node] for node in mine.keys() & others.keys())


def _links(side: Side, low: int, high: int) -> dict[int, bool]:
    """Return the links that a run touches, and whether it touches a word of their label."""
    found: dict[int, bool] = {}
    for index in range(low, high):
        piece = side.piece(index)
        if piece.node >= 0 and (
            piece.kind <= PieceKind.URL or PieceKind.LINK_OPEN <= piece.kind <= PieceKind.EXTLINK_CLOSE
        ):
            found[piece.node] = found.get(piece.node, False) or piece.kind <= PieceKind.URL
    return found


def runs(aligned: Aligned, place: Place) -> list[Edit]:
    """Return an edit for every changed run and for every changed gap between standing pieces."""
    return _crossed(aligned, _whole_links(aligned, list(_runs(aligned, place))))


def _crossed(aligned: Aligned, found: list[Edit]) -> list[Edit]:
    """Make one edit of a mark that went on one side of a ref and came on the other: the ref moved over it."""
    result: list[Edit] = []
    for edit in found:
        last = result[-1] if result else None
        if last is not None and _same_mark(last, edit):
            old = Stretch(min(last.old.start, edit.old.start), max(last.old.end, edit.old.end), "")
            new = Stretch(min(last.new.start, edit.new.start), max(last.new.end, edit.new.end), "")
            text_old, text_new = aligned.old.text[old.start : old.end], aligned.new.text[new.start : new.end]
            mark = (last.old.text or edit.old.text).strip()
            refs = text_old.strip().removesuffix(mark).removeprefix(mark).strip()
            if refs.startswith("<ref") and refs.endswith(">") and refs in text_new:
                last.aspect = Aspect.SOURCE
                last.old, last.new = Stretch(old.start, old.end, text_old), Stretch(new.start, new.end, text_new)
                last.hints["crossed"] = True
                continue
        result.append(edit)
    return result


def _same_mark(left: Edit, right: Edit) -> bool:
    """Tell whether two edits take a mark away and put it back."""
    if left.aspect is not Aspect.TEXT or right.aspect is not Aspect.TEXT:
        return False
    gone, came = left.old.text + right.old.text, left.new.text + right.new.text
    one_each = bool(left.old.text) != bool(right.old.text) and bool(left.new.text) != bool(right.new.text)
    return one_each and gone.strip() == came.strip() and len(gone.strip()) == 1 and not gone.strip().isalnum()


def _whole_links(aligned: Aligned, found: list[Edit]) -> list[Edit]:
    """Make one edit of the two brackets of a link that came, went or changed around a standing label."""
    result: list[Edit] = []
    waiting: dict[tuple[bool, int], Edit] = {}
    for edit in found:
        if edit.aspect not in (Aspect.LINK, Aspect.STYLE):
            result.append(edit)
            continue
        keys = [(False, p.node) for p in edit.old_pieces if p.node >= 0 and p.kind >= PieceKind.TAG]
        keys += [(True, p.node) for p in edit.new_pieces if p.node >= 0 and p.kind >= PieceKind.TAG]
        first = next((waiting[key] for key in keys if key in waiting), None) or _shifted(result, edit)
        if first is None:
            waiting.update((key, edit) for key in keys)
            result.append(edit)
            continue
        old, new = aligned.old.text, aligned.new.text
        first.old = Stretch(first.old.start, edit.old.end, old[first.old.start : edit.old.end])
        first.new = Stretch(first.new.start, edit.new.end, new[first.new.start : edit.new.end])
        first.old_pieces += edit.old_pieces
        first.new_pieces += edit.new_pieces
        first.old_node, first.new_node = first.old_node or edit.old_node, first.new_node or edit.new_node
        waiting.update((key, first) for key in keys)
    for edit in result:
        if edit.aspect is Aspect.LINK and edit.old_node is not None and edit.new_node is not None:
            _widen(aligned, edit, edit.old_node, edit.new_node)
    return result


def _widen(aligned: Aligned, edit: Edit, old: Node, new: Node) -> None:
    """Take the whole link on both sides into an edit of its target: its label stands."""
    o1, o2 = min(edit.old.start, old.start), max(edit.old.end, old.end)
    n1, n2 = min(edit.new.start, new.start), max(edit.new.end, new.end)
    left, right = aligned.old.text, aligned.new.text
    if left[edit.old.end : o2] == right[edit.new.end : n2] and left[o1 : edit.old.start] == right[n1 : edit.new.start]:
        edit.old, edit.new = Stretch(o1, o2, left[o1:o2]), Stretch(n1, n2, right[n1:n2])


def _shifted(result: list[Edit], edit: Edit) -> Edit | None:
    """Return the edit before this one when both are halves of a bracket that moved over standing words."""
    last = result[-1] if result else None
    if last is None or last.aspect is not edit.aspect or bool(last.old_pieces) == bool(last.new_pieces):
        return None
    mine, other = last.old_node or last.new_node, edit.old_node or edit.new_node
    opposite = bool(last.old_pieces) != bool(edit.old_pieces) and bool(edit.old_pieces) != bool(edit.new_pieces)
    same = mine is not None and other is not None and mine.kind == other.kind and mine.name == other.name
    return last if opposite and same else None


def _runs(aligned: Aligned, place: Place) -> Iterator[Edit]:
    old, new = aligned.old, aligned.new
    at_old = at_new = 0
    for op in [*aligned.ops, (len(old.keys), len(old.keys), len(new.keys), len(new.keys))]:
        first = at_old == at_new == 0
        yield from _gaps(old, new, (at_old, op[0], at_new, op[2]), place, first, op)
        if op[0] < op[1] or op[2] < op[3]:
            yield from _of_run(aligned, op, place)
        at_old, at_new = op[1], op[3]


def _gaps(old: Side, new: Side, run: Op, place: Place, first: bool, op: Op) -> Iterator[Edit]:
    """Yield the changes of white space inside a run of standing pieces, and at the very ends of the stretch."""
    i1, i2, j1, _ = run
    last = op[0] == op[1] == len(old.keys) and op[2] == op[3] == len(new.keys)
    low = 0 if first and i1 == 0 and i2 > 0 else 1
    if i2 > i1:
        whole_old = old.text[old.piece(i1).start : old.piece(i2 - 1).end]
        whole_new = new.text[new.piece(j1).start : new.piece(j1 + i2 - i1 - 1).end]
        steps = range(low, i2 - i1) if whole_old != whole_new else range(low, min(1, i2 - i1))
        for step in steps:
            yield from _gap(old, new, i1 + step, j1 + step, place)
    if last and (i2 > i1 or (not old.keys and not new.keys)):
        yield from _gap(old, new, len(old.keys), len(new.keys), place)


def _gap(old: Side, new: Side, i: int, j: int, place: Place) -> Iterator[Edit]:
    """Yield the change of the white space before piece `i`, piece `j`."""
    a, b = old.ends_before(i), old.starts_at(i)
    c, d = new.ends_before(j), new.starts_at(j)
    if old.text[a:b] != new.text[c:d]:
        yield _edit(Aspect.SPACE, old, new, (a, b, c, d), (i, i, j, j), place)


def _of_run(aligned: Aligned, op: Op, place: Place) -> Iterator[Edit]:
    old, new = aligned.old, aligned.new
    i1, i2, j1, j2 = op
    atoms = any(old.atomic[i] for i in range(i1, i2)) or any(new.atomic[j] for j in range(j1, j2))
    spans = _spans(old, new, op)
    if _one_each(old, new, op):
        yield _edit(Aspect.TEMPLATE, old, new, spans, op, place)
        return
    if not atoms or (_one_sided(op) and _sentence(old, i1, i2) + _sentence(new, j1, j2) >= SENTENCE):
        yield _edit(_aspect(old, new, op), old, new, spans, op, place)
        return
    parts = list(_split(old, new, op))
    for number, part in enumerate(parts):
        whole = _spans(old, new, part)
        if len(parts) > 1:
            whole = _meeting(old, new, part, number == 0, number == len(parts) - 1, spans)
        yield _edit(_aspect(old, new, part), old, new, whole, part, place)


def _one_each(old: Side, new: Side, op: Op) -> bool:
    """Tell whether a run is one template for another of the same name, which shows a value."""
    i1, i2, j1, j2 = op
    if i2 - i1 != 1 or j2 - j1 != 1 or old.atomic[i1] or new.atomic[j1]:
        return False
    return old.piece(i1).kind == new.piece(j1).kind == PieceKind.TEMPLATE and (
        _name(old, i1).partition(":")[0] == _name(new, j1).partition(":")[0]
    )


def _one_sided(op: Op) -> bool:
    return op[0] == op[1] or op[2] == op[3]


def _sentence(side: Side, low: int, high: int) -> int:
    """Count the words of a run that a reader sees."""
    return sum(1 for i in range(low, high) if side.piece(i).kind in (PieceKind.WORD, PieceKind.NUMBER))


def _spans(old: Side, new: Side, op: Op) -> Op:
    """Return the code points of a run, with the spaces that came or went with it."""
    i1, i2, j1, j2 = op
    a, b = old.ends_before(i1), old.starts_at(i2)
    c, d = new.ends_before(j1), new.starts_at(j2)
    if i1 == i2:
        n1, n2 = new.piece(j1).start, new.piece(j2 - 1).end
        gap = old.text[a:b]
        if new.text[n2:d] == gap:
            return a, a, c, n2
        if new.text[c:n1] == gap:
            return b, b, n1, d
        return a, b, c, d
    if j1 == j2:
        o1, o2 = old.piece(i1).start, old.piece(i2 - 1).end
        gap = new.text[c:d]
        if old.text[o2:b] == gap:
            return a, o2, c, c
        if old.text[a:o1] == gap:
            return o1, b, d, d
        return a, b, c, d
    o1, o2 = old.piece(i1).start, old.piece(i2 - 1).end
    n1, n2 = new.piece(j1).start, new.piece(j2 - 1).end
    if old.text[a:o1] != new.text[c:n1]:
        o1, n1 = a, c
    if old.text[o2:b] != new.text[n2:d]:
        o2, n2 = b, d
    return o1, o2, n1, n2


def _meeting(old: Side, new: Side, part: Op, first: bool, last: bool, whole: Op) -> Op:
    """Return the code points of a part of a run, so that the parts meet and join to the run."""
    i1, i2, j1, j2 = part
    o1 = whole[0] if first else max(whole[0], min(old.starts_at(i1), whole[1]))
    n1 = whole[2] if first else max(whole[2], min(new.starts_at(j1), whole[3]))
    o2 = whole[1] if last else min(old.starts_at(i2), whole[1])
    n2 = whole[3] if last else min(new.starts_at(j2), whole[3])
    return o1, max(o1, o2), n1, max(n1, n2)


def _split(old: Side, new: Side, op: Op) -> Iterator[Op]:
    """Cut a run at its refs, templates and other wholes, pairing those of one kind in order."""
    i1, i2, j1, j2 = op
    left = [i for i in range(i1, i2) if old.atomic[i]]
    right = [j for j in range(j1, j2) if new.atomic[j]]
    at_old, at_new = i1, j1
    for i, j in _paired(old, new, left, right):
        yield from _between(old, new, (at_old, i, at_new, j))
        yield i, i + 1, j, j + 1
        at_old, at_new = i + 1, j + 1
    yield from _between(old, new, (at_old, i2, at_new, j2))


def _paired(old: Side, new: Side, left: list[int], right: list[int]) -> list[tuple[int, int]]:
    """Pair wholes of one kind in rising order: of the same name first, else one by one."""
    if len(left) == len(right) == 1 and old.piece(left[0]).kind == new.piece(right[0]).kind:
        return [(left[0], right[0])]
    alike: dict[tuple[PieceKind, str], list[int]] = {}
    kind: dict[PieceKind, list[int]] = {}
    for j in right:
        alike.setdefault((new.piece(j).kind, _name(new, j)), []).append(j)
        if new.piece(j).kind != PieceKind.TEMPLATE:
            kind.setdefault(new.piece(j).kind, []).append(j)
    pairs: list[tuple[int, int]] = []
    low = -1
    for i in left:
        key = old.piece(i).kind, _name(old, i)
        places = alike.get(key) or kind.get(key[0], [])
        at = bisect_right(places, low)
        if at < len(places):
            low = places[at]
            pairs.append((i, low))
    return pairs


def _name(side: Side, index: int) -> str:
    node = side.piece(index).node
    return side.inline.nodes[node].name.casefold() if node >= 0 else ""


def _between(old: Side, new: Side, op: Op) -> Iterator[Op]:
    """Cut what lies between paired wholes: unpaired wholes alone, the longest words against each other."""
    i1, i2, j1, j2 = op
    left, right = list(_parts(old, i1, i2)), list(_parts(new, j1, j2))
    texts_old = [part for part in left if not old.atomic[part[0]]]
    texts_new = [part for part in right if not new.atomic[part[0]]]
    main_old = max(texts_old, key=lambda part: part[1] - part[0], default=None)
    main_new = max(texts_new, key=lambda part: part[1] - part[0], default=None)
    if main_old is None or main_new is None:
        yield from ((a, b, j1, j1) for a, b in left)
        yield from ((i2, i2, a, b) for a, b in right)
        return
    yield from ((a, b, j1, j1) for a, b in left if a < main_old[0])
    yield from ((main_old[0], main_old[0], a, b) for a, b in right if a < main_new[0])
    yield (*main_old, *main_new)
    yield from ((a, b, main_new[1], main_new[1]) for a, b in left if a > main_old[0])
    yield from ((i2, i2, a, b) for a, b in right if a > main_new[0])


def _parts(side: Side, low: int, high: int) -> Iterator[tuple[int, int]]:
    at = low
    for index in range(low, high):
        if side.atomic[index]:
            if at < index:
                yield at, index
            yield index, index + 1
            at = index + 1
    if at < high:
        yield at, high


_ASPECTS = {
    PieceKind.REF: Aspect.SOURCE,
    PieceKind.TEMPLATE: Aspect.TEMPLATE,
    PieceKind.COMMENT: Aspect.COMMENT,
    PieceKind.MEDIA: Aspect.MEDIA,
    PieceKind.CATEGORY: Aspect.CATEGORY,
    PieceKind.CODE: Aspect.CODE,
    PieceKind.INTERWIKI: Aspect.INTERWIKI,
    PieceKind.TABLE: Aspect.CODE,
}


def _aspect(old: Side, new: Side, op: Op) -> Aspect:
    kinds = {old.piece(i).kind for i in range(op[0], op[1])} | {new.piece(j).kind for j in range(op[2], op[3])}
    if len(kinds) == 1:
        aspect = _ASPECTS.get(next(iter(kinds)))
        if aspect is not None:
            return aspect
    links = any(PieceKind.LINK_OPEN <= kind <= PieceKind.EXTLINK_CLOSE for kind in kinds)
    if links and visible(old.pieces(op[0], op[1])) == visible(new.pieces(op[2], op[3])) != "":
        return Aspect.LINK  # the words stand, only the brackets are set otherwise
    if any(kind <= PieceKind.URL or kind >= PieceKind.REF for kind in kinds):
        return Aspect.TEXT
    if links:
        return Aspect.LINK
    return Aspect.STYLE if kinds & {PieceKind.STYLE, PieceKind.TAG} else Aspect.MARK


def _edit(aspect: Aspect, old: Side, new: Side, spans: Op, op: Op, place: Place) -> Edit:
    o1, o2, n1, n2 = spans
    i1, i2, j1, j2 = op
    old_pieces, new_pieces = old.pieces(i1, i2), new.pieces(j1, j2)
    return Edit(
        aspect=aspect,
        old=Stretch(o1, o2, old.text[o1:o2]),
        new=Stretch(n1, n2, new.text[n1:n2]),
        section=place.section,
        context=place.context,
        quotation=_quoted(place, spans),
        before=tuple(_words(new, j1 - 1, -1)[::-1]),
        after=tuple(_words(new, j2, 1)),
        old_pieces=old_pieces,
        new_pieces=new_pieces,
        old_node=_node(old, old_pieces),
        new_node=_node(new, new_pieces),
        old_target=_target(old, old_pieces),
        new_target=_target(new, new_pieces),
        template=place.template,
        parameter=place.parameter,
        block=place.block,
    )


def _quoted(place: Place, spans: Op) -> bool:
    if not place.old_quotes or not place.new_quotes:
        return False
    o1, o2, n1, n2 = spans
    return _inside(place.old_quotes, o1, o2) and _inside(place.new_quotes, n1, n2)


def _inside(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    place = bisect_right(spans, (start, 1 << 60)) - 1
    return place >= 0 and end <= spans[place][1]


def _words(side: Side, index: int, step: int) -> list[str]:
    words: list[str] = []
    last = index + step * LOOK
    while 0 <= index < len(side.places) and len(words) < WINDOW and index != last:
        piece = side.piece(index)
        if piece.kind <= PieceKind.PUNCT:
            words.append(piece.text)
        index += step
    return words


def _node(side: Side, pieces: tuple[Piece, ...]) -> Node | None:
    """Return the first construct whose marks are among the pieces."""
    for piece in pieces:
        if piece.node >= 0 and (piece.kind >= PieceKind.TAG):
            return side.inline.nodes[piece.node]
    return None


def _target(side: Side, pieces: tuple[Piece, ...]) -> str:
    """Return the target of the one link whose label holds all words of some pieces, if there is one."""
    nodes = {piece.node for piece in pieces if piece.kind <= PieceKind.NUMBER}
    if len(nodes) != 1:
        return ""
    node = nodes.pop()
    return side.inline.nodes[node].name if node >= 0 and side.inline.nodes[node].kind == PieceKind.LINK_OPEN else ""


def is_source(node: Node | None, site: str) -> bool:
    """Tell whether a construct is how a text cites: a ref, a citation template, a short footnote."""
    if node is None:
        return False
    if node.kind == PieceKind.REF:
        return True
    return node.kind == PieceKind.TEMPLATE and (
        sites.is_citation_template(node.name, site)
        or sites.is_short_citation(node.name, site)
        or sites.identifier_scheme(node.name, site) is not None
    )
