"""Gather all edits of a page: from changed lines to blocks, from blocks to pieces, from pieces into templates."""

from __future__ import annotations

import re

from wikidiff.analyze import rows, source_coarse
from wikidiff.analyze.constructs import OPENED, inside, is_file
from wikidiff.analyze.pieces import runs
from wikidiff.analyze.regions import Layout, Move, Pair, Slot, groups, layout
from wikidiff.analyze.sides import Aligned, Place, align, side
from wikidiff.analyze.stretches import SHORT, masked, may_quote, narrowed, quotations
from wikidiff.classify.places import is_sources
from wikidiff.diff.engine import Budget
from wikidiff.diff.lines import Changed
from wikidiff.diff.lines import changed as changed_lines
from wikidiff.diff.trim import common_prefix, common_suffix
from wikidiff.model import Block, BlockKind, Context
from wikidiff.model.change import Aspect, Edit, Page, Stretch
from wikidiff.packs import sites
from wikidiff.packs.sites import is_redirect
from wikidiff.text.segments import hangs, way_of
from wikidiff.wikitext.inline import hopeless, inline, unread
from wikidiff.wikitext.sections import Paths
from wikidiff.wikitext.segment import Blocks

_CONTEXTS = {
    BlockKind.HEADING: Context.HEADING,
    BlockKind.LIST_ITEM: Context.LIST,
    BlockKind.TABLE: Context.TABLE,
    BlockKind.TABLE_ROW: Context.TABLE,
    BlockKind.TABLE_CELL: Context.TABLE,
    BlockKind.MEDIA: Context.CAPTION,
    BlockKind.COMMENT: Context.COMMENT,
    BlockKind.CODE: Context.CODE,
}
_TAG = re.compile(r"</?(?!ref)[a-z]+[^<>]{0,200}>", re.IGNORECASE)  # the box around a list, say: its words are no text
_WHOLE = frozenset([BlockKind.COMMENT, BlockKind.CODE, BlockKind.TABLE_ROW])


MOST_EDITS = 240  # edits and stretches looked into word by word on one page; nobody reads more of them one by one


class Reader:
    """Reads one page; counts the work it takes."""

    def __init__(self, old: str, new: str, language: str, site: str) -> None:
        self.old, self.new = old, new
        self.language, self.site = language, site
        self.way = way_of(language)
        self.budget = Budget()
        self.parsed = 0
        self.opaque = False
        self.old_blocks = Blocks(old, site)
        self.new_blocks = Blocks(new, site)
        self.edits: list[Edit] = []
        self.block = 0
        self.refined = 0
        self._old_paths, self._new_paths = Paths(old), Paths(new)

    def read(self, known: Changed | None = None) -> Page:
        """Return all edits of the page; `known` are its changed lines where somebody has found them already."""
        changed = known if known is not None else changed_lines(self.old, self.new)
        self.budget.cells += changed.cells
        self.budget.coarse = self.budget.coarse or changed.coarse
        found = layout(self.old, self.new, groups(self.old_blocks, self.new_blocks, changed.hunks))
        for pair in found.pairs:
            self.pair(pair)
        for move in found.moves:
            self.move(move)
        for slot in found.slots:
            self.slot(slot)
        return Page(
            old_text=self.old,
            new_text=self.new,
            language=self.language,
            site=self.site,
            edits=self.edits,
            blanked=_blanked(self.old, self.new, found),
        )

    def path(self, position: int, new: bool) -> tuple[str, ...]:
        """Return the heading path of a place in either text."""
        return (self._new_paths if new else self._old_paths).at(position)

    def pair(self, pair: Pair) -> None:
        """Compare old blocks with the blocks they became."""
        o1, o2 = pair.old[0].start, pair.old[-1].end
        n1, n2 = pair.new[0].start, pair.new[-1].end
        if self.old[o1:o2] == self.new[n1:n2]:
            return
        self.block += 1
        first, last = pair.new[0], pair.new[-1]
        section = self.path(n1, True)
        context = self.context(first)
        if context in (Context.PROSE, Context.LIST) and self.new_blocks.within(n1, "blockquote"):
            context = Context.QUOTATION
        if context in (Context.PROSE, Context.LIST) and is_sources(section, self.language):
            context = Context.CITATION
        place = Place(
            section=section,
            context=context,
            template=first.template,
            parameter=first.name if first.kind is BlockKind.PARAMETER else "",
            block=self.block,
        )
        if _TAG.fullmatch(self.new[n1:n2].strip()) and _TAG.fullmatch(self.old[o1:o2].strip()):
            self.edits.append(self.whole(Aspect.MARK, (o1, o2, n1, n2), place._replace(context=Context.PROSE)))
            return
        if first.kind in _WHOLE or pair.old[0].kind in _WHOLE:
            kinds = (first.kind, pair.old[0].kind)
            aspect = (
                Aspect.COMMENT
                if BlockKind.COMMENT in kinds
                else (Aspect.CODE if BlockKind.CODE in kinds else Aspect.MARK)
            )
            self.edits.append(self.whole(aspect, (o1, o2, n1, n2), place))
            return
        if first.kind is BlockKind.TABLE and not self.new[first.start : first.end].lstrip().startswith("|+"):
            self.edits.append(self.whole(Aspect.MARK, (o1, o2, n1, n2), place))
            return
        if (first.kind is BlockKind.HEADING) != (pair.old[0].kind is BlockKind.HEADING):
            self.edits.append(self.whole(Aspect.MARK, (o1, o2, n1, n2), place._replace(context=Context.HEADING)))
            return
        if pair.turned and not pair.moved and self.turned(pair.old[0], first, place):
            return
        self.marks(pair.old[0], first, place)
        self.values(pair.old, pair.new, place)
        self.tail(pair.old[-1], last, place)

    def values(self, old: tuple[Block, ...], new: tuple[Block, ...], place: Place) -> None:
        """Compare the values of blocks: the name of a file and the head of a template are taken whole."""
        o1, o2, n1, n2 = old[0].value_start, old[-1].value_end, new[0].value_start, new[-1].value_end
        left, right = self.old[o1:o2], self.new[n1:n2]
        if new[0].kind is BlockKind.PARAMETER and left != right and is_file(left) and is_file(right):
            self.edits.append(self.whole(Aspect.MEDIA, (o1, o2, n1, n2), place))
            return
        if new[0].kind is old[0].kind is BlockKind.TEMPLATE_OPEN and old[0].name.casefold() != new[0].name.casefold():
            head_old, head_new = o1 + _head(left), n1 + _head(right)
            edit = self.whole(Aspect.TEMPLATE, (o1, head_old, n1, head_new), place)
            edit.old_name, edit.new_name = old[0].name, new[0].name
            self.edits.append(edit)
            o1, n1 = head_old, head_new
        if new[0].start == old[0].start == 0 and all(
            is_redirect(text, self.site) for text in (self.old[: old[0].end], self.new[: new[0].end])
        ):
            place = place._replace(context=Context.LINK)
            heads = self.old.find("[[", o1, o2), self.new.find("[[", n1, n2)
            if min(heads) >= 0:
                if self.old[o1 : heads[0]] != self.new[n1 : heads[1]]:  # the word that makes it one
                    self.edits.append(self.whole(Aspect.MARK, (o1, heads[0], n1, heads[1]), place))
                o1, n1 = heads
        if new[0].kind is old[0].kind is BlockKind.TABLE_CELL:
            for span in rows.columns(self.old_blocks, self.new_blocks, (o1, o2, n1, n2)):
                self.stretch(*span, place)
            return
        self.stretch(o1, o2, n1, n2, place)

    def turned(self, old: Block, new: Block, place: Place) -> bool:
        """Report the cells of a row on one line that changed places with their columns; False where they did not."""
        span = (old.value_start, old.value_end, new.value_start, new.value_end)
        cells = rows.changed(self.old_blocks, self.new_blocks, span)
        if cells is None:
            return False
        o1, o2, n1, n2 = cells
        self.marks(old, new, place)
        self.stretch(span[0], o1, span[2], n1, place)
        edit = self.whole(Aspect.MOVE, (o1, o2, n1, n2), place)
        edit.old_blocks, edit.new_blocks = (old,), (new,)
        edit.hints["turned"] = True
        self.edits.append(edit)
        self.stretch(o2, span[1], n2, span[3], place)
        self.tail(old, new, place)
        return True

    def whole(self, aspect: Aspect, spans: tuple[int, int, int, int], place: Place) -> Edit:
        """Make one edit of two stretches as they stand."""
        o1, o2, n1, n2 = spans
        return Edit(
            aspect=aspect,
            old=Stretch(o1, o2, self.old[o1:o2]),
            new=Stretch(n1, n2, self.new[n1:n2]),
            section=place.section,
            context=place.context,
            template=place.template,
            parameter=place.parameter,
            block=place.block,
        )

    def marks(self, old: Block, new: Block, place: Place) -> None:
        """Compare what stands before the value of two blocks: bullets, bars, the name of a parameter."""
        if self.old[old.start : old.value_start] != self.new[new.start : new.value_start]:
            aspect = Aspect.PARAMETER if new.kind is BlockKind.PARAMETER and old.name != new.name else Aspect.MARK
            edit = self.whole(aspect, (old.start, old.value_start, new.start, new.value_start), place)
            edit.old_name, edit.new_name = old.name, new.name
            self.edits.append(edit)

    def tail(self, old: Block, new: Block, place: Place) -> None:
        """Compare what stands behind the value of two blocks: closing marks and the line break."""
        left, right = self.old[old.value_end : old.end], self.new[new.value_end : new.end]
        if left != right:
            aspect = Aspect.MARK if new.kind is BlockKind.HEADING else Aspect.SPACE
            same = common_suffix(left, right, min(len(left), len(right)))
            self.edits.append(self.whole(aspect, (old.value_end, old.end - same, new.value_end, new.end - same), place))

    def stretch(self, o1: int, o2: int, n1: int, n2: int, place: Place) -> None:
        """Compare two stretches in which nothing is open at the borders."""
        if self.old[o1:o2] == self.new[n1:n2]:
            return
        quoted, long = place.context is Context.QUOTATION, o2 - o1 + n2 - n1 > SHORT
        old_quotes, new_quotes = ([(o1, o2)], [(n1, n2)]) if quoted else ([], [])
        if long or (not quoted and may_quote(self.old, o1, o2)):
            left, right = self.old_blocks.constructs(o1, o2), self.new_blocks.constructs(n1, n2)
            old_mask, new_mask = masked(self.old, o1, o2, left), masked(self.new, n1, n2, right)
            if not quoted and (old_quotes := quotations(old_mask, o1, left)):
                new_quotes = quotations(new_mask, n1, right)
            if long:
                head, tail = narrowed(self.old[o1:o2], self.new[n1:n2], old_mask, new_mask)
                o1, o2, n1, n2 = o1 + head, o2 - tail, n1 + head, n2 - tail
        if hopeless(self.old[o1:o2]) or hopeless(self.new[n1:n2]):
            self.edits.append(self.coarse(o1, o2, n1, n2, place))
            return
        if old_quotes and new_quotes:
            place = place._replace(old_quotes=tuple(old_quotes), new_quotes=tuple(new_quotes))
        for edit in self.runs(o1, o2, n1, n2, place):
            if edit.aspect in OPENED:
                self.edits.extend(inside(self, edit, place))
            else:
                self.edits.append(edit)

    def coarse(self, o1: int, o2: int, n1: int, n2: int, place: Place) -> Edit:
        """Take what differs between two stretches as one edit, and say so; a long one is a passage replaced."""
        self.budget.coarse = True
        whole = o1, o2, n1, n2
        old, new = self.old[o1:o2], self.new[n1:n2]
        prefix = common_prefix(old, new)
        suffix = common_suffix(old, new, min(o2 - o1, n2 - n1) - prefix)
        while prefix and _in_word(
            old[prefix - 1], *((old[prefix - 1], text[prefix : prefix + 1]) for text in (old, new))
        ):
            prefix -= 1
        while suffix and _in_word(old[-suffix], *((text[-suffix - 1 : -suffix], old[-suffix]) for text in (old, new))):
            suffix -= 1
        o1, o2, n1, n2 = o1 + prefix, o2 - suffix, n1 + prefix, n2 - suffix
        ref = source_coarse.source(self, whole, (o1, o2, n1, n2))
        if ref is not None:
            return self.whole(Aspect.SOURCE, (*ref[0], *ref[1]), place._replace(context=Context.CITATION))
        if max(o2 - o1, n2 - n1) > SHORT:
            return self.whole(Aspect.BLOCK, (o1, o2, n1, n2), place)
        edit = self.whole(Aspect.TEXT, (o1, o2, n1, n2), place)
        edit.old_pieces, edit.new_pieces = (
            unread(self.old, o1, o2, self.way),
            unread(self.new, n1, n2, self.way),
        )
        return edit

    def runs(self, o1: int, o2: int, n1: int, n2: int, place: Place) -> list[Edit]:
        """Align the pieces of two stretches and return their edits, wholes not yet opened."""
        self.refined += 1
        if self.refined > MOST_EDITS:
            return [self.coarse(o1, o2, n1, n2, place)]
        found = runs(self.aligned(o1, o2, n1, n2), place)
        self.refined += len(found)
        return found if len(found) <= MOST_EDITS else [self.coarse(o1, o2, n1, n2, place)]

    def aligned(self, o1: int, o2: int, n1: int, n2: int) -> Aligned:
        """Read and align two stretches."""
        left = inline(self.old, o1, o2, self.site, self.way)
        right = inline(self.new, n1, n2, self.site, self.way)
        self.parsed += left.parsed + right.parsed
        self.opaque = self.opaque or left.opaque or right.opaque
        return align(
            side(self.old, o1, o2, left, self.site),
            side(self.new, n1, n2, right, self.site),
            self.language,
            self.budget,
        )

    def context(self, block: Block) -> Context:
        """Say in what a block stands."""
        if block.template and block.kind not in (BlockKind.TABLE_CELL, BlockKind.TABLE_ROW, BlockKind.HEADING):
            if sites.is_quote_template(block.template, self.site):
                return Context.QUOTATION
            if sites.is_citation_template(block.template, self.site):
                return Context.CITATION
            return Context.INFOBOX if sites.is_infobox(block.template, self.site) else Context.TEMPLATE
        return _CONTEXTS.get(block.kind, Context.PROSE)

    def move(self, move: Move) -> None:
        """Report blocks that stand elsewhere."""
        first = move.pairs[0].new[0]
        edit = self.whole(
            Aspect.MOVE,
            (move.old_start, move.old_end, move.new_start, move.new_end),
            Place(section=self.path(first.start, True), context=self.context(first), template=first.template),
        )
        edit.old_blocks = tuple(block for pair in move.pairs for block in pair.old)
        edit.new_blocks = tuple(block for pair in move.pairs for block in pair.new)
        self.edits.append(edit)

    def slot(self, slot: Slot) -> None:
        """Report what came or went between two standing blocks."""
        old, new = list(slot.old), list(slot.new)
        while old and new and self._same(old[0], new[0]):
            slot.old_at, slot.new_at = old.pop(0).end, new.pop(0).end
        while old and new and self._same(old[-1], new[-1]):
            old.pop()
            new.pop()
        solid_old = [block for block in old if block.kind is not BlockKind.BLANK]
        solid_new = [block for block in new if block.kind is not BlockKind.BLANK]
        if not solid_old and not solid_new:
            if old or new:
                spans = (*_span(old, slot.old_at), *_span(new, slot.new_at))
                self.edits.append(self.whole(Aspect.SPACE, spans, self.place_of(old, new, slot)))
        elif len(solid_old) == len(solid_new) == 1 and len(old) + len(new) <= 4 and _alike(solid_old[0], solid_new[0]):
            self.blocks(old, new, slot)
        else:
            for part in _sections(old):
                self.blocks(part, [], slot)
            for part in _sections(new):
                self.blocks([], part, slot)

    def _same(self, old: Block, new: Block) -> bool:
        return self.old[old.start : old.end] == self.new[new.start : new.end]

    def place_of(self, old: list[Block], new: list[Block], slot: Slot) -> Place:
        """Say where blocks stand: in the new text, or in the old one when they went."""
        came = True
        block = _solid(new)
        if block is None:
            came, block = False, _solid(old)
        if block is None:
            return Place(section=self.path(slot.new_at, True), context=Context.PROSE)
        return Place(
            section=self.path(block.start, came),
            context=self.context(block),
            template=block.template,
            parameter=block.name if block.kind is BlockKind.PARAMETER else "",
        )

    def blocks(self, old: list[Block], new: list[Block], slot: Slot) -> None:
        """Report blocks that came, went or gave way to others."""
        spans = (*_span(old, slot.old_at), *_span(new, slot.new_at))
        if not old and spans[0] == spans[1] and slot.old:
            spans = (slot.old_at, slot.old_at, *spans[2:])
        edit = self.whole(Aspect.BLOCK, spans, self.place_of(old, new, slot))
        edit.old_blocks, edit.new_blocks = tuple(old), tuple(new)
        self.edits.append(edit)


def _solid(blocks: list[Block]) -> Block | None:
    """Return the first block that is no blank line."""
    for block in blocks:
        if block.kind is not BlockKind.BLANK:
            return block
    return None


def _alike(old: Block, new: Block) -> bool:
    """Tell whether a reader sees both blocks, or neither: what is hidden in a comment went."""
    return (old.kind is BlockKind.COMMENT) == (new.kind is BlockKind.COMMENT)


def _head(text: str) -> int:
    """Return where the head of a template ends: at its first bar, or with its line."""
    bar = text.find("|")
    return bar if bar >= 0 else len(text.rstrip())


def _span(blocks: list[Block], at: int) -> tuple[int, int]:
    return (blocks[0].start, blocks[-1].end) if blocks else (at, at)


def _sections(blocks: list[Block]) -> list[list[Block]]:
    """Cut a run of blocks where it is torn and at its headings: what stands under a heading belongs to it.

    Blank lines go with the block behind them, the last ones with the block before them.
    """
    parts: list[list[Block]] = []
    waiting: list[Block] = []
    depth = 7
    for block in blocks:
        if waiting and waiting[-1].end != block.start:
            _attach(parts, waiting)
            waiting = []
        if block.kind is BlockKind.BLANK:
            waiting.append(block)
            continue
        last = waiting[0].start if waiting else block.start
        starts = not parts or parts[-1][-1].end != last
        if block.kind is BlockKind.HEADING:
            own = int(block.name)
            starts = starts or own <= depth
            depth = own if starts else depth
        elif starts:
            depth = 7
        if starts:
            parts.append([])
        parts[-1].extend([*waiting, block])
        waiting = []
    _attach(parts, waiting)
    return parts


def _attach(parts: list[list[Block]], waiting: list[Block]) -> None:
    """Give blank lines to the part before them, or let them stand alone."""
    if waiting and parts and parts[-1][-1].end == waiting[0].start:
        parts[-1].extend(waiting)
    elif waiting:
        parts.append(waiting)


def _blanked(old: str, new: str, found: Layout) -> bool:
    """Tell whether the page lost nearly all it had."""
    if not new or new.isspace():
        return bool(old) and not old.isspace()
    return len(old) > 200 and len(new) < len(old) // 10 and not found.moves


def _in_word(standing: str, *borders: tuple[str, str]) -> bool:
    """Tell whether a text cannot be cut beside a character: inside a word, or before what hangs on it."""
    return standing.isalnum() or hangs("", standing) or any(hangs(before, after) for before, after in borders)
