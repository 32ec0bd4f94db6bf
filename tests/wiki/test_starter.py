"""The starter itself: what is put into the wiki comes out of it, every number kept."""

from __future__ import annotations

from datetime import datetime

from benchmarks import material
from wikidiff.model import User

EXPORT = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
<page><title>From a file</title><ns>0</ns><id>140001</id>
<revision><id>140011</id><timestamp>2019-03-01T12:00:00Z</timestamp><contributor><username>Łukasz</username><id>77003</id>
</contributor><comment>first</comment><model>wikitext</model><text bytes="5">Z&amp;ür</text></revision>
<revision><id>140012</id><parentid>140011</parentid><timestamp>2019-03-01T12:00:00Z</timestamp>
<contributor deleted="deleted" /><minor /><comment deleted="deleted" /><model>wikitext</model>
<text bytes="4711" deleted="deleted" /></revision>
<revision><id>140013</id><parentid>140012</parentid><timestamp>2019-03-01T12:00:01Z</timestamp><contributor>
<ip>192.0.2.7</ip></contributor><model>wikitext</model><text bytes="0" /></revision></page></mediawiki>
"""


def test_a_real_history_comes_out_as_it_went_in(wiki, client):
    rows = material.history("1.6 Band")
    assert len(rows) == 67
    count = wiki.import_revisions(
        {
            "title": row["title"], "page_id": int(row["page_id"]), "id": int(row["rev_id"]), "user": row["user"],
            "parent_id": int(row["parent_id"] or 0), "timestamp": row["timestamp"], "comment": row["comment"],
            "minor": row["minor"], "text": row["text"],
        }
        for row in rows
    )  # fmt: skip
    found = list(client.history("1.6 Band"))
    assert len(found) == count == len(rows)
    told = {
        revision.id: (revision.text, revision.comment or None, revision.minor, revision.user and revision.user.name)
        for revision in found
    }
    sent = {int(row["rev_id"]): (row["text"], row["comment"] or None, row["minor"], row["user"]) for row in rows}
    assert told == sent
    assert [revision.timestamp for revision in found] == sorted(datetime.fromisoformat(r["timestamp"]) for r in rows)
    assert {revision.page and revision.page.id for revision in found} == {int(rows[0]["page_id"])}


def test_an_export_file_keeps_its_numbers_and_what_was_hidden(wiki, client, tmp_path):
    path = tmp_path / "export.xml"
    path.write_text(EXPORT, encoding="utf-8")
    assert wiki.import_xml(path) == 3
    assert wiki.import_xml(path) == 0
    first, second, last = client.history("From a file")
    assert (first.id, first.parent_id, first.user, first.text) == (140_011, 0, User(name="Łukasz", id=77_003), "Z&ür")
    assert (second.id, second.parent_id, second.bytes, second.minor) == (140_012, 140_011, 4711, True)
    assert second.hidden == {"text", "user", "comment"}  # of a page's newest revision no wiki hides the text
    assert (last.text, last.user) == ("", User(name="192.0.2.7", id=0))


def test_a_wiki_tells_what_reached_it_and_forgets_it(wiki, client):
    client.page("From a file")
    (request,) = wiki.requests()
    assert request["method"] == "GET"
    assert "titles=From+a+file" in request["uri"]
    wiki.order(status=418, match="nothing asks this", times=0)
    wiki.calm()
    assert wiki.requests() == []
