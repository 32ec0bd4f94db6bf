"""Identifiers: one way of writing each, check digits, and the addresses that carry them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikidiff.text.identifiers import from_url, in_text, normalise, valid


@pytest.mark.parametrize(
    ("scheme", "value", "folded"),
    [
        ("isbn", "0-306-40615-2", "9780306406157"),
        ("isbn", "978-0-306-40615-7", "9780306406157"),
        ("isbn", "0 306 40615 2 (hardback)", "9780306406157"),
        ("isbn", "0-8044-2957-X", "9780804429573"),
        ("isbn", "۰۳۰۶۴۰۶۱۵۲", "9780306406157"),
        ("isbn", "0-306-40615-3", "0306406153"),  # misprinted: stays what it is
        ("issn", "0317847x", "0317-847X"),
        ("doi", "https://doi.org/10.1000/182.", "10.1000/182"),
        ("doi", "doi:10.1000/ABC/pdf", "10.1000/abc"),
        ("doi", "10.1016/0014-5793(85)80001-1)", "10.1016/0014-5793(85)80001-1"),
        ("doi", "10.1002/(SICI)1097%3C1::AID%3E2", "10.1002/(sici)1097<1::aid>2"),
        ("pmid", "PMID 00123", "123"),
        ("pmc", "PMC2345", "2345"),
        ("arxiv", "arXiv:0704.0001v2 [math.CO]", "0704.0001"),
        ("arxiv", "math.GT/0309136", "math/0309136"),
        ("oclc", "ocm00012345", "12345"),
        ("jstor", "10.2307/1234", "1234"),
        ("hdl", "https://hdl.handle.net/2027/Abc", "2027/abc"),
        ("lccn", "n 79-1234", "n79001234"),
        ("bibcode", "2005A&A...429..755C", "2005A&A...429..755C"),
        ("mr", "MR123", "mr123"),
    ],
)
def test_is_written_one_way(scheme, value, folded):
    assert normalise(scheme, value) == folded


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("isbn", "n/a"),
        ("isbn", ""),
        ("doi", "11.1000/x"),
        ("pmid", "{{x}} 3"),
        ("lccn", "?"),
        ("mr", "[x]"),
        ("hdl", "x"),
    ],
)
def test_what_cannot_be_one_is_none(scheme, value):
    assert normalise(scheme, value) is None
    assert not valid(scheme, value)


def test_check_digits_are_checked():
    assert valid("isbn", "0306406152")
    assert not valid("isbn", "0306406153")
    assert not valid("isbn", "9780306406158")
    assert valid("issn", "0317-8471")
    assert not valid("issn", "0317-8472")
    assert not valid("pmid", "12345678901")


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_ten_and_thirteen_digits_are_one_book(digits):
    total = sum((10 - place) * int(digit) for place, digit in enumerate(digits))
    check = "0123456789X"[-total % 11]
    thirteen = normalise("isbn", digits + check)
    assert thirteen is not None
    assert thirteen.startswith("978" + digits)
    assert valid("isbn", thirteen)
    assert normalise("isbn", thirteen) == thirteen


@pytest.mark.parametrize(
    ("url", "pair"),
    [
        ("http://dx.doi.org/10.1000/XYZ", ("doi", "10.1000/xyz")),
        ("https://example.org/doi/abs/10.1000/xyz?journal=a", ("doi", "10.1000/xyz")),
        ("https://web.archive.org/web/2012/http://dx.doi.org/10.1000/xyz", ("doi", "10.1000/xyz")),
        ("doi:10.1000/xyz", ("doi", "10.1000/xyz")),
        ("https://pubmed.ncbi.nlm.nih.gov/123/", ("pmid", "123")),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC99/", ("pmc", "99")),
        ("https://arxiv.org/pdf/0704.0001v1.pdf", ("arxiv", "0704.0001")),
        ("https://www.jstor.org/stable/77?seq=2", ("jstor", "77")),
        ("https://example.org/article/some-words", None),
        ("https://doi.org/about", None),
        ("javascript:alert(1)", None),
    ],
)
def test_addresses_carry_identifiers(url, pair):
    assert from_url(url) == pair


@pytest.mark.parametrize(
    ("scheme", "value", "right"),
    [
        ("isbn", "0-306-40615-2", True),
        ("isbn", "ISBN 978-0-306-40615-7", True),
        ("isbn", "0-306-40615-3", False),
        ("isbn", "0-306-40615-2 (hardback)", False),
        ("isbn", "((0-306-40615-2))", True),
        ("isbn", "123", False),
        ("issn", "0317-8471", True),
        ("issn", "1234-5678", False),
        ("eissn", "0317-8471", True),
        ("doi", "10.1000/182", True),
        ("doi", "11.1000/182", False),
        ("doi", "10.99999/182", False),
        ("pmid", "PMID 123", True),
        ("pmid", "123x", False),
        ("pmc", "PMC2345", True),
        ("pmc", "1234567890", False),
        ("arxiv", "0704.0001v2", True),
        ("arxiv", "0713.0001", False),
        ("arxiv", "math.GT/0309136", True),
        ("oclc", "abc", False),
        ("oclc", "ocn123456789", True),
        ("jstor", "10.5250/fronjwomestud.38.1.0166", True),
        ("jstor", "not a number", False),
        ("bibcode", "2005A&A...429..755C", True),
        ("bibcode", "10.1364/AO.47.004981", False),
        ("s2cid", "12345", True),
        ("s2cid", "S2-12", False),
    ],
)
def test_what_can_be_right(scheme, value, right):
    assert valid(scheme, value) is right


def test_running_text_names_identifiers():
    text = "A. Author, Book, ISBN 0-306-40615-2, PMID 123, doi:10.1000/abc. ISBN unknown"
    assert in_text(text) == (("isbn", "9780306406157"), ("pmid", "123"), ("doi", "10.1000/abc"))


@given(st.sampled_from(["isbn", "issn", "doi", "arxiv", "pmid", "lccn", "hdl", "jstor", "bibcode", "other"]), st.text())
def test_anything_is_read_and_folding_is_stable(scheme, value):
    folded = normalise(scheme, value)
    if folded is not None:
        assert normalise(scheme, folded) == folded
    assert not (valid(scheme, value) and folded is None)
    in_text(value)
    from_url(value)
