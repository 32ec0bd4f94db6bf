"""A line tells how far a fetch is, at a terminal only."""

from __future__ import annotations

import io

import pytest

from wikidiff.report.progress import Bar
from wikidiff.report.words import duration


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0 s"), (89.6, "90 s"), (90, "2 min"), (5399, "90 min"), (7200, "2.0 h")]
)
def test_times_are_told_as_one_says_them(seconds, told):
    assert duration(seconds) == told


def test_nothing_is_told_where_no_terminal_is(capsys):
    with Bar() as bar:
        bar.tell("Town", 50, 130, 9.0)
        bar.say("There are many.")
        bar.next()
        assert not bar.shown
    assert capsys.readouterr() == ("", "")


def test_a_terminal_is_told_the_page_how_far_and_how_long(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with Bar() as bar:
        bar.tell("[b]Town[/b]", 50, 130, 200.0)
        bar._progress.refresh()  # what it does by itself ten times a second
        bar.say("There are [many].")
        bar.next()
        bar.tell("River", 0, None, None)
    shown = terminal.getvalue()
    assert "[b]Town[/b]" in shown
    assert "50/130" in shown
    assert "about 3 min left" in shown
    assert "There are [many]." in shown
    assert "River" in shown


def test_a_terminal_that_moves_no_cursor_is_told_nothing(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "dumb")
    with Bar() as bar:
        bar.tell("Town", 50, 130, 9.0)
    assert terminal.getvalue() == ""
