"""Files and how they are shown."""

from __future__ import annotations

import pytest

from tests.classify.findings import categories, detail, only, texts
from wikidiff.model import Action, Category

TEXT = "The mill stands by the river.\n"


@pytest.mark.parametrize(
    ("language", "image", "file"),
    [
        ("en", "[[File:Mill.jpg|thumb|The mill]]\n", "Mill.jpg"),
        ("en", "[[Image:Mill at night.png|left|200px]]\n", "Mill at night.png"),
        ("de", "[[Datei:Mühle.jpg|mini|Die Mühle]]\n", "Mühle.jpg"),
        ("fr", "[[Fichier:Moulin.jpg|vignette|Le moulin]]\n", "Moulin.jpg"),
        ("es", "[[Archivo:Molino.jpg|miniatura|El molino]]\n", "Molino.jpg"),
        ("ru", "[[Файл:Мельница.jpg|мини|Мельница]]\n", "Мельница.jpg"),
        ("ja", "[[ファイル:水車.jpg|thumb|水車]]\n", "水車.jpg"),
    ],
)
def test_an_image_comes_and_goes_with_its_caption(language, image, file):
    there, back = only(TEXT, image + TEXT, language), only(image + TEXT, TEXT, language)
    assert (there.code, there.category, there.action) == ("MED001", Category.MEDIA, Action.ADD)
    assert (back.code, back.action) == ("MED001", Action.REMOVE)
    assert (detail(there)["old_file"], detail(there)["new_file"]) == (None, file)
    assert (detail(back)["old_file"], detail(back)["new_file"]) == (file, None)
    assert there.meaning


def test_a_file_is_replaced():
    finding = only("[[File:Mill.jpg|thumb|The mill]]\n" + TEXT, "[[File:Weir.jpg|thumb|The mill]]\n" + TEXT)
    assert (finding.code, finding.meaning) == ("MED001", True)
    assert detail(finding) == {"old_file": "Mill.jpg", "new_file": "Weir.jpg"}
    assert finding.message == "The file “Mill.jpg” was replaced by “Weir.jpg”."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("thumb|left", "thumb|right"),
        ("200px", "300px"),
        ("thumb", "thumb|alt=A mill of brick"),
        ("thumb", "frameless"),
    ],
)
def test_another_size_place_or_frame_has_no_meaning(old, new):
    finding = only(f"[[File:Mill.jpg|{old}|The mill]]\n" + TEXT, f"[[File:Mill.jpg|{new}|The mill]]\n" + TEXT)
    assert (finding.code, finding.meaning) == ("MED002", False)


def test_file_and_options_of_one_image_are_one_finding():
    old = "[[File:Mill.jpg|thumb|left|200px|The mill]]\n"
    assert only(old + TEXT, "[[File:Weir.jpg|thumb|right|300px|The mill]]\n" + TEXT).code == "MED001"


def test_an_entry_of_a_gallery():
    old = "<gallery>\nFile:A.jpg|Wheel\nFile:C.jpg|Roof\n</gallery>\n"
    finding = only(old, old.replace("File:C", "File:B.jpg|Weir\nFile:C"))
    assert (finding.code, texts(finding)) == ("MED001", [("", "File:B.jpg|Weir\n")])


def test_an_image_that_stands_elsewhere_is_moved():
    image, other = "[[File:Mill.jpg|thumb|The mill]]\n", "The road follows the river up to the pass and the old toll.\n"
    finding = only(f"{other}{TEXT}\n{image}{other}\nEnd.", f"{image}{other}{TEXT}\n{other}\nEnd.")
    assert (finding.category, finding.action, finding.meaning) == (Category.MEDIA, Action.MOVE, False)


@pytest.mark.parametrize(
    ("old", "new", "category"),
    [
        ("From the south", "From the north", "content"),
        ("In 1911", "In 1912", "numeric"),
        ("The colour of it", "The color of it", "copyedit"),
        ("A mill", "A [[mill]]", "link"),
        ("A mill", "A mill<ref>Holm.</ref>", "citation"),
        ("A mill", "A stunning mill", "tone"),
    ],
)
def test_a_caption_is_judged_like_prose(old, new, category):
    image = "[[File:Mill.jpg|thumb|{}]]\n"
    assert categories(image.format(old) + TEXT, image.format(new) + TEXT) == [category]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Her poster ''Mill.svg'' hangs there.", "Her poster ''Weir.svg'' hangs there."),
        ("See [[:File:Mill.jpg]] there.", "See [[:File:Weir.jpg]] there."),
        ("Text.<!-- [[File:A.jpg]] --> End.", "Text.<!-- [[File:B.jpg]] --> End."),
        ("It is 200px wide.", "It is 300px wide."),
        ("A.<ref>https://example.org/a.jpg</ref>", "A.<ref>https://example.org/b.jpg</ref>"),
    ],
)
def test_it_is_silent(old, new):
    assert "media" not in categories(old, new)
