"""What a use of a source calls, in each of two texts, and whether that was told there before.

A named use is looked up in the index of names, a short footnote among the works of its author and year. Nothing is
looked up for an edit whose sources all tell themselves.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from wikidiff.classify.source_fields import form_of
from wikidiff.classify.source_keys import author_key
from wikidiff.model import Citation, CitationKind
from wikidiff.wikitext.names import Names

if TYPE_CHECKING:
    from wikidiff.analyze.page import Reader


class Told:
    """What the uses of both texts call."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @cached_property
    def old(self) -> Names:
        """The names of the old text."""
        return Names(self._reader.old, self._reader.site)

    @cached_property
    def new(self) -> Names:
        """The names of the new text."""
        return Names(self._reader.new, self._reader.site)

    def by(self, citation: Citation | None, new: bool) -> Citation | None:
        """Return the citation that tells what another one only calls; None where it tells itself or nothing does."""
        if citation is None:
            return None
        names = self.new if new else self.old
        if citation.use and citation.name is not None:
            return names.definition(citation.name, citation.group)
        if citation.kind is CitationKind.SHORT or form_of(citation) == "short":
            key = author_key(citation)
            surname = citation.field("last") or citation.field("author")
            if key is not None and surname:
                return names.work(surname, key, author_key)
        return None
