"""When does an answer speak of a listed edit? Two people rarely draw the same borders, so touching is enough."""

from __future__ import annotations

from benchmarks.quality.cases import Case, Interval, Place

NEAR = 2  # an insertion point may lie this far off
REACH = 400  # how far an insertion may slide through repeated text
LONGER, SLACK = 4, 60  # an answer longer than both of these does not point at anything


def touches(case: Case, said: Place, listed: Place) -> bool:
    """Tell whether an answer stands where a listed edit does, or describes the same insertion at another place."""
    if said.size > max(LONGER * listed.size, listed.size + SLACK):
        return False
    if (
        _empty(said.old)
        and _empty(listed.old)
        and _slides(case.old, case.new, said.old, said.new, listed.old, listed.new)
    ):
        return True
    if (
        _empty(said.new)
        and _empty(listed.new)
        and _slides(case.new, case.old, said.new, said.old, listed.new, listed.old)
    ):
        return True
    return _near(said.old, listed.old) and _near(said.new, listed.new)


def _empty(interval: Interval) -> bool:
    return interval[0] == interval[1]


def _near(one: Interval, other: Interval) -> bool:
    if _empty(one) or _empty(other):
        return other[0] - NEAR <= one[0] <= other[1] + NEAR or one[0] - NEAR <= other[0] <= one[1] + NEAR
    return max(one[0], other[0]) < min(one[1], other[1])


def _slides(kept: str, longer: str, at1: Interval, text1: Interval, at2: Interval, text2: Interval) -> bool:
    """Tell whether two insertions into `kept`, whose texts stand in `longer`, give the same result.

    Inserting "ab" after "ab" or before it is one edit with two descriptions.
    """
    if text1[1] - text1[0] != text2[1] - text2[0] or abs(at1[0] - at2[0]) > REACH:
        return False
    (first, earlier), (second, later) = sorted(((at1[0], text1), (at2[0], text2)))
    between = kept[first:second]
    return longer[slice(*earlier)] + between == between + longer[slice(*later)]
