"""What only several revisions together can tell."""

from wikidiff.history.reverts import reverts

__all__ = ["reverts"]
