"""Several processes share a store, and one that is killed takes nothing along."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.campaign import tenth
from tests.sources.store.pages import rio_grande
from wikidiff.sources.store import Store

ROOT = Path(__file__).parents[3]


def writer(path: Path, offset: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.sources.store.pages", str(path), str(offset)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def sound(store: Store) -> bool:
    whole: bool = store._sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return whole and store._sql.execute("PRAGMA foreign_key_check").fetchall() == []


def test_several_processes_write_and_read_one_new_store(tmp_path):
    path = tmp_path / "store.sqlite"
    writers = [writer(path, offset) for offset in (0, 2, 5)]
    for line in writers[0].stdout or ():  # reads while the others write
        with Store(path, write=False) as store:
            seen = list(store.history("Rio Grande", wiki="enwiki", limit=40))
        assert seen == list(rio_grande()[: len(seen)])
        assert int(line)
    for process in writers:
        process.communicate()
        assert process.returncode == 0
    with Store(path) as store:
        assert tuple(store.history("Rio Grande", wiki="enwiki")) == rio_grande()
        assert sound(store)


@pytest.mark.parametrize("seed", tenth(range(60), at_least=4))
def test_a_writer_that_is_killed_loses_nothing_that_it_had_kept(tmp_path, seed):
    path = tmp_path / "store.sqlite"
    process = writer(path, 0)
    assert process.stdout is not None
    said = 0
    for _ in range(random.Random(seed).randrange(1, 30)):  # noqa: S311  # no secret
        said = int(process.stdout.readline())
    process.kill()
    process.communicate()
    with Store(path) as store:
        kept = list(store.history("Rio Grande", wiki="enwiki"))
        assert kept == list(rio_grande()[: len(kept)])
        assert said in {revision.id for revision in kept}
        assert sound(store)
        store.put(rio_grande())
        assert tuple(store.history("Rio Grande", wiki="enwiki")) == rio_grande()
