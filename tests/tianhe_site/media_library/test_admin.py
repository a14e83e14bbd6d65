"""The library as staff use it: the grid, uploads, the page of an asset, the script endpoints."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    change,
    document_upload,
    make_document,
    make_image,
    make_news_item,
    news_form,
    picture_upload,
)
from tests.reading import text_of
from tianhe_site.media_library import image_processing, library, usage
from tianhe_site.media_library.models import Document, Image
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db

PICTURES = "/admin/media_library/image/"
DOCUMENTS = "/admin/media_library/document/"
JSON = {"HTTP_ACCEPT": "application/json"}


def head_of(client, path):
    """Return the response that sends a file, read to its end."""
    response = client.get(path)
    response.getvalue()
    return response


def titles_in(response):
    return re.findall(r'class="media-card-title">([^<]*)<', response.content.decode())


def picture_form(image, **values):
    """Return the data that a picture's form submits."""
    defaults = {"title": image.title, "focal_x": image.focal_x, "focal_y": image.focal_y}
    return {**defaults, **values}


@pytest.fixture
def at_desk(client, noon, author):
    client.force_login(author)
    return client


# Uploading


def test_uploaded_picture_is_in_the_library(at_desk):
    answer = at_desk.post(
        f"{PICTURES}upload/", {"file": picture_upload("Lab_\u202eJinan-2\u200b")}, **JSON
    )
    image = Image.objects.get()
    facts = answer.json()
    assert {name: facts[name] for name in ("title", "url", "address", "isNew", "isDescribed")} == {
        "title": "Lab Jinan 2",
        "url": f"{PICTURES}{image.pk}/change/",
        "address": f"{PICTURES}{image.pk}/file/",
        "isNew": True,
        "isDescribed": False,
    }
    assert head_of(at_desk, facts["thumbnail"])["Content-Type"] == "image/png"
    assert titles_in(at_desk.get(PICTURES)) == ["Lab Jinan 2"]


def test_same_file_again_returns_the_existing_picture(at_desk):
    image = make_image()
    answer = at_desk.post(f"{PICTURES}upload/", {"file": picture_upload()}, **JSON).json()
    assert (answer["id"], answer["isNew"]) == (image.pk, False)
    assert Image.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "upload", "sentence"),
    [
        (PICTURES, document_upload(), "This is a document. Add it under Documents."),
        (DOCUMENTS, picture_upload(), "This is a picture. Add it under Pictures."),
    ],
)
def test_wrong_kind_is_told_where_to_upload(at_desk, path, upload, sentence):
    answer = at_desk.post(f"{path}upload/", {"file": upload}, **JSON)
    assert (answer.status_code, answer.json()["error"]) == (400, sentence)
    assert not Image.objects.exists()
    assert not Document.objects.exists()


def test_refused_file_says_why_and_the_others_are_added(at_desk):
    files = [picture_upload("Good"), SimpleUploadedFile("bad.jpg", b"no picture")]
    page = at_desk.post(f"{PICTURES}upload/", {"file": files}, follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert said[0] == "Added: Good"
    assert said[1].startswith("bad.jpg: The library doesn't accept this kind of file")
    assert titles_in(page) == ["Good"]


def test_form_without_scripts_adds_files_and_redirects_to_the_picture(at_desk):
    form = at_desk.get(f"{PICTURES}upload/").content.decode()
    assert 'enctype="multipart/form-data"' in form
    assert re.search(r'<input type="file" name="file" multiple required', form)
    page = at_desk.post(f"{PICTURES}upload/", {"file": picture_upload()}, follow=True)
    assert page.redirect_chain == [(f"{PICTURES}{Image.objects.get().pk}/change/", 302)]


def test_form_without_a_file_asks_for_one(at_desk):
    page = at_desk.post(f"{PICTURES}upload/", follow=True)
    assert "Choose a file first." in text_of(page)
    answer = at_desk.post(f"{PICTURES}upload/", **JSON)
    assert (answer.status_code, answer.json()) == (400, {"error": "Choose a file."})


def test_browser_knows_the_limit_of_the_server(at_desk, settings):
    settings.MEDIA_MAX_BYTES = 3 * 1024 * 1024
    for path in (PICTURES, f"{PICTURES}upload/", f"{PICTURES}picker/"):
        page = at_desk.get(path).content.decode()
        assert "&quot;maxBytes&quot;: 3145728" in page
        assert "This file is larger than 3.0" in page


def test_adding_an_asset_begins_with_its_file(at_desk):
    assert at_desk.get(f"{PICTURES}add/").url == f"{PICTURES}upload/"


# Sizes


def test_sizes_are_made_one_by_one_until_all_exist(at_desk):
    facts = at_desk.post(
        f"{PICTURES}upload/", {"file": picture_upload(size=(900, 20))}, **JSON
    ).json()
    assert (facts["made"], facts["wanted"]) == (1, 3)
    answers = [at_desk.post(facts["sizesUrl"], **JSON).json() for _each in range(3)]
    assert answers == [{"made": 2, "wanted": 3}, *[{"made": 3, "wanted": 3}] * 2]


def test_page_of_a_picture_offers_to_make_missing_sizes(at_desk):
    image = make_image(size=(900, 20))
    page = at_desk.get(f"{PICTURES}{image.pk}/change/")
    assert "Sizes for readers: 1 of 3" in text_of(page)
    assert "Create missing sizes" in text_of(page)


# Describing


def test_picture_can_be_described_right_after_its_upload(at_desk):
    make_news_item("chinese", language="zh-hans")
    image = make_image(description="")
    data = {"language": "en", "description": "A bench with pipettes.", "caption": "Our bench."}
    answer = at_desk.post(f"{PICTURES}{image.pk}/describe/", data, **JSON).json()
    assert (answer["description"], answer["isDescribed"]) == ("A bench with pipettes.", True)
    assert "No description: 简体中文" in text_of(at_desk.get(PICTURES))


def test_only_a_decorative_picture_may_go_without_description(at_desk):
    image = make_image(description="")
    path = f"{PICTURES}{image.pk}/describe/"
    refused = at_desk.post(path, {"language": "en"}, **JSON)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["description"])
    answer = at_desk.post(path, {"language": "en", "decorative": "on"}, **JSON)
    assert answer.json()["isDescribed"] is True
    assert "No description" not in text_of(at_desk.get(PICTURES))


@pytest.fixture
def before_the_lock(monkeypatch):
    """Return a function that runs something while the next form waits for the lock."""

    def happens(act):
        publishing_lock = usage.publishing_lock

        def slowly():
            monkeypatch.setattr(usage, "publishing_lock", publishing_lock)
            act()
            return publishing_lock()

        monkeypatch.setattr(usage, "publishing_lock", slowly)

    return happens


def test_picture_that_two_describe_at_once_keeps_the_second_description(at_desk, before_the_lock):
    path = f"{PICTURES}{make_image(description='').pk}/describe/"
    before_the_lock(lambda: at_desk.post(path, {"language": "en", "description": "A bench."}))
    answer = at_desk.post(path, {"language": "en", "description": "A bench with pipettes."})
    assert answer.json()["description"] == "A bench with pipettes."


def test_picture_removed_before_it_is_described_is_a_404(at_desk, before_the_lock):
    image = make_image(description="")
    before_the_lock(lambda: library.remove(image))
    answer = at_desk.post(f"{PICTURES}{image.pk}/describe/", {"language": "en", "decorative": "on"})
    assert answer.status_code == 404


@pytest.mark.postgresql
@pytest.mark.parametrize("language", ["", "xx", "en\x00"])
def test_picture_cannot_be_described_in_an_unknown_language(at_desk, language):
    path = f"{PICTURES}{make_image().pk}/describe/"
    answer = at_desk.post(path, {"language": language, "description": "A bench."})
    assert list(answer.json()["errors"]) == ["language"]


def test_description_that_is_too_long_is_refused_with_a_reason(at_desk):
    path = f"{PICTURES}{make_image().pk}/describe/"
    answer = at_desk.post(path, {"language": "en", "description": "A bench. " * 50})
    said = answer.json()["errors"]["description"]
    assert said == ["The description has 449 characters. Shorten it to 300 or fewer."]


def test_picture_form_saves_texts_by_language_and_rounds_the_focal_point(at_desk):
    image = make_image(description="")
    values = {
        "description_en": "A bench.",
        "description_zh-hans": "实验台。",
        "caption_en": "Ours.",
        "credit": "Photo: Li Wei",
        "focal_x": 71,
        "focal_y": 23,
    }
    at_desk.post(f"{PICTURES}{image.pk}/change/", picture_form(image, **values))
    image = Image.objects.get()
    texts = {text.language: (text.description, text.caption) for text in image.texts.all()}
    assert texts == {"en": ("A bench.", "Ours."), "zh-hans": ("实验台。", "")}
    assert (image.credit, image.focal_x, image.focal_y) == ("Photo: Li Wei", 70, 25)


def test_crops_are_shown_around_the_focal_point(at_desk):
    image = make_image(focal_x=20, focal_y=85)
    page = at_desk.get(f"{PICTURES}{image.pk}/change/").content.decode()
    assert page.count('class="focus-x-20 focus-y-85"') == 3


# Where used, replacing, removing


@pytest.fixture
def used(publisher):
    """A picture and a document that a live news item shows."""
    image, document = make_image(), make_document()
    body = f'<p><a href="document:{document.pk}">Report</a></p>'
    item = make_news_item(picture=image, body=body)
    workflow.publish_draft(item, by=publisher, reasons={})
    return image, document


@pytest.mark.parametrize("which", [0, 1])
def test_asset_page_lists_where_it_is_used(at_desk, used, which):
    asset = used[which]
    page = text_of(at_desk.get(f"/admin/media_library/{asset._meta.model_name}/{asset.pk}/change/"))
    assert "Where used A patent is granted News item Draft Live" in page
    assert "You can't remove it while it's in use." in page


def test_replaced_file_stays_for_the_edition_that_shows_it(at_desk, used):
    image = used[0]
    old = image.current
    path = f"{PICTURES}{image.pk}/replace/"
    assert "1 item uses it." in text_of(at_desk.get(path))
    page = at_desk.post(path, {"file": picture_upload("New")}, follow=True)
    said = (
        "File replaced. Drafts show the new file now. Readers see it when those drafts are "
        "published."
    )
    assert [str(message) for message in page.context["messages"]] == [said]
    rows = [
        (version["file"].sent_name, version["is_current"], version["is_shown"])
        for version in page.context["versions"]
    ]
    assert rows == [("New.png", True, True), (old.sent_name, False, True)]
    assert "Kept for versions that use it" in text_of(page)


def test_refused_file_replaces_nothing(at_desk):
    image = make_image()
    path = f"{PICTURES}{image.pk}/replace/"
    page = at_desk.post(path, {"file": SimpleUploadedFile("bad.jpg", b"no picture")})
    assert "The library doesn't accept this kind of file" in text_of(page)
    assert Image.objects.get().current == image.current


def test_same_file_replaces_nothing(at_desk):
    image = make_image("Laboratory")
    page = at_desk.post(f"{PICTURES}{image.pk}/replace/", {"file": picture_upload("Laboratory")})
    assert "This is the current file, so nothing changed." in text_of(page)
    assert image.files.count() == 1


@pytest.fixture
def meanwhile(monkeypatch):
    """Return a function that runs something while the next upload is being decoded."""

    def happens(act):
        receive = image_processing.receive

        def slowly(*args):
            monkeypatch.setattr(image_processing, "receive", receive)
            act()
            return receive(*args)

        monkeypatch.setattr(image_processing, "receive", slowly)

    return happens


def test_texts_saved_while_a_file_is_replaced_stay(at_desk, meanwhile):
    image = make_image()
    form = picture_form(image, credit="Photo: Li Wei", focal_x=10)
    meanwhile(lambda: at_desk.post(f"{PICTURES}{image.pk}/change/", form))
    at_desk.post(f"{PICTURES}{image.pk}/replace/", {"file": picture_upload("New")})
    image = Image.objects.get()
    assert (image.credit, image.focal_x) == ("Photo: Li Wei", 10)
    assert image.current.sent_name == "New.png"


@pytest.mark.django_db(transaction=True)
def test_picture_removed_while_its_file_is_replaced_stays_removed(
    at_desk, meanwhile, media_folders
):
    image = make_image()
    meanwhile(lambda: library.remove(image))
    page = at_desk.post(f"{PICTURES}{image.pk}/replace/", {"file": picture_upload("New")})
    assert "Someone removed this from the library while you were working." in text_of(page)
    assert not Image.objects.exists()
    assert [path for path in media_folders.rglob("*") if path.is_file()] == []


def test_file_sent_twice_at_once_becomes_one_picture(at_desk, meanwhile, media_folders):
    def send():
        return at_desk.post(f"{PICTURES}upload/", {"file": picture_upload()}, **JSON).json()

    meanwhile(send)
    assert send()["isNew"] is False
    stored = {path.parent.name for path in media_folders.rglob("*") if path.is_file()}
    assert stored == {Image.objects.get().current.key}


def test_used_picture_cannot_be_deleted_and_its_page_lists_its_uses(at_desk, used):
    image = used[0]
    path = f"{PICTURES}{image.pk}/"
    for answer in (at_desk.get(f"{path}delete/"), at_desk.post(f"{path}delete/", {"post": "yes"})):
        assert answer.url == f"{path}change/"
    page = at_desk.get(f"{path}change/")
    assert "You can't remove this, because it's in use." in text_of(page)
    assert f"{path}delete/" not in page.content.decode()
    assert Image.objects.filter(pk=image.pk).exists()


def test_unused_picture_is_deleted_with_its_files(
    at_desk, media_folders, django_capture_on_commit_callbacks
):
    image = make_image()
    with django_capture_on_commit_callbacks(execute=True):
        at_desk.post(f"{PICTURES}{image.pk}/delete/", {"post": "yes"})
    assert not Image.objects.exists()
    assert [path for path in media_folders.rglob("*") if path.is_file()] == []


def test_bulk_removal_first_shows_what_goes_and_what_stays(at_desk, used):
    unused = make_image("Old one")
    data = {"action": "remove_unused", "index": 0, "_selected_action": [unused.pk, used[0].pk]}
    page = at_desk.post(PICTURES, data)
    assert page.context["go"] == [unused]
    assert "Old one" in text_of(page)
    assert "A patent is granted (Draft, Live)" in text_of(page)
    assert Image.objects.count() == 2

    done = at_desk.post(PICTURES, {**data, "confirmed": "yes"}, follow=True)
    assert [str(message) for message in done.context["messages"]] == [
        "1 entry removed.",
        "Not removed, because they're in use: Laboratory.",
    ]
    assert titles_in(done) == ["Laboratory"]


def test_user_without_delete_permission_removes_nothing(client, noon, reviewer):
    image = make_image()
    client.force_login(reviewer)
    data = {"action": "remove_unused", "index": 0, "_selected_action": [image.pk]}
    client.post(PICTURES, {**data, "confirmed": "yes"})
    assert Image.objects.exists()
    assert "Remove selected" not in text_of(client.get(PICTURES))


# The grid


def test_unused_language_needs_no_description(at_desk):
    image = make_image(description="")
    assert "No description: English" in text_of(at_desk.get(PICTURES))
    assert "No description: English, 简体中文" not in text_of(at_desk.get(PICTURES))
    image.texts.create(language="en", description="A bench.")
    assert "No description" not in text_of(at_desk.get(PICTURES))


def test_grid_marks_unused_and_undescribed_pictures(at_desk, used):
    make_news_item("chinese", language="zh-hans")
    make_image("Undescribed", description="")
    cards = {card["title"]: card for card in at_desk.get(PICTURES).context["cards"]}
    languages = [name for _code, name in settings.LANGUAGES]
    assert {
        title: (card["is_used"], card["missing"], card["note"].split(",")[0])
        for title, card in cards.items()
    } == {"Laboratory": (True, [], "64 × 48"), "Undescribed": (False, languages, "64 × 48")}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("use=used", ["Laboratory"]),
        ("use=unused", ["Decoration", "Undescribed"]),
        ("described=en", ["Undescribed"]),
        ("q=UNDES", ["Undescribed"]),
        ("q=laboratory.png", ["Laboratory"]),
        ("q=ornament", ["Decoration"]),
        ("q=nothing", []),
    ],
)
def test_grid_can_be_searched_and_filtered(at_desk, used, query, titles):
    make_image("Undescribed", description="")
    make_image("Decoration", description="", decorative=True, credit="From an ornament book")
    assert sorted(titles_in(at_desk.get(f"{PICTURES}?{query}"))) == titles


def test_grid_of_documents_shows_type_pages_and_size(at_desk):
    make_document(pages=3)
    assert re.search(
        r"PDF Report PDF, 3 pages, [\d.]+.(KB|bytes) Unused", text_of(at_desk.get(DOCUMENTS))
    )


def test_grid_takes_as_many_queries_for_three_pictures_as_for_one(at_desk):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            at_desk.get(PICTURES)
        return len(captured)

    make_image("1")
    at_desk.get(PICTURES)
    for_one = queries()
    make_image("2")
    make_image("3")
    assert queries() == for_one


@pytest.mark.postgresql
def test_list_of_uses_takes_as_many_queries_for_three_items_as_for_one(
    noon, publisher, django_assert_num_queries
):
    image = make_image()

    def publish(slug):
        workflow.publish_draft(make_news_item(slug, picture=image), by=publisher)

    publish("one")
    with CaptureQueriesContext(connection) as for_one:
        usage.places(image)
    publish("two")
    publish("three")
    with django_assert_num_queries(len(for_one)):
        assert len(usage.places(image)) == 3


# For scripts


def test_picker_finds_assets_by_text_and_by_id(at_desk):
    image, other = make_image("Microscope"), make_image("Portrait")

    def found(query):
        answer = at_desk.get(f"{PICTURES}choose/?{query}").json()
        return [each["title"] for each in answer["assets"]]

    assert found("") == ["Portrait", "Microscope"]
    # Both languages of a picture match: it is found once.
    assert found("q=the+laboratory+micro") == ["Microscope"]
    assert found(f"id={image.pk}&id={other.pk}&id=999") == ["Portrait", "Microscope"]
    assert found("id=99999999999999999999999999") == []


@pytest.mark.postgresql
@pytest.mark.parametrize("query", ["a " * 3000, "\x00", '"', "%"])
def test_search_without_results_works(at_desk, query):
    make_image("Microscope")
    assert at_desk.get(f"{PICTURES}choose/", {"q": query}).status_code == 200
    assert at_desk.get(PICTURES, {"q": query}).status_code == 200


def test_picker_is_paginated(at_desk, monkeypatch):
    monkeypatch.setattr("tianhe_site.media_library.admin.ASSETS_PER_PAGE", 1)
    make_image("1")
    make_image("2")
    answers = [at_desk.get(f"{PICTURES}choose/?page={page}").json() for page in (1, 2)]
    assert [(each["assets"][0]["title"], each["hasMore"]) for each in answers] == [
        ("2", True),
        ("1", False),
    ]


def test_staff_see_pictures_in_texts_and_get_documents_under_their_name(at_desk):
    image, document = make_image(), make_document("Annual report")
    assert head_of(at_desk, f"{PICTURES}{image.pk}/file/")["Content-Type"] == "image/png"
    sent = head_of(at_desk, f"{DOCUMENTS}{document.pk}/file/")
    assert (sent["Content-Type"], sent["Content-Disposition"]) == (
        "application/pdf",
        'attachment; filename="annual-report.pdf"',
    )
    assert at_desk.get(f"{PICTURES}999/file/").status_code == 404


# Permissions


@pytest.mark.parametrize(("kind", "statuses"), [("image", [200, 403]), ("document", [403, 200])])
def test_private_files_need_permission_to_view_their_kind(client, person, kind, statuses):
    image, file = make_image(), make_document().current
    user = person("visitor")
    user.user_permissions.add(Permission.objects.get(codename=f"view_{kind}"))
    client.force_login(user)
    small = image.current.renditions.first().name
    found = []
    for name in (small, f"{file.key}/{file.digest[:12]}/report.pdf"):
        response = client.get(f"{PICTURES}files/{name}")
        if response.streaming:
            response.getvalue()
        found.append(response.status_code)
    assert found == statuses


def test_picture_without_renditions_is_a_404_in_a_text(at_desk):
    image = make_image()
    image.current.renditions.all().delete()
    assert at_desk.get(f"{PICTURES}{image.pk}/file/").status_code == 404


def test_reviewer_can_view_but_not_change(client, noon, reviewer):
    image = make_image()
    client.force_login(reviewer)
    own = f"{PICTURES}{image.pk}/"
    looks = [PICTURES, f"{PICTURES}choose/", f"{PICTURES}picker/", f"{own}change/"]
    acts = [f"{PICTURES}upload/", f"{own}replace/", f"{own}sizes/", f"{own}describe/"]
    assert {path: client.get(path).status_code for path in looks} == dict.fromkeys(looks, 200)
    assert head_of(client, f"{own}file/").status_code == 200
    assert {path: client.post(path).status_code for path in acts} == dict.fromkeys(acts, 403)
    for path in (PICTURES, f"{PICTURES}picker/"):
        assert 'type="file"' not in client.get(path).content.decode()


def test_grid_requests_missing_sizes_only_for_users_who_may_make_them(at_desk, reviewer):
    make_image(size=(900, 600))
    assert "data-facts" in at_desk.get(PICTURES).content.decode()
    at_desk.force_login(reviewer)
    assert "data-facts" not in at_desk.get(PICTURES).content.decode()


def test_stranger_sees_nothing_of_the_library(client):
    image = make_image()
    paths = [PICTURES, f"{PICTURES}choose/", f"{PICTURES}picker/", f"{PICTURES}{image.pk}/file/"]
    for path in paths:
        assert client.get(path).url.startswith("/admin/login/")


# The field of news items and pages


def test_picture_can_be_chosen_from_a_select_without_scripts(at_desk):
    image = make_image()
    form = at_desk.get("/admin/news/newsitem/add/").content.decode()
    assert f'<option value="{image.pk}">Laboratory</option>' in form
    at_desk.post("/admin/news/newsitem/add/", news_form(picture=image.pk))
    item = image.uses.get().item.newsitem
    assert item.picture == image
    form = at_desk.get(change(item)).content.decode()
    assert f'<option value="{image.pk}" selected>Laboratory</option>' in form


def test_select_without_scripts_is_short_and_includes_the_chosen_one(at_desk, monkeypatch):
    monkeypatch.setattr("tianhe_site.media_library.asset_fields.LATEST", 1)
    old, _middle, new = make_image("Old"), make_image("Middle"), make_image("New")
    form = at_desk.get(change(make_news_item(picture=old))).content.decode()
    found = re.search(r'<select name="picture".*?</select>', form, re.DOTALL)[0]
    assert re.findall(r'value="(\d*)"', found) == ["", str(old.pk), str(new.pk)]


@pytest.mark.parametrize("picture", ["999", "99999999999999999999999", "x"])
def test_unknown_picture_is_refused(at_desk, picture):
    page = at_desk.post("/admin/news/newsitem/add/", news_form(picture=picture))
    assert page.status_code == 200
    assert "Select a valid choice" in text_of(page)


def test_saving_a_picture_unchanged_does_not_make_its_author(at_desk, publisher):
    path = f"{PICTURES}{make_image().pk}/change/"
    at_desk.post(path, {"title": "Laboratory", "focal_x": 50, "focal_y": 50, "credit": "Li Wei"})
    at_desk.force_login(publisher)
    shown = at_desk.get(path).context["adminform"].form
    unchanged = {each.html_name: each.value() for each in shown if each.value()}
    assert at_desk.post(path, unchanged).status_code == 302
    assert Image.objects.get().worded_by_name == "ann"


def test_outdated_form_overwrites_nothing_until_it_is_sent_again(at_desk):
    image = make_image()
    path = f"{PICTURES}{image.pk}/change/"
    opened = at_desk.get(path).context["adminform"].form.initial["opened"]
    form = {"title": "Mine", "focal_x": 50, "focal_y": 50, "opened": opened}
    at_desk.post(path, {**form, "title": "Theirs", "credit": "Photo: Li Wei"})
    overtaken = at_desk.post(path, form)
    assert "Someone else saved this after you opened it" in text_of(overtaken)
    assert overtaken.context["adminform"].form["title"].value() == "Mine"
    image.refresh_from_db()
    assert (image.title, image.credit) == ("Theirs", "Photo: Li Wei")
    again = overtaken.context["adminform"].form["opened"].value()
    assert at_desk.post(path, {**form, "opened": again}).status_code == 302
    image.refresh_from_db()
    assert image.title == "Mine"
