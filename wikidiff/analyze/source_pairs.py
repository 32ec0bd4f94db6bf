"""Which source of the old text is which of the new one: over the page, each once, with the best total.

A pair that a diff set against each other stays where it is one source. What is left – sources that went, that came,
that gave way to another – is matched over the whole page, with the sources inside other edits that came or went.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from wikidiff.analyze.source_carriers import Carrier, carriers, carved
from wikidiff.analyze.source_told import Told
from wikidiff.classify.source_fields import form_of
from wikidiff.classify.source_keys import author_key, shared_key
from wikidiff.classify.sources import SourceChange, describe, match, recognised, stands_for
from wikidiff.model import Citation, CitationKind
from wikidiff.model.change import Aspect, Edit, Stretch
from wikidiff.model.finding import Context
from wikidiff.model.inline import Node

if TYPE_CHECKING:
    from wikidiff.analyze.page import Reader


BESIDE = 12  # letters that may stand between a link and the ref that it became
FAR = 2_000  # places further apart are two


class Seat(NamedTuple):
    """One side of a source: the edit or carrier that it stands in, and its place there."""

    edit: Edit
    stretch: Stretch
    citation: Citation
    node: Node | None = None
    carrier: Carrier | None = None
    unit: int = -1


class Pairing:
    """Finds the partners of the sources of one page and makes the edits that follow."""

    def __init__(self, reader: Reader, edits: list[Edit], found: list[Edit], told: Told) -> None:
        self.reader, self.edits, self.found, self.told = reader, edits, found, told
        self.gone: list[Seat] = []
        self.came: list[Seat] = []
        self.turned: list[Edit] = []
        self.joined: list[Edit] = []
        self._works: set[str] = set()  # works whose entry came into a list or left it
        self._lost: set[tuple[int, bool]] = set()  # sides of edits that went to another edit

    def run(self) -> list[Edit]:
        """Return the edits of the page with sources that moved as one edit each."""
        for edit in self.found:
            self._settle(edit)
        if self.gone and self.came:
            self._neighbours()
        for edit in self.turned:
            self._follow(edit)
        self._listed()
        if self.gone or self.came:
            self._match()
            self._with_definition(new=True)
            self._with_definition(new=False)
        if not self._lost and not any(carrier.taken for carrier in self._carriers):
            return self.edits
        return self._rebuilt()

    def _settle(self, edit: Edit) -> None:
        """Keep a pair that is one source; take the others apart."""
        old, new = edit.old_citation, edit.new_citation
        if old is not None and new is not None:
            told = (self.told.by(old, new=False), self.told.by(new, new=True))
            by = recognised(old, new, told)
            if by is None and old.use and new.use and told == (None, None) and self._gave_way(old, new):
                by = "place"
            if by is not None and (by != "name" or stands_for(old, new, told)):
                edit.hints["matched_by"], edit.hints["told"] = by, told
                if old.definition != new.definition and CitationKind.SHORT not in (old.kind, new.kind):
                    self.turned.append(edit)
                return
        if old is not None:
            self.gone.append(Seat(edit, edit.old, old, edit.old_node))
        if new is not None:
            self.came.append(Seat(edit, edit.new, new, edit.new_node))

    def _gave_way(self, old: Citation, new: Citation) -> bool:
        """Tell whether one name that nothing tells gave way to another over the whole page."""
        return bool(old.name and new.name) and not (
            self.told.new.uses(old.name or "") or self.told.old.uses(new.name or "")
        )

    def _neighbours(self) -> None:
        """Join what went and what came at one place in two forms: a ref and a short footnote, a ref and a template."""
        waiting: dict[int, list[Seat]] = {}
        for seat in self.gone:
            if seat.edit.new_citation is None and seat.edit.block >= 0:
                waiting.setdefault(seat.edit.block, []).append(seat)
        for new in self.came if waiting else ():
            near = waiting.get(new.edit.block, ()) if new.edit.old_citation is None else ()
            for old in near:
                if (id(old.edit), False) not in self._lost and self._together(old, new):
                    told = (self.told.by(old.citation, new=False), self.told.by(new.citation, new=True))
                    by = recognised(old.citation, new.citation, told)
                    if by is None and old.citation.use and new.citation.use and None in told:
                        by = "place"  # a name and a short footnote call one source in two ways
                    if by is not None:
                        self._join(old, new, by)
                        self.joined[-1].hints["told"] = told
                        break

    def _listed(self) -> None:
        """Join a source that is called in short now with its entry that came into a list of works, or the other way."""
        for edit in (*self.found, *self.joined):
            old, new = edit.old_citation, edit.new_citation
            if old is None or new is None or "matched_by" not in edit.hints:
                continue
            shorts = (form_of(old) == "short", form_of(new) == "short")
            if shorts[0] == shorts[1] or (old.use and new.use):
                continue
            told, work = (old, author_key(new)) if shorts[1] else (new, author_key(old))
            for seat in self._carried(new=shorts[1]):
                by = shared_key(seat.citation, told) if work and author_key(seat.citation) == work else None
                if by is None or seat.carrier is None or not seat.carrier.units[seat.unit].solid:
                    continue
                seat.carrier.taken.add(seat.unit)
                self.joined.append(self._alone(seat, SourceChange("reformatted", by), new=shorts[1]))
                self.joined[-1].hints["work"] = edit.hints["work"] = work
                break
            else:
                if work in self._works:
                    edit.hints["work"] = work
            if "work" in edit.hints:
                self._works.add(str(work))

    def _follow(self, edit: Edit) -> None:
        """Find where the words of a source went whose place only calls it now, or whence they came."""
        old, new = edit.old_citation, edit.new_citation
        if old is None or new is None or (id(edit), new.use) in self._lost:
            return
        called = new if new.use else old
        partner = self._telling(called, new=new.use)
        if partner is None:
            edit.hints["kept"] = self._kept(edit, called, new=new.use) is not False
            return
        if partner.carrier is not None and not partner.carrier.units[partner.unit].solid:
            edit.hints["kept"], edit.hints["elsewhere"] = False, partner.stretch
            return
        mine = Seat(edit, edit.old if new.use else edit.new, old if new.use else new,
                    edit.old_node if new.use else edit.new_node)  # fmt: skip
        first, second = (mine, partner) if new.use else (partner, mine)
        self._join(first, second, "text" if first.citation.text == second.citation.text else "name")
        for rest in (edit, partner.edit):
            rest.hints["change"] = SourceChange("moved", "name", 0.85)
            rest.hints["definition"] = called.name
        self.joined[-1].hints["definition"] = called.name

    def _telling(self, called: Citation, *, new: bool) -> Seat | None:
        """Return the source that came (or went) and tells what a use calls."""
        free = [
            seat for seat in (self.came if new else self.gone)
            if seat.edit.old_citation is None or seat.edit.new_citation is None
        ]  # fmt: skip
        turned = [
            Seat(edit, edit.new if new else edit.old, told, edit.new_node if new else edit.old_node)
            for edit in self.turned
            if (told := edit.new_citation if new else edit.old_citation) is not None and told.definition
            and (id(edit), new) not in self._lost
        ]  # fmt: skip
        seats = [*turned, *free, *self._carried(new=new)]
        for seat in seats:
            one = seat.citation
            if one.definition and one.name == called.name and (id(seat.edit), new) not in self._lost:
                return seat
        return None

    def _kept(self, edit: Edit, called: Citation, *, new: bool) -> bool | None:
        """Tell whether what a use calls was told there on both sides already; None where nothing tells it."""
        names = self.told.new if new else self.told.old
        told = names.definition(called.name or "", called.group)
        if told is None:
            return None
        place = told.span.start
        for other in self.found:
            stretch = other.new if new else other.old
            if other is not edit and stretch.start <= place < stretch.end:
                before = other.old_citation if new else other.new_citation
                if before is not None and before.definition and before.name != called.name:
                    other.hints["again"] = edit.hints["again"] = called.name  # named so that it can be called
                    other.hints["again_kind"] = "reused" if new else "reformatted"
                return before is not None and before.definition
        return not any(
            (one := carrier.edit.new if new else carrier.edit.old).start <= place < one.end
            for carrier in self._carriers
            if carrier.new is new
        )

    @cached_property
    def _carriers(self) -> list[Carrier]:
        return [*carriers(self.reader, self.edits, new=False), *carriers(self.reader, self.edits, new=True)]

    def _carried(self, *, new: bool) -> Iterable[Seat]:
        for carrier in self._carriers:
            if carrier.new is new:
                mine = carrier.edit.new if new else carrier.edit.old
                for number, unit in enumerate(carrier.units):
                    if number not in carrier.taken:
                        text = mine.text[unit.start - mine.start : unit.end - mine.start]
                        yield Seat(carrier.edit, Stretch(unit.start, unit.end, text), unit.citation, None, carrier,
                                   number)  # fmt: skip

    def _match(self) -> None:
        """Match what is left over the page."""
        gone = [seat for seat in self.gone if (id(seat.edit), False) not in self._lost]
        came = [seat for seat in self.came if (id(seat.edit), True) not in self._lost]
        if not gone and not came:
            return
        gone += self._carried(new=False)
        came += self._carried(new=True)
        if not gone or not came:
            return
        result = match([seat.citation for seat in gone], [seat.citation for seat in came])
        for pair in result.pairs:
            old, new = gone[pair.old], came[pair.new]
            if old.edit is new.edit:
                old.edit.hints["matched_by"] = pair.matched_by
            elif old.carrier is None or new.carrier is None:
                self._pair(old, new, pair.matched_by, pair.confidence)

    def _pair(self, old: Seat, new: Seat, by: str, confidence: float) -> None:
        """Join two places of one source, or say at the one that is no part of something larger where the other is."""
        for seat, other in ((old, new), (new, old)):
            if seat.carrier is not None and not seat.carrier.units[seat.unit].solid:
                if other.edit.old_citation is None or other.edit.new_citation is None:
                    self._point(other.edit, seat, self._changed(old, new, by, confidence))
                return
        self._join(old, new, by)

    def _with_definition(self, *, new: bool) -> None:
        """Join a use with what it calls where both came (or went): that is one source, told in a list of its own."""
        seats = [seat for seat in (self.came if new else self.gone) if (id(seat.edit), new) not in self._lost]
        uses = [seat for seat in seats if seat.citation.use and seat.citation.name and "change" not in seat.edit.hints]
        names = self.told.old if new else self.told.new
        for seat in uses:
            name = seat.citation.name or ""
            if (seat.edit.old_citation if new else seat.edit.new_citation) is not None:
                continue  # it gave way to another source
            partner = self._telling(seat.citation, new=new)
            if (
                partner is None
                or partner.edit in self.turned
                or names.definition(name, seat.citation.group) is not None
            ):
                continue
            change = SourceChange("added" if new else "removed")
            seat.edit.hints["change"] = change
            if partner.carrier is None:
                partner.edit.hints["change"] = change
            elif partner.carrier.units[partner.unit].solid:
                partner.carrier.taken.add(partner.unit)
                self.joined.append(self._alone(partner, change, new=new))

    def _alone(self, seat: Seat, change: SourceChange, *, new: bool) -> Edit:
        """Make an edit of one source that is cut out of a carrier."""
        edit = replace(seat.edit, aspect=Aspect.SOURCE, context=Context.CITATION, hints={"change": change})
        edit.old_pieces = edit.new_pieces = ()
        edit.old_blocks = edit.new_blocks = ()
        edit.old_node = edit.new_node = None
        if new:
            edit.new, edit.new_citation = seat.stretch, seat.citation
        else:
            edit.old, edit.old_citation = seat.stretch, seat.citation
        return edit

    def _changed(self, old: Seat, new: Seat, by: str, confidence: float) -> SourceChange:
        if not self._together(old, new):
            return SourceChange("moved", by, confidence)
        return describe(old.citation, new.citation, matched_by=by, language=self.reader.language)

    def _point(self, edit: Edit, seat: Seat, change: SourceChange) -> None:
        """Say at a source that its other side is part of something larger; what did not move is empty just there."""
        start = seat.citation.content.start
        edit.hints["change"], edit.hints["elsewhere"] = change, seat.stretch
        if change.kind == "moved" or (edit.old if edit.old_citation is None else edit.new).text:
            return
        if edit.old_citation is None:
            edit.old = Stretch(start, start, "")
        else:
            edit.new = Stretch(start, start, "")

    def _join(self, old: Seat, new: Seat, by: str) -> None:
        base = new.edit if new.carrier is None else old.edit
        edit = replace(
            base, aspect=Aspect.SOURCE, context=Context.CITATION, section=new.edit.section, block=new.edit.block,
            old=old.stretch, new=new.stretch, old_citation=old.citation, new_citation=new.citation,
            old_node=old.node, new_node=new.node, places=(), hints={"matched_by": by},
        )  # fmt: skip
        edit.hints["moved"] = not self._together(old, new)
        self.joined.append(edit)
        for seat, side in ((old, False), (new, True)):
            if seat.carrier is not None:
                seat.carrier.taken.add(seat.unit)
            else:
                self._lost.add((id(seat.edit), side))

    def _together(self, old: Seat, new: Seat) -> bool:
        """Tell whether both places are one: nothing stands between them that a reader sees, in either text."""
        if old.edit.block < 0 or old.edit.block != new.edit.block:
            return False
        loose = BESIDE if old.carrier is not None or new.carrier is not None else 0
        ahead = self._letters(old.edit.new.start, new.stretch, new=True)
        return ahead <= loose or self._letters(new.edit.old.start, old.stretch, new=False) <= loose

    def _letters(self, point: int, stretch: Stretch, *, new: bool) -> int:
        """Count the letters between a place and a stretch, other sources that came or went left out."""
        low, high = (point, stretch.start) if point <= stretch.start else (min(stretch.end, point), point)
        text = self.reader.new if new else self.reader.old
        if high - low > FAR:
            return FAR
        at = low
        count = 0
        for edit in self._in_order(new):
            other = edit.new if new else edit.old
            if at <= other.start and other.end <= high:
                count += sum(map(str.isalnum, text[at : other.start]))
                at = other.end
        return count + sum(map(str.isalnum, text[at:high]))

    def _in_order(self, new: bool) -> list[Edit]:
        return self._ordered[1] if new else self._ordered[0]

    @cached_property
    def _ordered(self) -> tuple[list[Edit], list[Edit]]:
        every = [*self.found, *(carrier.edit for carrier in self._carriers)]
        by_old = sorted((edit for edit in every if edit.old.text), key=lambda edit: edit.old.start)
        by_new = sorted((edit for edit in every if edit.new.text), key=lambda edit: edit.new.start)
        return by_old, by_new

    def _rebuilt(self) -> list[Edit]:
        result: list[Edit] = []
        carrying = {id(carrier.edit): carrier for carrier in self._carriers if carrier.taken}
        for edit in self.edits:
            carrier = carrying.get(id(edit))
            if carrier is not None:
                result += [part for part in carved(carrier) if not self._spare(part)]
                continue
            if (id(edit), False) in self._lost:
                edit.old, edit.old_citation, edit.old_node = Stretch(edit.old.end, edit.old.end, ""), None, None
            if (id(edit), True) in self._lost:
                edit.new, edit.new_citation, edit.new_node = Stretch(edit.new.end, edit.new.end, ""), None, None
            if (edit.old.text or edit.new.text) and not (edit.aspect is Aspect.SOURCE and self._spare(edit)):
                result.append(edit)
        return result + self.joined

    def _spare(self, edit: Edit) -> bool:
        """Give the space that is left of an edit to a source beside it; what stands alone is spacing."""
        if (edit.old.text + edit.new.text).strip():
            return False
        for other in self.joined:
            if not edit.old.text and other.new.start == edit.new.end:
                other.new = Stretch(edit.new.start, other.new.end, edit.new.text + other.new.text)
                return True
            if not edit.new.text and other.old.start == edit.old.end:
                other.old = Stretch(edit.old.start, other.old.end, edit.old.text + other.old.text)
                return True
        edit.aspect = Aspect.SPACE
        return False
