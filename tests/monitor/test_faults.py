"""Whatever fails, and whenever: the alerts that come are those that come when nothing fails."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.campaign import SOAK
from tests.monitor.campaign import Receiver, Watch, ending, lines_of, settings, tell
from tests.monitor.recorded import RecordedWiki, Row, recording, wait_for
from tests.wiki.bridge import Bridge

FAULTS = int(os.environ.get("WIKIDIFF_FAULTS", "200")) if SOAK else 20
RATE = 25.0  # edits a second
PACE = 1.0 if SOAK else 0.4  # seconds from fault to fault
RULES = """
[[rule]]
name = "meaning"
meaning = true
confidence = 0.5
[[rule]]
name = "numbers-or-sources"
any = [{ category = "numeric" }, { category = "citation" }]
cooldown = "10m"
[[rule]]
name = "often"
meaning = true
count = { at_least = 2, within = "1h", per = "page" }
"""


def run(
    folder: Path, rows: list[Row], disturb: Callable[[Watch, Bridge, RecordedWiki, Receiver], None] | None
) -> tuple[Receiver, Watch]:
    """Let a watch see all rows, disturbed or not, and end in order; return what came."""
    with Bridge() as bridge, RecordedWiki([*rows, *ending(rows)]) as wiki, Receiver() as receiver:
        path = settings(folder, bridge, wiki, receiver, RULES, "20s")
        watch = Watch(path)
        watch.start()
        assert wait_for(lambda: bridge.asked), watch.log()
        time.sleep(0.2)
        teller = threading.Thread(target=tell, args=(bridge, rows, 400.0 if disturb is None else RATE))
        teller.start()
        try:
            if disturb is not None:
                disturb(watch, bridge, wiki, receiver)
            teller.join()
            tell(bridge, ending(rows), 50.0)
            assert wait_for(lambda: _settled(watch, rows[-1]), 300.0 if SOAK else 90.0), watch.log()
            assert watch.end() == 0, watch.log()
        finally:
            watch.kill()
            teller.join()
    return receiver, watch


def _settled(watch: Watch, last: Row) -> bool:
    """Tell whether everything was read, judged and told; the edit after the last one stays to settle."""
    try:
        with closing(sqlite3.connect(f"file:{watch.path.parent / 'watch.sqlite'}?mode=ro", uri=True)) as state:
            pending, queued, read = state.execute(
                "SELECT (SELECT count(*) FROM pending), (SELECT count(*) FROM queue), (SELECT max(time) FROM cursors)"
            ).fetchone()
    except sqlite3.OperationalError:
        return False
    return pending == 1 and queued == 0 and (read or 0) > last.time


def disturber(seed: int, faults: int, done: Counter[str]) -> Callable[[Watch, Bridge, RecordedWiki, Receiver], None]:
    """Return what makes so many faults, each at a random moment, some while others last."""
    chance = random.Random(seed)  # noqa: S311  (no secret)

    def disturb(watch: Watch, bridge: Bridge, wiki: RecordedWiki, receiver: Receiver) -> None:
        def later(what: Callable[[], None], seconds: float) -> None:
            timer = threading.Timer(seconds, what)
            timers.append(timer)
            timer.start()

        def killed() -> None:
            watch.kill()
            watch.start()

        def for_a_while(event: threading.Event) -> None:
            event.set()
            later(event.clear, chance.uniform(0.2, 1.0))

        def full() -> None:
            state = watch.path.parent / "watch.sqlite-wal"
            watch.full_disk(chance.choice([0, 4096, state.stat().st_size if state.exists() else 0]))
            later(lambda: watch.full_disk(None), chance.uniform(0.2, 1.0))

        def refused(status: int, times: int = 1, **headers: str) -> None:
            if not bridge.refusals:
                bridge.refuse(status, times, **headers)

        def half() -> None:
            bridge.halves = 1  # one that still waits for a connection is not doubled: they would outlast the storm

        kinds: dict[str, Callable[[], None]] = {
            "kill": killed,
            "cut": bridge.cut,
            "429": lambda: refused(429, Retry_After="1"),
            "500": lambda: refused(500, times=2),
            "half": half,
            "wiki away": lambda: for_a_while(wiki.away),
            "wiki busy": lambda: for_a_while(wiki.busy),
            "sink down": lambda: for_a_while(receiver.down),
            "sink silent": lambda: for_a_while(receiver.silent),
            "disk full": full,
            "stream silent": lambda: for_a_while(bridge.silent),
        }
        timers: list[threading.Timer] = []
        order = [list(kinds)[number % len(kinds)] for number in range(faults)]
        chance.shuffle(order)
        for name in order:
            time.sleep(chance.uniform(0.2, 2 * PACE - 0.2))
            watch.keep()
            kinds[name]()
            done[name] += 1
        for timer in timers:
            timer.join()
        watch.full_disk(None)
        watch.keep()

    return disturb


def test_faults_change_nothing(tmp_path: Path) -> None:
    rows = recording(int(FAULTS * PACE * RATE * 1.05))
    calm, _ = run(tmp_path / "calm", rows, None)
    done: Counter[str] = Counter()
    storm, watch = run(tmp_path / "storm", rows, disturber(7, FAULTS, done))
    assert done.total() == FAULTS
    assert len(calm.taken) > len(rows) / 10
    missing, extra = set(calm.taken) - set(storm.taken), set(storm.taken) - set(calm.taken)
    assert (sorted(missing), sorted(extra)) == ([], []), watch.log()[-4000:]
    same = [key for key in calm.taken if _said(calm.taken[key]) != _said(storm.taken[key])]
    assert same == []
    lines = [line["id"] for line in lines_of(tmp_path / "storm")]
    assert len(lines) == len(set(lines)), [key for key, count in Counter(lines).items() if count > 1]
    assert set(lines) == set(calm.taken)
    assert storm.unsigned == 0
    if SOAK:
        told = f"{dict(done)}, {watch.starts} starts, {len(calm.taken)} alerts in {storm.posts.total()} posts"
        print(told)  # noqa: T201  (the campaign's figures)


def _said(message: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in message.items() if name not in ("text", "url")}  # they hold the port


@pytest.fixture(autouse=True)
def _polite(polite: None) -> None:
    """Ask nobody else."""
