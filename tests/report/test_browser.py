"""The page of a comparison in a real browser: seen, walked through by keyboard, judged by axe-core, attacked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.report import samples, stories
from tests.report.browser import AXE, WIDTHS, Browser, missing, started
from wikidiff.report import html

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if missing():
        pytest.skip(missing())
    with started(tmp_path_factory.mktemp("profile")) as made:
        yield made


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {name: html.render(make()) for name, make in samples.ALL.items()}
    made["seed"] = html.render(samples.seed(), heading="U.S. Immigration and Customs Enforcement")
    made["persian"] = html.render(stories.persian())
    made |= stories.pages()
    few = [(name, samples.ALL[name]()) for name in ("terms", "arabic", "markup")]
    made["pairs"] = "".join(html.render_many((name, whole, whole) for name, whole in few))
    for name, text in made.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("seed", 360, "dark"),
        ("seed", 1280, "light"),
        ("every_category", 360, "light"),
        ("every_category", 1280, "dark"),
        ("hindi", 768, "light"),
        ("arabic", 768, "dark"),
        ("chinese", 768, "light"),
        ("markup", 360, "light"),
        ("pairs", 1280, "light"),
        ("persian", 360, "light"),
        ("persian", 768, "dark"),
        ("persian", 1280, "light"),
        ("history", 360, "dark"),
        ("history", 768, "light"),
        ("history", 1280, "light"),
        ("hindi_history", 360, "light"),
        ("persian_history", 360, "light"),
        ("persian_history", 1280, "dark"),
    ],
)
def test_axe_has_nothing_to_say(browser, pages, name, width, scheme):
    if not AXE.is_file():
        pytest.skip("axe-core is not there; .ci/packages fetches it")
    browser.open(pages[name], width=width, scheme=scheme)
    assert browser.complaints() == []


def test_axe_can_complain(browser, tmp_path):
    if not AXE.is_file():
        pytest.skip("axe-core is not there; .ci/packages fetches it")
    bad = tmp_path / "bad.html"
    bad.write_text("<!doctype html><title>x</title><img src=x><p style='color:#ccc'>pale</p>", encoding="utf-8")
    browser.open(bad)
    assert {rule for rule, _, _ in browser.complaints()} >= {"html-has-lang", "image-alt", "color-contrast"}


def test_no_page_is_wider_than_its_window(browser, pages):
    for name in ("seed", "every_category", "arabic", "persian", "markup", "pairs", "history", "persian_history"):
        for width in WIDTHS:
            browser.open(pages[name], width=width)
            assert browser.ask("document.documentElement.scrollWidth") <= width, (name, width)


def test_a_sentence_that_quotes_persian_keeps_its_order(browser, pages):
    browser.open(pages["persian"])
    places = browser.ask(
        "[...document.querySelectorAll('article h4')].map(h => ['del', 'ins'].map(tag => h.querySelector(tag)))"
        ".filter(([gone, came]) => gone && came)"
        ".map(([gone, came]) => [gone.getBoundingClientRect().right, came.getBoundingClientRect().left,"
        " came.getClientRects().length])"
    )
    assert len(places) >= 3
    assert all(gone <= came and lines == 1 for gone, came, lines in places), places


def test_a_month_stands_on_one_line(browser, pages):
    browser.open(pages["history"], width=360)
    heights = browser.ask("[...document.querySelectorAll('.months th[scope=row]')].map(e => e.offsetHeight)")
    assert heights
    assert max(heights) <= 40


@pytest.mark.parametrize("name", ["markup", "hostile", "pairs"])
def test_wikitext_stays_text(browser, pages, name):
    browser.open(pages[name])
    assert (
        browser.ask("document.querySelectorAll('script, img, iframe, object, form, input, textarea, base').length") == 0
    )
    assert browser.ask("document.querySelectorAll('style, title').length") == 2
    assert (
        browser.ask(
            "[...document.querySelectorAll('*')].some(e => [...e.attributes].some(a => /^on|^style$/.test(a.name)))"
        )
        is False
    )
    links = browser.ask("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    assert [link for link in links if not link.startswith(("#", "https://en.wikipedia.org/w/index.php?"))] == []
    if name == "markup":
        shown = browser.ask("document.body.textContent")
        assert "<script>evil()</script> <img src=x onerror=evil()> </style></title></nowiki></textarea>" in shown
        assert "<U+202E>gnp.exe" in shown
        assert links == [link for link in links if link.startswith("#")]  # the wiki's address is none of the web


def test_the_policy_of_the_page_forbids_scripts_and_styles_of_others(browser, pages):
    browser.open(pages["seed"])
    add = "(() => {{ const e = document.createElement({!r}); {}; document.body.append(e); }})()"
    browser.ask(add.format("script", "e.textContent = 'window.evil = 1'"))
    browser.ask(add.format("style", "e.textContent = 'body { display: none }'"))
    assert browser.ask("window.evil === undefined") is True
    assert browser.ask("getComputedStyle(document.body).display") == "block"


@pytest.mark.parametrize("name", ["seed", "every_category", "pairs"])
def test_findings_and_diff_are_linked_both_ways(browser, pages, name):
    browser.open(pages[name])
    names = browser.ask("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(names) == len(set(names))
    targets = set(
        browser.ask("[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))")
    )
    assert targets - set(names) == set()
    cards = {each for each in names if each.rpartition("f")[2].isdigit()}
    assert cards
    assert cards <= set(
        browser.ask("[...document.querySelectorAll('.hunk sup a')].map(a => a.getAttribute('href').slice(1))")
    )
    assert {f"{card}p1" for card in cards} <= targets


def test_the_page_can_be_walked_through_without_a_mouse(browser, pages):
    browser.open(pages["seed"])
    browser.driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert browser.ask("document.activeElement.textContent") == "Skip to the report"
    assert browser.ask("document.activeElement.getBoundingClientRect().left") >= 0
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    assert browser.ask("document.activeElement.id") == "main"
    places = browser.ask(
        "['header', 'nav', 'main', 'footer'].map(n => document.querySelectorAll('body > ' + n).length)"
    )
    assert places == [1, 1, 1, 1]


def test_each_text_has_its_language_and_direction(browser, pages):
    browser.open(pages["arabic"])
    assert browser.ask("document.documentElement.lang + document.documentElement.dir") == "enltr"
    rows = (
        "[...document.querySelectorAll('.hunk p')].map(p => getComputedStyle(p).direction + p.closest('[lang]').lang)"
    )
    assert browser.ask(rows) == ["rtlar", "rtlar"]
    browser.open(pages["hindi"])
    assert set(browser.ask(rows)) == {"ltrhi"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_went_and_what_came_differ_in_more_than_colour(browser, pages, scheme):
    browser.open(pages["seed"], scheme=scheme)
    line = "getComputedStyle(document.querySelector('.hunk {}')).textDecorationLine"
    assert (browser.ask(line.format("del")), browser.ask(line.format("ins"))) == ("line-through", "underline")
    said = "getComputedStyle(document.querySelector('.hunk del'), '::before').content"
    assert browser.ask(said) == '" [removed: "'


def test_the_schemes_differ_and_print_leaves_out_what_paper_cannot_follow(browser, pages):
    back = "getComputedStyle(document.body).backgroundColor"
    browser.open(pages["seed"], scheme="light")
    light = browser.ask(back)
    browser.open(pages["seed"], scheme="dark")
    assert browser.ask(back) != light
    browser.open(pages["seed"], media="print")
    assert browser.ask("getComputedStyle(document.querySelector('nav')).display") == "none"


def test_nothing_is_loaded_and_nothing_is_logged(browser, pages):
    browser.driver.get_log("browser")
    for page in pages.values():
        browser.open(page)
        assert browser.ask("performance.getEntriesByType('resource').length") == 0
    assert browser.driver.get_log("browser") == []
