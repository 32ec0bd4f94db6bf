"""What only several revisions together can tell."""

from wikidiff.history.bursts import bursts, collapse
from wikidiff.history.chronicle import Chronicle
from wikidiff.history.dispute import disputes
from wikidiff.history.identity import reverts
from wikidiff.history.origin import origins
from wikidiff.history.timeline import followers, timelines
from wikidiff.history.walk import analyze_history

__all__ = [
    "Chronicle",
    "analyze_history",
    "bursts",
    "collapse",
    "disputes",
    "followers",
    "origins",
    "reverts",
    "timelines",
]
