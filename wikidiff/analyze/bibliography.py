"""The sources of one text: each with its place, what it calls or is called by, its site, and what is wrong with it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from wikidiff.analyze import faults
from wikidiff.analyze.faults import Problem
from wikidiff.classify.sources import label
from wikidiff.model import Citation, Note, Section
from wikidiff.text import urls
from wikidiff.text.ratings import Rating, SourceList
from wikidiff.wikitext.calls import resolve
from wikidiff.wikitext.citations import read
from wikidiff.wikitext.sections import sections

_SHOWN = 5  # places that a note names


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One citation of a text: `calls` are the numbers of the entries that a use calls, `called_by` the other way.

    `domain` is the registered one of its first address; `ratings` what the user's lists say of its addresses.
    """

    number: int
    line: int
    section: tuple[str, ...]
    citation: Citation
    label: str
    domain: str | None = None
    calls: tuple[int, ...] = ()
    called_by: tuple[int, ...] = ()
    ratings: tuple[Rating, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bibliography:
    """All citations of a text, in its order, and what could not be read as one."""

    entries: tuple[Entry, ...]
    notes: tuple[Note, ...] = ()

    @property
    def problems(self) -> dict[str, int]:
        """How often each problem was found, the commonest first."""
        found = Counter(problem.code for entry in self.entries for problem in entry.problems)
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def bibliography(text: str, site: str = "enwiki", lists: Sequence[SourceList] = ()) -> Bibliography:
    """List the citations of a text, and what is wrong with each."""
    page = read(text, site)
    calls = resolve(text, page.citations, site)
    uses = calls.uses()
    problems = faults.find(text, page, calls, site)
    parts = sections(text)
    starts = [part.span.start for part in parts]
    breaks = [place for place, letter in enumerate(text) if letter == "\n"]
    entries = [
        Entry(
            number=index + 1,
            line=bisect_right(breaks, citation.span.start - 1) + 1,
            section=_section(parts, starts, citation),
            citation=citation,
            label=label(citation),
            domain=next((found for url in citation.urls if (found := urls.domain(url)) is not None), None),
            calls=tuple(target + 1 for target in calls.targets.get(index, ())),
            called_by=tuple(use + 1 for use in uses.get(index, ())),
            ratings=_ratings(citation, lists),
            problems=problems.get(index, ()),
        )
        for index, citation in enumerate(page.citations)
    ]
    return Bibliography(entries=tuple(entries), notes=tuple(_notes(page.broken, breaks)))


def _section(parts: Sequence[Section], starts: Sequence[int], citation: Citation) -> tuple[str, ...]:
    place = bisect_right(starts, citation.span.start) - 1
    return parts[place].path if place >= 0 else ()


def _ratings(citation: Citation, lists: Sequence[SourceList]) -> tuple[Rating, ...]:
    found = [rating for each in lists for url in citation.urls if (rating := each.rating(url)) is not None]
    return tuple(dict.fromkeys(found))


def _notes(broken: Sequence[int], breaks: Sequence[int]) -> list[Note]:
    if not broken:
        return []
    lines = [str(bisect_right(breaks, place - 1) + 1) for place in broken[:_SHOWN]]
    more = f" and {len(broken) - _SHOWN:,} more" if len(broken) > _SHOWN else ""
    what = "a <ref> never closes and was" if len(broken) == 1 else f"{len(broken):,} <ref> never close and were"
    where = "line" if len(broken) == 1 else "lines"
    return [Note("unclosed_ref", f"{what} read as text: {where} {', '.join(lines)}{more}")]
