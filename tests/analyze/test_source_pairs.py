"""Sources matched over the page: what moved, what was joined under a name, what came in another form."""

from __future__ import annotations

from typing import Any

import pytest

import wikidiff
from tests.laws import laws
from wikidiff.model import Category, Finding

WEB = "{{cite web |url=http://example.org/a/b |title=The old harbour |date=1999}}"
ODD = "{{cite news |url=http://example.net/q |title=Odd ships of the coast |date=2004}}"
BOOK = "{{cite book |title=A history of towns |last=Smith |first=Ann |year=2001 |isbn=0-306-40615-2 |page=12}}"
WORK = BOOK.replace(" |page=12", "")
LIST = "{{reflist}}\n"


def page(first: str = "", second: str = "", third: str = "", end: str = LIST) -> str:
    return (
        f"The town lies on the coast and has a harbour of some size{first}. It was founded by sailors{second}.\n\n"
        f"== Trade ==\nThe second part tells of other matters entirely{third}.\n\n== References ==\n{end}"
    )


def ref(words: str, name: str = "") -> str:
    return f"<ref name={name}>{words}</ref>" if name else f"<ref>{words}</ref>"


def sources(old: str, new: str) -> list[Finding]:
    """Return the findings about sources; the laws hold there and back."""
    there, back = wikidiff.compare(old, new), wikidiff.compare(new, old)
    assert [*laws.comparison(old, new, there), *laws.mirrored(there, back)] == []
    return [finding for finding in there.findings if finding.category is Category.CITATION]


def kinds(old: str, new: str) -> list[str]:
    return [str(finding.detail["kind"]) for finding in sources(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # the same source elsewhere
        (page(ref(WEB)), page("", "", ref(WEB)), ["moved"]),
        (page(ref(WEB)), page("", "", ref(WEB.replace("1999", "2000"))), ["moved", "field_changed"]),
        (page(ref(WEB), ref(ODD)), page(ref(ODD), ref(WEB)), ["moved", "moved"]),
        # into a list and out of it
        (page(ref(WEB, "x")), page("<ref name=x />", end=f"<references>\n{ref(WEB, 'x')}\n</references>\n"), ["moved"]),
        (page(ref(WEB)), page("<ref name=x />", end=f"<references>\n{ref(WEB, 'x')}\n</references>\n"), ["moved"]),
        (page(ref(WEB, "x")), page("<ref name=x />", end="{{reflist|refs=\n" + ref(WEB, "x") + "\n}}\n"), ["moved"]),
        (
            page(ref(BOOK), end=LIST),
            page("{{sfn|Smith|2001|p=12}}", end=LIST + f"* {WORK}\n"),
            ["reformatted"],
        ),
        (
            page(ref(BOOK), ref(BOOK.replace("=12", "=30"))),
            page("{{sfn|Smith|2001|p=12}}", "{{sfn|Smith|2001|p=30}}", end=LIST + f"* {WORK}\n"),
            ["reformatted"],
        ),
        # told here, called there
        (page(ref(WEB, "x"), "<ref name=x />"), page("<ref name=x />", ref(WEB, "x")), ["moved"]),
        (page(ref(WEB, "x"), "<ref name=x />"), page("", ref(WEB, "x")), ["moved"]),
        (page(ref(WEB), ref(WEB)), page(ref(WEB, "x"), "<ref name=x />"), ["reused"]),
        (page(ref(WEB, "x"), ref(WEB.replace("http:", "https:"))), page(ref(WEB, "x"), "<ref name=x />"), ["reused"]),
        (page(ref(WEB, "x"), "<ref name=x />"), page(ref(WEB), ref(WEB)), ["reformatted"]),
        (page(ref(WEB, "x")), page(ref(WEB, "x"), "<ref name=x />"), ["reused"]),
        (page(ref(WEB)), page(ref(WEB, "x"), "<ref name=x />"), ["renamed", "reused"]),
        # one name for another
        (
            page(ref(WEB, "x"), "<ref name=x />", "<ref name=x />"),
            page(ref(WEB, "y"), "<ref name=y />", "<ref name=y />"),
            ["renamed"],
        ),
        (
            page(ref(WEB, "x"), ref(ODD, "y"), "<ref name=x />"),
            page(ref(WEB, "x"), ref(ODD, "y"), "<ref name=y />"),
            ["replaced"],
        ),
        (page(ref(WEB, "x"), "<ref name=x />"), page(ref(WEB, "x"), "{{r|x}}"), ["reformatted"]),
        # another form
        (page(" [http://example.org/a/b]"), page(ref("[http://example.org/a/b]")), ["reformatted"]),
        (page(" http://example.org/a/b"), page(ref(WEB)), ["completed"]),
        (page(" ([http://example.org/a/b The old harbour])"), page(ref(WEB)), ["reformatted"]),
        # came and went
        (page(), page("<ref name=x />", end=f"<references>\n{ref(WEB, 'x')}\n</references>\n"), ["added"]),
        (page(), page(ref(WEB, "x"), "<ref name=x />"), ["added"]),
        (page(ref(WEB), ref(ODD)), page(ref(WEB)), ["removed"]),
        (page(ref(WEB)), page(ref(ODD)), ["replaced"]),
        (page("{{cn}}"), page("{{sfn|Smith|2001}}"), ["added"]),
        # a page in the source before it
        (page(ref(WEB)), page(ref(WEB) + "{{rp|4}}"), ["locator_changed"]),
    ],
)
def test_what_became_of_the_sources_of_a_page(old, new, said):
    assert kinds(old, new) == said


def test_a_source_in_a_list_moves_into_a_ref():
    entry = "* {{cite book|title=Another|last=Strand|year=1999}}\n"
    old = page(end=LIST + "== Bibliography ==\n* {{cite book|title=First|last=Holm|year=1990}}\n" + entry)
    (finding,) = sources(old, old.replace(entry, "").replace("some size", "some size" + ref(entry[2:].strip())))
    assert (finding.detail["kind"], finding.detail["matched_by"]) == ("moved", "title")
    (place,) = finding.occurrences
    assert (place.old.text, place.new.text) == (entry, ref(entry[2:].strip()))


def test_a_source_that_went_into_a_new_paragraph_says_where_it_is():
    new = page().replace("== Trade", f"In the year of the flood the harbour was rebuilt whole.{ref(WEB)}\n\n== Trade")
    (finding,) = sources(page(ref(WEB)), new)
    assert (finding.code, finding.detail["kind"]) == ("CIT004", "moved")
    where: Any = finding.detail["elsewhere"]
    assert new[where["start"] : where["end"]] == ref(WEB)


def test_a_renamed_name_is_one_finding_in_all_its_places():
    old = page(ref(WEB, "x"), "<ref name=x />", "<ref name=x />")
    (finding,) = sources(old, old.replace("name=x", "name=harbour"))
    assert (finding.code, len(finding.occurrences)) == ("CIT005", 3)


def test_what_a_use_calls_is_named():
    (finding,) = sources(page(ref(WEB, "x")), page(ref(WEB, "x"), "<ref name=x />"))
    assert "“The old harbour”" in finding.message
    assert finding.detail.plain()["urls"] == ["http://example.org/a/b"]


def test_joined_repeats_are_one_finding():
    (finding,) = sources(page(ref(WEB), ref(WEB), ref(WEB)), page(ref(WEB, "x"), "<ref name=x />", "<ref name=x />"))
    assert finding.detail["deduplicated"] is True
    assert "told once and called by its name" in finding.message


def test_a_name_whose_definition_stands_far_off_is_not_parsed_for(monkeypatch):
    """An edit without sources never asks for the index of names."""
    from wikidiff.wikitext import names

    def never(self: object) -> None:
        raise AssertionError

    monkeypatch.setattr(names.Names, "__init__", never)
    old = page(ref(WEB, "x"), "<ref name=x />")
    assert kinds(old, old.replace("sailors", "fishermen")) == []


def test_duplicate_names_with_other_text():
    old = page(ref(WEB, "x"), ref("Another thing altogether, 1990", "x"))
    (finding,) = sources(old, old.replace("altogether, 1990", "altogether, 1991"))
    assert finding.detail["kind"] == "field_changed"


def test_two_conversions_of_one_kind_are_one_step():
    old = page(" [http://example.org/a/b]", " [http://example.net/q]")
    new = page(ref("[http://example.org/a/b]"), ref("[http://example.net/q]"))
    (finding,) = sources(old, new)
    assert (finding.detail["kind"], len(finding.occurrences)) == ("reformatted", 2)


def test_a_short_claim_stays_where_its_source_is_told_in_the_list_now():
    source = "{{cite web|url=http://example.org/a|title=The old harbour|date=1999}}"
    old = f"A town.<ref>{source}</ref>\n\n== References ==\n<references/>"
    new = f'A town.<ref name="a"/>\n\n== References ==\n<references>\n<ref name="a">{source}</ref>\n</references>'
    for before, after in ((old, new), (new, old)):
        found = wikidiff.compare(before, after).findings
        assert [f.detail["kind"] for f in found if f.category is Category.CITATION] == ["moved"]
        assert not [f for f in found if f.category is Category.CONTENT]
