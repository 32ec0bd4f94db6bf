"""What a watch must not forget: bursts, queues, what is taken back; and who may hold the state."""

from __future__ import annotations

import json
import logging
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.doc_cases import ROOT
from tests.monitor.campaign import environment
from wikidiff.errors import ConfigError, UsageError
from wikidiff.model import Page, Revision, User
from wikidiff.monitor import aftermath, judge, settings, settle
from wikidiff.monitor.alerts import Message
from wikidiff.monitor.delivery import REFUSALS, Courier
from wikidiff.monitor.events import REVERTED, Event, Kind
from wikidiff.monitor.feeds import Item
from wikidiff.monitor.intake import Intake
from wikidiff.monitor.judge import Scope
from wikidiff.monitor.logs import Form
from wikidiff.monitor.once import Replay
from wikidiff.monitor.rules import EditTest
from wikidiff.monitor.settle import Watermark
from wikidiff.monitor.sinks.base import Secret, Sink, SinkFailed
from wikidiff.monitor.state import State
from wikidiff.monitor.targets import Follow, Members

MINUTE, LONG = timedelta(minutes=1), timedelta(minutes=10)
RULES = '[watch]\nwiki = "testwiki"\n[[rule]]\nname = "numbers"\ncategory = "numeric"\nsinks = ["stdout"]\n'
TEXTS = {number: f"The mill had {300 + number} workers." for number in range(1, 30)}


@pytest.fixture
def state(tmp_path):
    made = State(str(tmp_path / "state.sqlite"))
    yield made
    made.close()


def edit(number: int, parent: int, when: float, user: str | None = "Ada", **more) -> Event:
    return Event(kind=Kind.EDIT, wiki="testwiki", time=when, origin="t", title="Mill", page_id=7, rev_id=number,
                 parent_id=parent, user=user, **more)  # fmt: skip


def take(state: State, *events: Event) -> None:
    for event in events:
        settle.take(state, event, ("all",), MINUTE, LONG)


def bursts(state: State, until: float = 1e12) -> list[tuple[int, ...]]:
    return [one.burst.revisions for one in settle.due(state, until, 100)]


def texts(ids) -> dict[int, Revision]:
    page, user = Page(wiki="testwiki", title="Mill", id=7), User(name="Ada")
    return {one: Revision(id=one, text=TEXTS[one], page=page, user=user, parent_id=one - 1) for one in ids}


def scope(text: str = RULES) -> Scope:
    return Scope(settings.read(text, "w.toml").rules, {}, "en", None, "https://test.org")


def judged(state: State, rules: str = RULES, now: float = 1000.0) -> list[str]:
    found = judge.look(settle.due(state, 1e12, 100), texts, scope(rules))
    with state.batch():
        judge.settle_all(state, found, scope(rules), now)
    return [row["key"] for row in state.rows("SELECT key FROM alerts ORDER BY key")]


# Bursts


def test_one_users_edits_in_a_row_are_one(state):
    take(state, edit(2, 1, 100), edit(3, 2, 150), edit(4, 3, 200))
    assert bursts(state) == [(2, 3, 4)]
    assert bursts(state, 259) == []
    assert bursts(state, 260) == [(2, 3, 4)]


@pytest.mark.parametrize(
    "second",
    [edit(3, 2, 150, "Ben"), edit(3, 2, 150, None), edit(3, 2, 161), edit(3, 1, 110)],
    ids=["another user", "nobody told", "too late", "not on top of it"],
)
def test_what_is_no_burst(state, second):
    take(state, edit(2, 1, 100), second)
    assert sorted(bursts(state)) == [(2,), (3,)]


def test_two_whose_names_are_not_told_are_not_one(state):
    take(state, edit(2, 1, 100, None), edit(3, 2, 110, None))
    assert len(bursts(state)) == 2


def test_a_burst_has_an_end(state):
    take(state, *(edit(number, number - 1, 100.0 + 50 * number) for number in range(2, 20)))
    assert [len(one) for one in bursts(state)] == [13, 5]


def test_an_event_that_comes_again_changes_nothing(state):
    row = [edit(number, number - 1, 100.0 + 20 * number, "Ada" if number % 3 else "Ben") for number in range(2, 10)]
    take(state, *row)
    once = bursts(state)
    take(state, *row, *reversed(row))
    assert bursts(state) == once == [(2,), (3,), (4, 5), (6,), (7, 8), (9,)]


# The watermark


def test_the_watermark_follows_events_and_silence_that_was_heard():
    clock = [0.0]
    mark = Watermark(clock=lambda: clock[0], wall=lambda: 1000.0)
    mark.connected(up=True)
    mark.told(500.0)
    clock[0] = 10.0
    assert mark.now() == 500.0  # nobody looked yet whether anything came
    mark.quiet()
    assert mark.now() == 510.0
    clock[0] = 20.0
    mark.busy()
    mark.quiet()
    assert mark.now() == 510.0  # what passed while something waited was no silence
    mark.connected(up=False)
    clock[0] = 99.0
    mark.quiet()
    assert mark.now() == 510.0
    mark.told(400.0)
    assert mark.now() == 510.0
    mark.told(1e9)  # somebody's clock is wrong
    assert mark.now() == 510.0


# Alerts


def test_an_edit_is_told_once_whatever_comes_again(state):
    take(state, edit(2, 1, 100))
    assert judged(state) == ["testwiki:2:numbers:1"]
    state.run("DELETE FROM seen")
    take(state, edit(2, 1, 100))
    assert judged(state) == ["testwiki:2:numbers:1"]
    assert state.one("SELECT count(*) FROM queue") == 1


def test_a_cooldown_and_a_count_are_in_the_time_of_the_events(state):
    cool = RULES + 'cooldown = "1h"\n'
    take(state, edit(2, 1, 100), edit(3, 2, 200, "Ben"), edit(4, 3, 5000))
    assert judged(state, cool) == ["testwiki:2:numbers:1", "testwiki:4:numbers:1"]
    often = RULES.replace("numbers", "often") + 'count = { at_least = 3, within = "1h", per = "value" }\n'
    take(state, *(edit(number, number - 1, 9000.0 + 100 * number, f"U{number}") for number in range(5, 9)))
    assert [key for key in judged(state, often) if "often" in key] == ["testwiki:7:often:1", "testwiki:8:often:1"]


def test_a_digest_and_quiet_hours_wait(state):
    take(state, edit(2, 1, 100))
    judged(state, RULES + 'digest = "1h"\n', now=7000.0)
    assert state.rows("SELECT due, digest FROM queue")[0]["due"] == 7200.0
    night = 1767652200.0  # 22:30 in UTC
    take(state, edit(4, 3, 100))
    judged(state, RULES.replace("numbers", "night") + 'quiet = { hours = "22:00-07:00" }\n', now=night)
    assert state.one("SELECT max(due) FROM queue") == night + 8.5 * 3600


def test_what_cannot_be_had_is_counted_and_what_is_late_is_asked_for_again(state):
    take(state, edit(2, 1, 100))
    for attempt in range(judge.ATTEMPTS):
        found = judge.look(settle.due(state, 1e12, 10), lambda _: {}, scope())
        with state.batch():
            totals = judge.settle_all(state, found, scope(), 0.0)
        assert bool(totals["edits_missing"]) is (attempt == judge.ATTEMPTS - 1)
    assert state.one("SELECT count(*) FROM pending") == 0


def intake() -> Intake:
    return Intake("testwiki", (Follow(name="all"),), Members(), EditTest(), timedelta(), LONG, "source")


def test_the_cursor_moves_with_what_came_before_it_or_not_at_all(state):
    items = [Item(event=edit(2, 1, 100), cursor="c1", time=100.0)]
    state.run("CREATE TRIGGER full BEFORE INSERT ON cursors BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(sqlite3.DatabaseError):
        intake().take(state, items, 0.0)
    assert (state.one("SELECT count(*) FROM pending"), state.cursor("source")) == (0, None)
    state.run("DROP TRIGGER full")
    intake().take(state, items, 0.0)
    assert (state.one("SELECT count(*) FROM pending"), state.cursor("source")) == (1, ("c1", 100.0))


def test_tags_that_come_before_or_after_their_edit_are_joined(state):
    tags = Event(kind=Kind.TAGS, wiki="testwiki", time=99, origin="tags", page_id=7, rev_id=2, tags=("visual",))
    intake().take(state, [Item(event=tags)], 0.0)
    intake().take(state, [Item(event=edit(2, 1, 100))], 0.0)
    later = Event(
        kind=Kind.TAGS, wiki="testwiki", time=101, origin="tags", page_id=7, rev_id=2, tags=("visual", "late")
    )
    intake().take(state, [Item(event=later)], 0.0)
    (waiting,) = settle.due(state, 1e12, 5)
    assert waiting.burst.event.tags == ("visual", "late")


def test_what_cannot_be_read_is_kept_with_its_reason_and_not_without_end(state):
    for number in range(300):
        intake().take(state, [Item("bad", text=f"why {number}\ndata", cursor=f"c{number}")], 0.0)
    rows = state.rows("SELECT why, data FROM rejects ORDER BY id")
    assert (len(rows), rows[-1]["why"], rows[-1]["data"]) == (200, "why 299", "data")
    assert state.cursor("source") == ("c299", 0.0)


# What becomes of alerts


def tagged(number: int, *tags: str) -> Event:
    return Event(kind=Kind.TAGS, wiki="testwiki", time=500, origin="tags", page_id=7, rev_id=number, tags=tags)


def words(state: State) -> list[str]:
    return [row["word"] for row in state.rows("SELECT word FROM queue ORDER BY id")]


def test_what_waits_is_not_told_when_it_is_taken_back(state):
    take(state, edit(2, 1, 100))
    judged(state)
    done = aftermath.apply(state, tagged(2, REVERTED), 0.0)
    assert (words(state), done["alerts_reverted"]) == ([], 1)


def test_what_was_told_is_taken_back_once(state):
    take(state, edit(2, 1, 100), edit(3, 2, 110))
    judged(state)
    state.run("DELETE FROM queue")
    for _ in range(2):  # any revision of the burst, and any number of times
        aftermath.apply(state, tagged(2, REVERTED), 0.0)
    assert words(state) == ["retract"]


def test_what_is_hidden_is_nowhere_any_more(state):
    take(state, edit(2, 1, 100, comment="a secret comment"))
    judged(state)
    state.run("UPDATE queue SET doubt = 1")  # it is on its way
    hide = Event(kind=Kind.VISIBILITY, wiki="testwiki", time=5, origin="v", rev_id=2, hidden=("text", "comment"))
    aftermath.apply(state, hide, 0.0)
    assert words(state) == ["alert", "redact"]
    body = json.loads(state.one("SELECT body FROM alerts"))
    assert "secret" not in json.dumps(body)
    assert "302" not in json.dumps(body["analysis"]["findings"])
    assert (body["state"], body["hidden"]) == ("hidden", ["comment", "text"])


# Couriers


class Box(Sink):
    at_once = 3

    def __init__(self, name: str = "stdout") -> None:
        super().__init__(name)
        self.got: list[str] = []
        self.doubts: list[bool] = []
        self.failing: SinkFailed | None = None

    def deliver(self, messages: Sequence[Message]) -> None:
        self.doubts += [message.doubt for message in messages]
        if self.failing is not None:
            raise self.failing
        self.got += [message.id for message in messages]


def courier(state: State, box: Box) -> Courier:
    return Courier(state, box, lambda body, word: f"{word} {body['key']}", threading.Event(), clock=lambda: 1e6)


def test_a_sink_that_fails_is_tried_again_and_told_that_it_may_have_it(state):
    take(state, edit(2, 1, 100))
    judged(state)
    box = Box()
    one = courier(state, box)
    box.failing = SinkFailed("no")
    assert not one.step()
    assert state.rows("SELECT error, attempts FROM queue")[0]["error"] == "no"
    box.failing = None
    assert not one.step()  # not yet
    one._not_before = 0.0
    assert one.step()
    assert (box.got, box.doubts) == (["testwiki:2:numbers:1:alert"], [False, True])
    assert state.one("SELECT count(*) FROM queue") == 0


def test_what_a_sink_refuses_for_good_is_set_aside(state):
    take(state, edit(2, 1, 100))
    judged(state)
    box = Box()
    box.failing = SinkFailed("it answered 400", forever=True)
    one = courier(state, box)
    for _ in range(REFUSALS):
        one._not_before = 0.0
        one.step()
    assert state.one("SELECT count(*) FROM queue") == 0
    assert "refuses testwiki:2:numbers:1:alert" in state.one("SELECT why FROM rejects")


def test_what_was_taken_but_not_noted_is_not_told_again(state):
    take(state, edit(2, 1, 100))
    judged(state)
    box = Box()
    one = courier(state, box)
    state.run("CREATE TRIGGER full BEFORE DELETE ON queue BEGIN SELECT RAISE(FAIL, 'full'); END")
    real = one.state.batch

    def full():
        raise sqlite3.OperationalError("database or disk is full")

    one.state.batch = full  # type: ignore[method-assign]
    one.step()
    one._not_before = 0.0
    assert not one.step()
    state.run("DROP TRIGGER full")
    one.state.batch = real  # type: ignore[method-assign]
    one._not_before = 0.0
    one.step()
    assert box.got == ["testwiki:2:numbers:1:alert"]
    assert state.one("SELECT count(*) FROM queue") == 0


def test_a_digest_is_one_message(state):
    take(state, edit(2, 1, 100), edit(5, 4, 100, "Ben"), edit(8, 7, 100, "Cid"))
    judged(state, RULES + 'digest = "1h"\n', now=100.0)
    box = Box()
    assert courier(state, box).step()
    assert len(box.got) == 1
    assert box.got[0].startswith("digest:numbers:3600")


# The file itself


def test_a_second_watcher_is_refused_and_a_dead_one_is_not_in_the_way(tmp_path):
    path = str(tmp_path / "state.sqlite")
    hold = f"State({path!r}); print('held', flush=True); time.sleep(60)"
    code = f"import time; from wikidiff.monitor.state import State; {hold}"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(UsageError, match=rf"another watcher holds this state \(process {other.pid}\)"):
            State(path)
        other.kill()
    State(path).close()


@pytest.mark.parametrize("content", [b"no database at all, but long enough to look like one" * 4])
def test_a_file_that_is_no_state_is_refused(tmp_path, content):
    path = tmp_path / "state.sqlite"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="cannot be opened"):
        State(str(path))
    assert path.read_bytes() == content


def test_a_state_of_another_version_is_refused(tmp_path):
    path = str(tmp_path / "state.sqlite")
    State(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(ConfigError, match="version 99"):
        State(path)


def test_what_is_old_is_forgotten_and_what_waits_is_not(state):
    take(state, edit(2, 1, 100))
    judged(state, now=100.0)
    state.prune(1e6, 1e6, 3600)
    assert state.one("SELECT count(*) FROM alerts") == 1  # it still waits
    assert state.one("SELECT count(*) FROM seen") == 0
    state.run("DELETE FROM queue")
    state.prune(1e6, 1e6, 3600)
    assert state.one("SELECT count(*) FROM alerts") == state.one("SELECT count(*) FROM alert_revisions") == 0


# From outside


def run(folder: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wikidiff", "watch", *options]
    known = environment(folder) | variables
    return subprocess.run(command, capture_output=True, text=True, env=known, cwd=ROOT, check=False)


def test_a_wrong_file_is_one_sentence_and_status_2(tmp_path):
    path = tmp_path / "watch.toml"
    path.write_text('[watch]\nwiki = "enwiki"\n[[rule]]\nname = "r"\ncategory = "numric"\n', encoding="utf-8")
    done = run(tmp_path, "-c", str(path), "--check")
    said = f"wikidiff: {path}, line 5: rule[1].category: there is no 'numric' here; did you mean 'numeric'?\n"
    assert (done.returncode, done.stderr, done.stdout) == (2, said, "")
    assert run(tmp_path, "-c", str(tmp_path / "no.toml")).stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--until", "2026-01-01"), "--until goes with --replay alone"),
        (("--store", "s.sqlite", "--check"), "--store goes with --replay alone"),
        (("--json",), "--json goes with status alone"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(tmp_path, args, said):
    done = run(tmp_path, *args)
    assert (done.returncode, done.stderr) == (2, f"wikidiff: {said}; try 'wikidiff watch --help'\n")


def test_a_watch_for_which_nobody_answers_does_not_begin(tmp_path):
    path = tmp_path / "watch.toml"
    path.write_text(RULES, encoding="utf-8")
    done = run(tmp_path, "-c", str(path), "--once", WIKIDIFF_CONTACT="")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "wikis are asked only with a contact" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["watch.toml"]


def test_status_and_check_need_nobody(tmp_path):
    path = tmp_path / "watch.toml"
    path.write_text(RULES, encoding="utf-8")
    checked = run(tmp_path, "-c", str(path), "--check")
    assert (checked.returncode, "rule numbers (medium) -> stdout: category numeric" in checked.stdout) == (0, True)
    assert "has not run yet" in run(tmp_path, "status", "-c", str(path)).stderr
    state = State(str(tmp_path / "watch.sqlite"))
    take(state, edit(2, 1, 100))
    told = run(tmp_path, "status", "-c", str(path), "--json")  # while somebody holds it
    state.close()
    assert (told.returncode, json.loads(told.stdout)["settling"]) == (0, 1)


def test_no_secret_stands_in_a_log(tmp_path):
    secret = Secret("hunter2 & söhne")
    for form in ("text", "json"):
        record = logging.LogRecord("wikidiff.monitor", 30, "", 1, "sink failed", (), None)
        record.fields = {"error": "POST /hook?key=hunter2%20%26%20s%C3%B6hne with hunter2 & söhne"}
        line = Form(form, [secret]).format(record)
        assert "hunter2" not in line
        assert "***" in line
    assert "hunter2" not in f"{secret} {secret!r} {[secret]}"


def test_replay_says_what_a_watch_would_have_said(tmp_path):
    found = settings.read(RULES, str(tmp_path / "w.toml"))
    replay = Replay(found, scope(), Members())
    rows = [
        replace(one, timestamp=datetime(2026, 1, 1, one.id or 0, tzinfo=UTC), user=User(name=f"U{one.id}"))
        for one in texts(range(1, 20)).values()
    ]
    said = [body["new_id"] for body in replay.run([rows])]
    assert said == list(range(2, 20))
    since = datetime(2026, 1, 1, 10, tzinfo=UTC).timestamp()
    late = Replay(found, scope(), Members(), since=since)
    assert [body["new_id"] for body in late.run([rows[8:]])] == list(range(10, 20))
