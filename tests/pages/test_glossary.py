"""The glossary: each term has editions and a page, and is linked once per page."""

import re
from datetime import timedelta

import pytest

from tests.factories import (
    change,
    make_news_item,
    make_page,
    make_term,
    publish_approved,
)
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.content_checks import examine

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(noon, publisher):
    """Return a function that publishes drafts."""

    def publish(*drafts, **kwargs):
        for draft in drafts:
            publish_approved(draft, by=publisher, **kwargs)
        return drafts[0]

    return publish


def glossary(client):
    return client.get("/glossary/").content.decode()


def test_glossary_page_lists_live_terms_alphabetically(client, publish):
    publish(make_page("glossary", layout="glossary"))
    assert '<dl class="terms">' not in glossary(client)
    publish(make_term("stem cells"), make_term("Autoimmunity"))
    make_term("Only a draft")
    publish(make_term("β cells", slug="beta-cells"), make_term("Émile", slug="emile"))
    text = glossary(client)
    assert re.findall('<dt.*?href="(/glossary/[^"]+)', text) == [
        f"/glossary/{slug}/" for slug in ("autoimmunity", "beta-cells", "emile", "stem-cells")
    ]
    assert "What Autoimmunity are." in text
    assert "Only a draft" not in text


def test_term_has_its_own_page_with_a_link_back(client, publish):
    publish(
        make_page("glossary", layout="glossary", menu_title="Glossary"),
        make_term("Islet cells", other_forms="islets", body="<p>More about them.</p>"),
    )
    text = " ".join(client.get("/glossary/islet-cells/").content.decode().split())
    assert "<h1>Islet cells</h1>" in text
    assert "What Islet cells are." in text
    assert "<p>More about them.</p>" in text
    assert "Also written: islets" in text
    assert '<li><a href="/glossary/">Glossary</a></li>' in text


@pytest.mark.parametrize("sign", [",", "，", "、", ";", "；"])
def test_other_forms_are_split_at_any_separator(sign):
    term = make_term("Islet cells", other_forms=f"islets{sign} islet cell")
    assert term.forms() == ["Islet cells", "islets", "islet cell"]


def test_term_is_linked_at_its_first_occurrence_on_a_page_or_an_item(client, publish):
    publish(make_term("Islet cells", other_forms="islets"))
    body = "<h2>Islets</h2><p>The islets and the islet cells.</p><p>Islet cells.</p>"
    publish(make_page(body=body), make_news_item(body=body))
    linked = 'The <a class="term" href="/glossary/islet-cells/">islets</a> and the islet cells.'
    for path in ("/about/", "/news/2026/grant/"):
        text = client.get(path).content.decode()
        assert linked in text
        assert text.count('class="term"') == 1


def test_term_is_not_linked_on_its_own_page_nor_in_its_preview(client, publish, author):
    term = publish(make_term("Islet cells", body="<p>Islet cells are cells.</p>"))
    client.force_login(author)
    for path in ("/glossary/islet-cells/", change(term, "preview")):
        text = client.get(path).content.decode()
        assert "<p>Islet cells are cells.</p>" in text


def test_term_is_linked_only_while_it_is_live(client, publish, publisher, noon):
    publish(make_page(body="<p>Islet cells.</p>"))
    term = make_term("Islet cells")
    publish(term, at=noon + timedelta(hours=1))
    assert 'class="term"' not in client.get("/about/").content.decode()
    with clock.set_to(noon + timedelta(hours=2)):
        assert 'class="term"' in client.get("/about/").content.decode()
        workflow.withdraw(term, by=publisher, reason="There was an error on this page.")
        assert 'class="term"' not in client.get("/about/").content.decode()
        assert client.get("/glossary/islet-cells/").status_code == 410


def test_form_shared_with_another_live_term_gives_a_warning(noon, publish):
    publish(make_term("Islet cells", other_forms="islets"))
    term = make_term("Islands", other_forms="Islets")
    assert [finding.message for finding in examine(term, noon + timedelta(hours=1))] == [
        "The term 'Islet cells' also lists 'islets'. Keep it under only one of them: pages link "
        "it to just one term."
    ]


def test_no_page_can_take_the_address_of_a_term(client, publish, author):
    above = publish(make_page("glossary", layout="glossary"))
    client.force_login(author)
    form = {"title": "T", "summary": "S", "slug": "x", "layout": "standard", "parent": above.pk}
    text = client.post("/admin/pages/page/add/", form).content.decode()
    assert "The address /glossary/x/ is reserved for another part of the site." in text


def test_page_older_than_glossary_terms_keeps_its_address(client, publish, monkeypatch):
    monkeypatch.setattr("pages.models.tree.is_page_path", lambda path: True)
    above = publish(make_page("glossary", body="<p>Words.</p>"))
    publish(make_page("islets", parent=above, body="<p>What islets are.</p>"))
    assert "<p>What islets are.</p>" in client.get("/glossary/islets/").content.decode()
    assert client.get("/glossary/nothing/").status_code == 404


def test_author_creates_a_term_in_the_admin(client, noon, author):
    client.force_login(author)
    form = {"title": "Islet cells", "slug": "islet-cells", "summary": "Cells.", "body": ""}
    client.post("/admin/pages/term/add/", form)
    preview = client.get("/admin/pages/term/").content.decode()
    assert "Islet cells" in preview


def test_footer_pages_are_on_every_page(client, publish):
    publish(make_page("contact", in_footer=True, in_menu=False), make_page("about"))
    for path in ("/about/", "/news/", "/nothing/"):
        text = client.get(path).content.decode()
        foot = text[text.index("<footer") :]
        assert '<li><a href="/contact/">Page contact</a></li>' in foot
        assert "/about/" not in foot


def test_queries_do_not_grow_with_the_terms(client, publish, django_assert_num_queries):
    publish(make_page(body="<p>One, two, three.</p>"), make_term("One"))
    with django_assert_num_queries(8):
        client.get("/about/")
    publish(make_term("Two"), make_term("Three"))
    with django_assert_num_queries(8):
        client.get("/about/")
