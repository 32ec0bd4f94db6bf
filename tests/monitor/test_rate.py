"""The rate of a large wiki: real texts at fifty edits a second, nothing lost, nothing doubled, no growth."""

from __future__ import annotations

import json
import os
import statistics
import threading
import time
from itertools import pairwise

import pytest

from tests.campaign import SOAK
from tests.monitor.campaign import Receiver, Watch, ending, lines_of, settings, tell
from tests.monitor.recorded import RecordedWiki, recording, wait_for
from tests.wiki.bridge import Bridge
from wikidiff.monitor import settings as read_settings
from wikidiff.monitor.judge import Scope
from wikidiff.monitor.once import Replay
from wikidiff.monitor.targets import Members

RATE = 50.0
SECONDS = int(os.environ.get("WIKIDIFF_SECONDS", "600")) if SOAK else 4
RULES = """
[[rule]]
name = "meaning"
meaning = true
confidence = 0.5
"""


def test_a_large_wikis_rate(tmp_path, polite):
    rows = recording(int(RATE * SECONDS))
    grown: list[int] = []
    with Bridge() as bridge, RecordedWiki([*rows, *ending(rows)]) as wiki, Receiver() as receiver:
        watch = Watch(settings(tmp_path, bridge, wiki, receiver, RULES, "0s"))
        watch.start()
        try:
            assert wait_for(lambda: bridge.asked), watch.log()
            time.sleep(0.5)
            told: dict[int, float] = {}
            teller = threading.Thread(target=lambda: told.update(tell(bridge, rows, RATE)))
            began, before = time.monotonic(), watch.seconds()
            teller.start()
            while teller.is_alive():
                teller.join(2.0)
                grown.append(watch.memory())
            spent, used = time.monotonic() - began, watch.seconds() - before
            tell(bridge, ending(rows), 50.0)
            assert wait_for(lambda: _last(tmp_path, rows[-1].id) or _quiet(receiver), 120.0), watch.log()
            time.sleep(1.0)
            assert watch.end() == 0, watch.log()
        finally:
            watch.kill()
    lines = [line["id"] for line in lines_of(tmp_path)]
    assert len(lines) == len(set(lines))
    assert set(lines) == set(receiver.taken)
    assert receiver.posts.total() == len(receiver.taken)
    assert len(lines) > len(rows) / 10
    assert _judged(tmp_path) == len(rows) + 2
    late = [receiver.when[key] - told[body["new_id"]] for key, body in receiver.taken.items() if body["new_id"] in told]
    share = used / spent
    figures = {
        "edits": len(rows),
        "alerts": len(lines),
        "median seconds": round(statistics.median(late), 3),
        "99th": round(sorted(late)[int(len(late) * 0.99)], 3),
        "core": round(share, 2),
        "MB first and last": [round(grown[0] / 1e6), round(grown[-1] / 1e6)],
    }
    (tmp_path / "figures.json").write_text(json.dumps(figures), encoding="utf-8")
    print(figures)  # noqa: T201  (what the campaign measured)
    if SOAK:
        half = grown[len(grown) // 4]
        assert max(grown) < half * 1.25
        assert statistics.median(late) < 1.0
        assert used < spent


def _judged(folder) -> int:
    from wikidiff.monitor.state import State

    state = State(str(folder / "watch.sqlite"), readonly=True)
    totals = state.totals()
    state.close()
    return int(sum(totals.get(name, 0) for name in ("edits_judged", "edits_missing", "edits_hidden", "edits_model")))


def _quiet(receiver: Receiver) -> bool:
    return bool(receiver.when) and time.time() - max(receiver.when.values()) > 3.0


def _last(folder, number: int) -> bool:
    return _judged(folder) >= number - 5000


@pytest.mark.soak
def test_a_replay_is_at_most_twice_the_work_of_the_bare_analysis(tmp_path):
    """Half the rate of the bare analysis, both in one run; the least of three readings each."""
    import wikidiff
    from tests.monitor.recorded import histories

    pages = histories()
    found = read_settings.read(f'[watch]\nwiki = "testwiki"\n{RULES}', str(tmp_path / "w.toml"))
    scope = Scope(found.rules, {}, "en", None, None)

    def bare() -> None:
        for page in pages:
            for old, new in pairwise(page):
                wikidiff.compare(old, new, language="en", site="testwiki")

    def replay() -> None:
        for _ in Replay(found, scope, Members()).run(pages):
            pass

    readings = {name: min(_seconds(what) for _ in range(3)) for name, what in (("bare", bare), ("replay", replay))}
    print(readings)  # noqa: T201
    assert readings["replay"] < 2 * readings["bare"]


def _seconds(what) -> float:
    began = time.process_time()
    what()
    return time.process_time() - began
