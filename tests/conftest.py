"""How the tests run: hypothesis profiles, and the list of what was skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.wiki.fixtures import client, mediawiki, polite, wiki

__all__ = ["client", "mediawiki", "polite", "wiki"]  # fixtures that every folder may ask for

ROOT = Path(__file__).parent.parent
SKIPPED = ROOT / "build" / "skipped.txt"
SOAK = os.environ.get("WIKIDIFF_SOAK") == "1"

# The ordinary run is a seeded tenth of the long campaign: the same examples every time, on every machine.
settings.register_profile("ordinary", max_examples=60, derandomize=True, deadline=None, database=None)
settings.register_profile(
    "soak", max_examples=600, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("soak" if SOAK else "ordinary")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests marked `soak` to `make soak`: the ordinary run does not skip them, it has their tenth."""
    if SOAK:
        return
    soak = [item for item in items if item.get_closest_marker("soak")]
    if soak:
        config.hook.pytest_deselected(items=soak)
        items[:] = [item for item in items if item not in soak]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Leave a list of the tests that were skipped or may fail, with their reasons, where `make test` and CI find it."""
    if hasattr(config, "workerinput"):
        return
    lines = []
    stats = terminalreporter.stats
    for report in (*stats.get("skipped", []), *stats.get("xfailed", [])):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "")
        lines.append(f"{report.nodeid or report.longrepr[0]}: {reason.removeprefix('Skipped: ')}\n")
    SKIPPED.parent.mkdir(exist_ok=True)
    SKIPPED.write_text("".join(sorted(set(lines))), encoding="utf-8")
