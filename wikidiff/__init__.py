"""Say what kind of change an edit of a wiki article is: terminology, tone, citation, numeric, and more.

    >>> import wikidiff
    >>> analysis = wikidiff.compare("The town has 12,400 people.", "The town has 14,200 people.")
    >>> [finding.category.value for finding in analysis.findings]
    ['numeric']

Everything but `Wiki` is pure: no network, no clock, the same result on any machine. Names are loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from wikidiff._version import __version__

if TYPE_CHECKING:
    from wikidiff.analyze import compare
    from wikidiff.analyze.readings import citations, moves, quantities, sections, tokenize
    from wikidiff.analyze.scan import scan
    from wikidiff.classify.tone_score import tone_shift
    from wikidiff.diff.matcher import SequenceMatcher
    from wikidiff.errors import WikidiffError
    from wikidiff.history import Chronicle, analyze_history, collapse, origins, reverts, timelines
    from wikidiff.model import Analysis, Citation, Finding, Page, Quantity, Revision, Section, Token, User
    from wikidiff.sources.wiki import Wiki
    from wikidiff.text.termlists import TermList, term_list
    from wikidiff.text.urls import same_source
    from wikidiff.wire import from_json, to_json

__all__ = [
    "Analysis",
    "Chronicle",
    "Citation",
    "Finding",
    "Page",
    "Quantity",
    "Revision",
    "Section",
    "SequenceMatcher",
    "TermList",
    "Token",
    "User",
    "Wiki",
    "WikidiffError",
    "__version__",
    "analyze_history",
    "citations",
    "collapse",
    "compare",
    "from_json",
    "moves",
    "origins",
    "quantities",
    "reverts",
    "same_source",
    "scan",
    "sections",
    "term_list",
    "timelines",
    "to_json",
    "tokenize",
    "tone_shift",
]

_HOMES = {
    "compare": "wikidiff.analyze",
    "citations": "wikidiff.analyze.readings",
    "moves": "wikidiff.analyze.readings",
    "quantities": "wikidiff.analyze.readings",
    "scan": "wikidiff.analyze.scan",
    "sections": "wikidiff.analyze.readings",
    "tokenize": "wikidiff.analyze.readings",
    "tone_shift": "wikidiff.classify.tone_score",
    "SequenceMatcher": "wikidiff.diff.matcher",
    "TermList": "wikidiff.text.termlists",
    "term_list": "wikidiff.text.termlists",
    "same_source": "wikidiff.text.urls",
    "Chronicle": "wikidiff.history",
    "analyze_history": "wikidiff.history",
    "collapse": "wikidiff.history",
    "origins": "wikidiff.history",
    "timelines": "wikidiff.history",
    "reverts": "wikidiff.history",
    "from_json": "wikidiff.wire",
    "to_json": "wikidiff.wire",
    "Wiki": "wikidiff.sources.wiki",
    "WikidiffError": "wikidiff.errors",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES.get(name, "wikidiff.model")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
