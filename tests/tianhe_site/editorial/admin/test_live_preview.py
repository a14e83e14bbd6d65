"""The page of a draft while it is being typed: what the frame beside the form shows."""

import pytest
from django.urls import reverse

from tests.factories import change, make_news_item, make_page, make_site_details, news_form
from tests.reading import HOSTILE, text_of
from tianhe_site.publishing.models import Autosave

pytestmark = pytest.mark.django_db

ADD = "/admin/news/newsitem/add/"
KEY = "6f1f2a0e-0000-4000-8000-000000000001"
PREVIEW = f"{ADD}live-preview/?draft_key={KEY}"


def autosave(client, path, **values):
    """Keep what is typed, as the form does; return where it is shown."""
    answer = client.post(f"{path}autosave/", news_form(**values))
    return answer.json()["preview_url"]


def test_shows_what_is_typed_without_saving_it(client, noon, author):
    item = make_news_item(title="Saved before")
    client.force_login(author)
    path = f"/admin/news/newsitem/{item.pk}/"
    shown = autosave(client, path, title="Typed since", body="<p>A <strong>new</strong> text</p>")
    assert shown == change(item, "live-preview")
    text = client.get(shown).content.decode()
    assert "<h1>Typed since</h1>" in text
    assert "<p>A <strong>new</strong> text</p>" in text
    item.refresh_from_db()
    assert item.title == "Saved before"


def test_shows_a_new_draft_before_it_is_saved(client, noon, author):
    client.force_login(author)
    shown = autosave(client, ADD, draft_key=KEY, title="Not saved yet", body=f"<p>x</p>{HOSTILE}")
    assert shown == PREVIEW
    text = client.get(shown).content.decode()
    assert "<h1>Not saved yet</h1>" in text
    assert "alert" not in text


def test_shows_the_saved_draft_while_nothing_else_is_typed(client, noon, author):
    client.force_login(author)
    for draft in (make_news_item(title="As saved"), make_page(title="As saved")):
        assert "<h1>As saved</h1>" in client.get(change(draft, "live-preview")).content.decode()


def test_text_of_a_new_draft_is_for_its_author_alone(client, noon, author, publisher):
    client.force_login(author)
    shown = autosave(client, ADD, draft_key=KEY)
    assert client.get(shown).status_code == 200
    client.force_login(publisher)
    assert client.get(shown).status_code == 404


def test_only_pages_of_the_site_may_frame_it_and_nothing_keeps_it(client, noon, author):
    client.force_login(author)
    headers = client.get(change(make_news_item(), "live-preview")).headers
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert "no-store" in headers["Cache-Control"]


def test_frame_shows_the_page_without_a_banner_and_a_tab_says_what_it_is(client, noon, author):
    client.force_login(author)
    address = change(make_news_item(), "live-preview")
    assert "Preview of the draft." in text_of(client.get(address))
    assert "Preview of the draft." not in text_of(client.get(address, {"beside": "1"}))


def test_a_look_writes_nothing(client, noon, author):
    client.force_login(author)
    shown = autosave(client, ADD, draft_key=KEY)
    before = list(Autosave.objects.values())
    client.get(shown)
    assert list(Autosave.objects.values()) == before


def test_there_is_none_of_what_has_no_page(client, noon, author, administrator):
    client.force_login(administrator)
    details = make_site_details()
    assert client.get(change(details, "live-preview")).status_code == 404
    assert 'id="preview-pane"' not in client.get(change(details)).content.decode()


def test_form_says_what_search_engines_and_shared_links_show(client, noon, author, publish):
    publish(make_site_details(name="Tianhe"))
    client.force_login(author)
    text = client.get(change(make_news_item("grant"))).content.decode()
    for part in (
        'data-site="Tianhe"',
        'data-path="/news/2026/grant/"',
        'data-folder="/news/2026/"',
    ):
        assert part in text
    assert "/static/img/share/ring.png" in text
    page = client.get(reverse("admin:pages_page_add")).content.decode()
    assert 'data-folder="/"' in page
