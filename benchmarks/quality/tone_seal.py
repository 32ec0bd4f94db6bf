"""What stands in the head of a file of weights and can be checked without the data it was learned from."""

from __future__ import annotations

import wikidiff
from benchmarks import material

SEALS = ("# Rows:", "# Labelled edits of tone in fixtures/gold:")
_SIGNS = {"toward_loaded": 1, "toward_neutral": -1}
_NEAR = 60


def labelled_directions(language: str) -> tuple[int, int]:
    """Count the labelled edits of tone whose direction the score tells, and all that have one.

    For `und` those of all languages that have no weights of their own.
    """
    right = asked = 0
    for name in ("gold", "made"):
        for row in material.gold(name):
            lang = row.get("lang", "en")
            if lang != language and (language != "und" or lang in ("en", "fr", "pl")):
                continue
            for change in row["changes"]:
                sign = _SIGNS.get(str(change.get("attrs", {}).get("direction")))
                if change["category"] != "tone" or sign is None:
                    continue
                edit = change["edits"][0]
                (start, end), new = edit["b"], row["after"][slice(*edit["a"])]
                before, after = row["before"][max(0, start - _NEAR) : start], row["before"][end : end + _NEAR]
                shift = wikidiff.tone_shift(before + row["before"][start:end] + after, before + new + after, lang)
                right += shift.score * sign > 0
                asked += 1
    return right, asked
