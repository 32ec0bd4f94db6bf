"""Pair two sets one-to-one so that the pairs are worth most together.

The pairs that are possible fall into groups that have nothing to do with each other, most of them of one pair. A small
group is solved exactly (the Hungarian method with potentials); for what is larger than any real page needs, the best
pairs are taken first. Equal totals are settled by order, so that the result never depends on chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

LARGEST = 900  # cells of a group that is solved exactly
BUDGET = 40_000  # cells of all groups together that are

Edges = Mapping[tuple[int, int], float]


def best(edges: Edges) -> list[tuple[int, int]]:
    """Return the pairs of a one-to-one choice with the highest total; worths are above 0."""
    chosen: list[tuple[int, int]] = []
    budget = BUDGET
    for group in _groups(edges):
        rows, columns = sorted({i for i, _ in group}), sorted({j for _, j in group})
        cells = len(rows) * len(columns)
        if len(group) == 1:
            chosen += group
        elif cells <= LARGEST and cells <= budget:
            budget -= cells
            chosen += _exact(rows, columns, edges)
        else:
            chosen += _greedy(group, edges)
    return sorted(chosen)


def _groups(edges: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Cut the pairs into groups that share no member."""
    parent: dict[tuple[bool, int], tuple[bool, int]] = {}

    def root(one: tuple[bool, int]) -> tuple[bool, int]:
        while (above := parent.setdefault(one, one)) != one:
            parent[one] = parent[above]
            one = above
        return one

    for i, j in edges:
        parent[root((False, i))] = root((True, j))
    found: dict[tuple[bool, int], list[tuple[int, int]]] = defaultdict(list)
    for i, j in sorted(edges):
        found[root((False, i))].append((i, j))
    return list(found.values())


def _greedy(group: list[tuple[int, int]], edges: Edges) -> list[tuple[int, int]]:
    rows: set[int] = set()
    columns: set[int] = set()
    chosen = []
    for pair in sorted(group, key=lambda pair: (-edges[pair], pair)):
        if pair[0] not in rows and pair[1] not in columns:
            rows.add(pair[0])
            columns.add(pair[1])
            chosen.append(pair)
    return chosen


def _exact(rows: list[int], columns: list[int], edges: Edges) -> list[tuple[int, int]]:
    """Solve one group; where both sides stay alone nothing is won, which costs 0."""
    turned = len(rows) > len(columns)
    first, second = (columns, rows) if turned else (rows, columns)

    def cost(i: int, j: int) -> float:
        return -edges.get((second[j], first[i]) if turned else (first[i], second[j]), 0.0)

    partner = _hungarian(len(first), len(second), [[cost(i, j) for j in range(len(second))] for i in range(len(first))])
    pairs = [(second[j], first[i]) if turned else (first[i], second[j]) for j, i in partner.items()]
    return [pair for pair in pairs if pair in edges]


def _hungarian(rows: int, columns: int, costs: list[list[float]]) -> dict[int, int]:
    """Return the row of each column of the cheapest full choice, for no more rows than columns."""
    row_worth, column_worth = [0.0] * (rows + 1), [0.0] * (columns + 1)
    owner = [0] * (columns + 1)  # rows and columns count from 1; 0 is nobody
    for row in range(1, rows + 1):
        owner[0] = row
        at = 0
        least = [float("inf")] * (columns + 1)
        back = [0] * (columns + 1)
        seen = [False] * (columns + 1)
        while owner[at]:
            seen[at] = True
            mine = owner[at]
            step, following = float("inf"), 0
            for column in range(1, columns + 1):
                if seen[column]:
                    continue
                slack = costs[mine - 1][column - 1] - row_worth[mine] - column_worth[column]
                if slack < least[column]:
                    least[column], back[column] = slack, at
                if least[column] < step:
                    step, following = least[column], column
            for column in range(columns + 1):
                if seen[column]:
                    row_worth[owner[column]] += step
                    column_worth[column] -= step
                else:
                    least[column] -= step
            at = following
        while at:
            owner[at] = owner[back[at]]
            at = back[at]
    return {column - 1: owner[column] - 1 for column in range(1, columns + 1) if owner[column]}
