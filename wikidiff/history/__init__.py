"""What only several revisions together can tell."""

from wikidiff.history.reverts import reverts
from wikidiff.history.walk import analyze_history

__all__ = ["analyze_history", "reverts"]
