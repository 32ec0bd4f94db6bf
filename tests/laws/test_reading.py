"""The laws of one text: on every page of every wiki of the fixtures, and on generated text."""

from __future__ import annotations

import pytest
from hypothesis import given

from benchmarks import material
from tests.campaign import tenth
from tests.laws import laws
from tests.laws.strategies import TEXT

PAGES = (*material.wikis(), *material.awkward_pages(), *tenth(material.articles()))


@pytest.mark.parametrize("page", [pytest.param(p, id=f"{i}-{p.name[:30]}") for i, p in enumerate(PAGES)])
def test_on_real_pages(page):
    assert list(laws.reading(page.text)) == []


@given(TEXT)
def test_on_generated_text(text):
    assert list(laws.reading(text)) == []
