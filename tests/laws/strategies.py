"""Generated wikitext: well nested, broken, hostile; and edits of it."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = st.sampled_from(
    [
        *("the", "town", "has", "claimed", "said", "chairman", "chair", "largest", "Kiev", "colour", "not", "was"),
        *("12,400", "3.5", "1999", "50 km", "$3 million", "7,100+", "2019–20", "8–3", "१२", "34 लाख", "9/11"),
        *("город", "население", "人口", "大学", "ประชากร", "مدينة", "नगर", "e\u0301", "👩‍👩‍👧", "İ", "ſ", "ﬁ"),
        *("https://example.org/a?b=c", "example.org", "&nbsp;", "&#91;", "—", "...", "“quoted”", '"', "'s"),
    ]
)
DELIMITERS = st.sampled_from(
    [
        *("{{", "}}", "[[", "]]", "{|", "|}", "|-", "|", "||", "!", "'''", "''", "==", "=", "*", "#", ":", ";", "----"),
        *(
            "<ref>",
            "</ref>",
            '<ref name="a"/>',
            "<ref name=a>",
            "<!--",
            "-->",
            "<nowiki>",
            "</nowiki>",
            "<br>",
            "<div>",
        ),
        *(
            "</div>",
            "<math>",
            "</math>",
            "[http://a b]",
            "]",
            "[",
            "{",
            "}",
            "<",
            ">",
            "__TOC__",
            "~~~~",
            "{{!}}",
            "\t",
        ),
        *("\n", "\n\n", "\r\n", "\r", "\x00", "\ufeff", "\u200e", "\u2028", "\ud800", " "),
    ]
)
PROSE = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        inner.map(lambda text: f"[[{text}]]"),
        st.tuples(inner, inner).map(lambda pair: f"[[{pair[0]}|{pair[1]}]]"),
        inner.map(lambda text: f"'''{text}'''"),
        inner.map(lambda text: f"<!-- {text} -->"),
        inner.map(lambda text: f"<ref>{text}</ref>"),
        st.tuples(inner, inner).map(
            lambda pair: f"<ref>{{{{cite web|title={pair[0]}|url=http://a.org/{pair[1]}}}}}</ref>"
        ),
        st.tuples(inner, inner).map(lambda pair: f"{{{{Infobox\n| a = {pair[0]}\n| b = {pair[1]}\n}}}}"),
        st.tuples(inner, inner).map(lambda pair: f"\n{{|\n|-\n| {pair[0]} || {pair[1]}\n|}}\n"),
        inner.map(lambda text: f"\n== {text} ==\n"),
        inner.map(lambda text: f"\n* {text}\n* {text}\n"),
        inner.map(lambda text: f"[[File:A.jpg|thumb|{text}]]"),
        inner.map(lambda text: f"“{text}”"),
        st.lists(inner, min_size=2, max_size=4).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map("\n\n".join),
    )


NESTED = st.recursive(PROSE, _wrapped, max_leaves=10)
BROKEN = st.lists(st.one_of(WORDS, DELIMITERS), max_size=40).map("".join)
TEXT = st.one_of(NESTED, BROKEN, st.text(max_size=40))


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a text and the same text with a few stretches replaced, dropped, put in or moved."""
    old = draw(TEXT)
    new = old
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(new)))
        end = min(len(new), start + draw(st.integers(0, 12)))
        piece = draw(st.one_of(st.just(""), WORDS, DELIMITERS, PROSE))
        if draw(st.integers(0, 4)):
            new = new[:start] + piece + new[end:]
        else:
            rest = new[:start] + new[end:]
            to = draw(st.integers(0, len(rest)))
            new = rest[:to] + new[start:end] + rest[to:]
    return old, new


PAIRS = st.one_of(edited(), st.tuples(TEXT, TEXT))
