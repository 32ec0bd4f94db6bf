"""What only several revisions together can tell."""

from wikidiff.history.bursts import bursts, collapse
from wikidiff.history.chronicle import Chronicle
from wikidiff.history.disputes import disputes
from wikidiff.history.origins import origins
from wikidiff.history.reverts import reverts
from wikidiff.history.timelines import followers, timelines
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
