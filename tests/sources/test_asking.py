"""Who asks, how often and how long one waits: without any wiki."""

from __future__ import annotations

import multiprocessing
import random
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tests.wiki.timer import Timer
from wikidiff import config
from wikidiff.errors import ConfigError, SourceError, UsageError
from wikidiff.sources import limits, settings
from wikidiff.sources.budget import Budget
from wikidiff.sources.contact import checked, user_agent
from wikidiff.sources.faults import fault_of, first_words, problem_of
from wikidiff.sources.http import Answer, Session
from wikidiff.sources.waits import Patience, Waits, retry_after

NOW = 1_700_000_000.0


# Contact


@pytest.mark.parametrize(
    "contact",
    ["me@university.edu", "https://meta.wikimedia.org/wiki/User:Me", "User:Me", "My project; User:Me", "user_talk:Me"],
)
def test_a_contact_that_reaches_somebody_is_sent(contact):
    agent = user_agent(contact)
    assert re.fullmatch(rf"wikidiff/\S+ \({re.escape(contact)}\) requests/[\d.]+", agent)


@pytest.mark.parametrize(
    "contact",
    [
        None, "", "  ", "me", "me@example.com", "me@mail.example.org", "https://example.net/me", "me@yourdomain.com",
        "me@localhost", "https://packages.org/project/wikidiff", "https://github.com/x/wikidiff",
        "User:", "https://user:secret@host/", "me@university.edu) Mozilla/5.0 (", "mé@university.edu",
    ],
)  # fmt: skip
def test_a_contact_that_reaches_nobody_is_refused_with_what_to_do(contact):
    with pytest.raises(UsageError) as caught:
        checked(contact, path="/home/me/.config/wikidiff/config.toml")
    assert re.search(r"WIKIDIFF_CONTACT.*config\.toml|write it in ASCII", str(caught.value))


def test_the_contact_is_looked_for_in_three_places(polite, monkeypatch, tmp_path):
    assert settings.contact("User:Given") == "User:Given"
    assert settings.contact() == "User:Tests of wikidiff"
    monkeypatch.delenv("WIKIDIFF_CONTACT")
    assert settings.contact() is None
    path = settings.config_path()
    assert path == tmp_path / "config" / "wikidiff" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text('contact = "User:Of the file"\n', encoding="utf-8")
    assert settings.contact() == "User:Of the file"
    with Session() as session:
        assert "(User:Of the file)" in session.http.headers["User-Agent"]


# Configuration


def test_a_configuration_is_read():
    read = config.read(
        'contact = "User:Me"\nper_minute = 60\n[wiki.enwiki]\ntoken = "t"\n'
        '[wiki."a.org"]\nuser = "Me@x"\npassword = "p"\n'
    )
    assert (read.contact, read.per_minute, read.wikis["enwiki"].token, read.wikis["a.org"].user) == (
        "User:Me",
        60,
        "t",
        "Me@x",
    )
    assert repr(read.wikis["a.org"]) == "Login(user='Me@x')"
    assert config.read("") == config.Config()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("contact = me", "is not TOML"),
        ("contact = 5", "contact is no text"),
        ('contat = "User:Me"', "did you mean contact"),
        ("per_minute = 0", "no whole number above 0"),
        ("per_minute = true", "no whole number above 0"),
        ("wiki = 5", "wiki is no table"),
        ("[wiki]\nenwiki = 5", "[wiki.enwiki] is no table"),
        ('[wiki.enwiki]\nuser = "Me"', "only one of user and password"),
        ('[wiki.enwiki]\nuser = "Me"\npassword = "p"\ntoken = "t"', "both a token and a user"),
        ("[wiki.enwiki]\ntoken = 5", "token is no text"),
        ('[wiki.enwiki]\npasword = "p"', "did you mean password"),
    ],
)
def test_a_broken_configuration_is_named(text, said):
    with pytest.raises(ConfigError, match=re.escape(said)) as caught:
        config.read(text, "config.toml")
    assert str(caught.value).startswith("config.toml: ")


def test_a_configuration_that_cannot_be_read_is_named(polite, monkeypatch, tmp_path):
    monkeypatch.setenv("WIKIDIFF_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(ConfigError, match="is not there"):
        settings.config()
    (tmp_path / "none.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="not UTF-8"):
        settings.config()
    monkeypatch.setenv("WIKIDIFF_PER_MINUTE", "many")
    with pytest.raises(ConfigError, match="WIKIDIFF_PER_MINUTE is 'many'"):
        settings.per_minute()


# The book


def test_the_book_lets_so_many_through_a_minute():
    book = Budget(None)
    assert [book.take("a", 3, NOW + second) for second in (0, 1, 2)] == [0, 0, 0]
    assert book.take("a", 3, NOW + 3) == 57
    assert book.take("b", 3, NOW + 3) == 0
    assert book.take("a", 3, NOW + 60) == 0
    assert book.take("a", 3, NOW + 60) == 1
    assert book.used(NOW + 60) == {"a": 3, "b": 1}


def test_the_book_keeps_a_distance_and_a_cool_down():
    book = Budget(None)
    assert book.take("a", None, NOW, gap=0.5) == 0
    assert book.take("a", None, NOW + 0.25, gap=0.5) == 0.25
    book.rest("a", NOW + 30, NOW)
    book.rest("a", NOW + 10, NOW)
    assert book.take("a", None, NOW + 20) == 10
    assert book.take("a", None, NOW + 30) == 0
    book.rest("a", NOW + 1e9, NOW)
    assert book.take("a", None, NOW) == 3600


def test_a_clock_that_is_set_back_holds_nobody_up():
    book = Budget(None)
    for _ in range(3):
        book.take("a", 3, NOW)
    book.rest("a", NOW + 100, NOW)
    early = NOW - 86_400
    assert book.take("a", 3, early) <= 60
    assert book.take("a", 3, early + 61) == 0


@given(st.lists(st.floats(0, 300, allow_nan=False), min_size=1, max_size=60), st.integers(1, 5))
def test_no_minute_has_more_than_its_number(steps, limit):
    book, now, through = Budget(None), NOW, []
    for step in sorted(steps):
        now = max(now, NOW + step)
        if book.take("a", limit, now) == 0:
            through.append(now)
    for first in through:
        assert sum(first <= other < first + 60 for other in through) <= limit


def _takes(path: str, count: int) -> int:
    book = Budget(Path(path))
    taken = sum(book.take("a", 50, NOW) == 0 for _ in range(count))
    book.close()
    return taken


def test_processes_share_one_book(tmp_path):
    path = str(tmp_path / "book.sqlite")
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert sum(pool.starmap(_takes, [(path, 30)] * 3)) == 50
    assert Budget(Path(path)).take("a", 50, NOW + 1) == 59  # kept from run to run


@pytest.mark.parametrize("kind", ["a folder in its place", "no database", "no folder"])
def test_a_book_that_cannot_be_written_counts_in_memory_and_says_so(tmp_path, kind):
    path = tmp_path / "book.sqlite"
    if kind == "a folder in its place":
        path.mkdir()
    elif kind == "no database":
        path.write_bytes(b"no database at all, but long enough to be read as one" * 50)
    else:
        path.write_text("", encoding="utf-8")
        path = path / "below" / "book.sqlite"
    book = Budget(path)
    assert [book.take("a", 1, NOW), book.take("a", 1, NOW)] == [0, 60]
    assert book.note is not None
    assert "cannot be kept" in book.note


def test_a_full_disk_is_no_reason_to_stop(tmp_path):
    book = Budget(tmp_path / "book.sqlite")
    assert book.take("a", None, NOW) == 0
    held = book._held
    assert isinstance(held, sqlite3.Connection)
    held.execute("PRAGMA max_page_count = 1")
    for second in range(200):
        assert book.take("a" * 500, None, NOW + second / 10) == 0
    assert book.note is not None


# Limits


def test_wikimedia_is_one_operator_and_its_class_sets_the_pace():
    assert (
        limits.operator("https://de.wikipedia.org/w/api.php")
        == limits.operator("https://www.wikidata.org/")
        == "wikimedia"
    )
    assert limits.operator("http://127.0.0.1:80/w") == "127.0.0.1:80"
    assert limits.per_minute("wikimedia me", None, None) == 180
    assert limits.per_minute("wikimedia", 10_000, "anon") == 9
    assert limits.per_minute("wikimedia", 100, "established-user") == 100
    assert limits.per_minute("a.org", 10_000, "anon") == 10_000
    assert (limits.gap("wikimedia me"), limits.gap("a.org")) == (0.2, 0)
    assert set(limits.ADVICE) <= set(limits.BY_CLASS)


# Waiting


def test_retry_after_is_read_in_both_forms_by_the_clock_of_the_server():
    wrong = datetime(1999, 1, 1, tzinfo=UTC)
    later = {
        "Retry-After": format_datetime(wrong + timedelta(seconds=90), usegmt=True),
        "Date": format_datetime(wrong, usegmt=True),
    }
    assert retry_after(later) == 90
    assert retry_after({"Retry-After": "7"}) == 7
    assert retry_after({**later, "Date": format_datetime(wrong + timedelta(days=1), usegmt=True)}) == 0
    for odd in (
        {},
        {"Retry-After": ""},
        {"Retry-After": "-5"},
        {"Retry-After": "soon"},
        {"Retry-After": later["Retry-After"]},
    ):
        assert retry_after(odd) is None


@given(st.floats(0, 1, exclude_max=True), st.integers(2, 8))
def test_waits_grow_are_spread_and_end(chance, tries):
    timer = Timer()
    patience = Patience(Waits(tries=tries, sleep=timer.sleep, chance=lambda: chance))
    problem = SourceError("no")
    for _ in range(tries - 1):
        patience.retry(problem)
    with pytest.raises(SourceError):
        patience.retry(problem)
    assert len(timer.slept) == tries - 1
    assert all(2.0**n / 2 <= wait < 2.0**n for n, wait in enumerate(timer.slept))


def test_seeded_chance_gives_the_same_waits():
    def slept() -> list[float]:
        timer = Timer()
        patience = Patience(Waits(sleep=timer.sleep, chance=random.Random(5).random))  # noqa: S311
        for _ in range(3):
            patience.retry(SourceError("no"))
        return timer.slept

    assert slept() == slept()


# Sentences


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (requests.exceptions.SSLError("certificate verify failed: certificate is not yet valid"), "look at the clock"),
        (requests.exceptions.SSLError("certificate verify failed: certificate has expired"), "look at the clock"),
        (requests.exceptions.SSLError("self-signed certificate"), "a proxy or log-in page"),
        (requests.exceptions.ConnectTimeout("x"), "cannot be reached in time"),
        (requests.exceptions.InvalidURL("x"), "cannot be asked (InvalidURL)"),
        (requests.exceptions.ContentDecodingError("x"), "cut off or garbled"),
    ],
)
def test_what_requests_raises_becomes_a_sentence(error, said):
    fault = problem_of(error, "https://me:secret@wiki.org/w/api.php")
    assert said in str(fault)
    assert "secret" not in str(fault)
    assert str(fault).startswith("wiki.org: ")


@given(st.integers(400, 599), st.binary(max_size=300))
def test_every_status_becomes_one_sentence(status, body):
    fault = fault_of(status, {"Retry-After": "5"}, body, "https://wiki.org/w/api.php")
    assert "\n" not in str(fault)
    assert "; " in str(fault)
    assert fault.status == status


def test_first_words_leave_markup_out():
    page = b"<html><head><style>p {x}</style><script>f('<b>')</script></head><body><h1>Wait</h1> <p>a  bit</body>"
    assert first_words(page) == "Wait a bit"
    assert len(first_words(b"x" * 9000)) == 120


def test_after_a_slow_answer_wikimedia_is_left_alone_for_a_while(monkeypatch):
    timer = Timer()
    session = Session(contact="me@university.edu", budget=Budget(None), waits=timer.waits())
    took = iter((1.5, 0.3, 0.3))
    monkeypatch.setattr(Session, "_once", lambda _, asked: Answer(200, {}, b"", asked.url, next(took)))
    for _ in range(3):
        session.send("GET", "https://en.wikipedia.org/w/api.php")
    assert [round(wait, 3) for wait in timer.slept] == [5.0, 0.2]
    assert limits.pause("a.org", 9.0) == 0
