"""What wikidiff2 says of every pair, asked once."""

from __future__ import annotations

import pytest

from tests.wiki import pairs
from tests.wiki.oracle import Wikidiff2


@pytest.fixture(scope="session")
def answers():
    """Return the answers by the name of the pair; each call has its time limit."""
    with Wikidiff2() as process:
        return {pair.name: process.ask(pair.old, pair.new) for pair in (*pairs.real(), *pairs.labelled("moves"))}
