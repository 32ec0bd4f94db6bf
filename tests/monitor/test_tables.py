"""A configuration file is read with the line of each value, and what is wrong is told with file, line and field."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikidiff.errors import ConfigError
from wikidiff.monitor.tables import Lines, duration, field_name, parse

TEXT = '''# a comment with [brackets] and "quotes"
[watch]
wiki = "enwiki"   # = not a key
"quoted key".inner = [
  "a, ]",
  { x = 1, y = { z = 'q' } },
]

[[rule]]
name = """several
lines"""
any = [{ a = 1 }, { b = 2 }]
[rule.edit]
users = 'x'

[[rule]]
name = "second"
'''


def test_every_value_has_its_line():
    lines = Lines(TEXT).places
    assert lines["watch", "wiki"] == 3
    assert lines["watch", "quoted key", "inner", 0] == 5
    assert lines["watch", "quoted key", "inner", 1, "y", "z"] == 6
    assert lines["rule", 0, "name"] == 10
    assert lines["rule", 0, "any", 1, "b"] == 12
    assert lines["rule", 0, "edit", "users"] == 14
    assert lines["rule", 1, "name"] == 17


KEYS = st.text("abcdefgh_-0123456789", min_size=1, max_size=6)
VALUES = st.recursive(
    st.integers(-99, 99) | st.booleans() | st.text("ab=[]{}#,'\\ \"", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


def written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return "[" + ", ".join(written(one) for one in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {written(one)}" for key, one in value.items()) + " }"
    return str(value)


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5))
def test_what_tomllib_reads_has_the_line_it_was_written_on(data):
    text = "".join(f"# {key}\n{key} = {written(value)}\n" for key, value in data.items())
    assert tomllib.loads(text) == data
    lines = Lines(text).places
    assert [lines[key,] for key in data] == [2 * (number + 1) for number in range(len(data))]


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("1h30m", 5400), ("7d", 604800), ("1.5 h", 5400), ("250ms", 0.25)]
)
def test_a_length_of_time(text, seconds):
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "5", "5 years", "h5", "-5s", "5s!"])
def test_what_is_no_length_of_time(text):
    assert duration(text) is None


def read(text):
    table = parse(text, "watch.toml").table("t")
    assert table is not None
    table.number("number", low=0, high=9)
    table.flag("flag")
    table.span("span")
    table.text("text")
    table.text("choice", choices=("red", "blue"))
    table.texts("list")
    table.whole("whole", 1)
    table.known()


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("x = \n", 1, "this is not TOML"),
        ("a = 1\na = 2\n", 2, "this is not TOML"),
        ("[t]\nnumber = 'x'\n", 2, "t.number: a number is wanted"),
        ("[t]\nflag = 1\n", 2, "t.flag: true or false is wanted"),
        ("[t]\nspan = '5 years'\n", 2, "t.span: a length of time is wanted"),
        ("[t]\n\ntext = 5\n", 3, "t.text: a text is wanted"),
        ("[t]\nchoice = 'rde'\n", 2, "t.choice: there is no 'rde' here; did you mean 'red'?"),
        ("[t]\nlist = [1]\n", 2, "t.list: a text or a list of texts is wanted"),
        ("[t]\nnumbr = 1\n", 2, "t.numbr: there is no such setting; did you mean 'number'?"),
        ("[t]\nwhole = 1.5\n", 2, "t.whole: a whole number is wanted"),
        ("[t]\nnumber = 700\n", 2, "t.number: a number from 0 to 9 is wanted, not 700"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, line, what):
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert (caught.value.path, caught.value.line) == ("watch.toml", line)
    assert what in str(caught.value)


def test_a_place_is_written_as_people_count():
    assert field_name(("rule", 1, "any", 0, "category")) == "rule[2].any[1].category"
