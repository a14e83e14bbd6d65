"""The whole way of a publication: written in the admin, published, read, searched, kept."""

import re

import pytest
from django.core.management import call_command
from publications.models import Publication

from tests.factories import change, make_document, make_page, make_site_details, move_by_two
from tests.reading import text_of
from tianhe_site.editorial import previews
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db

CLAIM = '<mark data-sources="1">Zebrafish islets recover</mark>'
ABSTRACT = f"<h2>Result</h2><p>{CLAIM} in 7 of 20.</p>"
PATH = "/publications/islets/"


@pytest.fixture
def publication(client, noon, author):
    """A draft that an author has written in the admin."""
    client.force_login(author)
    form = {
        "title": "Islets of zebrafish",
        "slug": "islets",
        "year": "2014",
        "abstract": ABSTRACT,
        "document": make_document("Offprint").pk,
        "sources-0-title": "The journal",
        "sources-0-identifier": "doi:10.1000/182",
    }
    response = client.post("/admin/publications/publication/add/", form)
    draft = Publication.objects.get()
    assert response.headers["Location"] == change(draft)
    return draft


@pytest.fixture
def live(publication, publish):
    return publish(publication)


def test_reviewer_reads_the_abstract_and_not_its_markup(client, publication, author, reviewer):
    workflow.submit(publication, by=author)
    client.force_login(reviewer)
    text = text_of(client.get(change(publication)))
    assert "Zebrafish islets recover" in text
    assert "The journal, doi:10.1000/182" in text
    assert "<h2>" not in text


def test_document_is_chosen_in_the_library(client, publication, author):
    client.force_login(author)
    page = client.get(change(publication)).content.decode()
    assert 'data-picker="/admin/media_library/document/picker/"' in page


def test_readers_find_all_that_it_says_at_its_address(client, live):
    response = client.get(PATH)
    page = response.content.decode()
    text = text_of(response)
    for words in ("Islets of zebrafish", "2014", "recover in 7 of 20.", "The journal", "PDF"):
        assert words in text, words
    assert '<meta name="description" content="Result Zebrafish islets recover in 7 of 20.">' in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/publications/islets/">' in page
    [document] = re.findall(r'href="(/media/[^"]*offprint.pdf)"', page)
    answer = client.get(document)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    answer.getvalue()


def test_list_menu_and_foot_lead_to_it(client, live):
    page = client.get("/publications/").content.decode()
    assert f'<a href="{PATH}">Islets of zebrafish</a>' in page
    assert client.get("/publications/?page=2").status_code == 404
    make_page()
    for words in ("Publications", "All publications"):
        assert re.search(f'<a href="/publications/"[^>]*>{words}</a>', page), words


def test_crawlers_find_it(client, live):
    assert "/sitemap-publications-0.xml" in client.get("/sitemap.xml").content.decode()
    assert PATH in client.get("/sitemap-publications-0.xml").content.decode()


def test_search_finds_it_by_its_abstract_its_year_and_its_section(client, live):
    text = text_of(client.get("/search/?q=recovered"))
    result = text.partition("1 result for “recovered”.")[2]
    assert "Islets of zebrafish" in result.partition("2014 Publications")[0]
    assert "2014 Publications" in result
    for facet, count in (("year=2014", 1), ("year=2013", 0), ("section=publication", 1)):
        page = client.get(f"/search/?q=recovered&{facet}").content.decode()
        assert page.count(f'href="{PATH}"') == count, facet


def test_claim_is_listed_with_its_source(client, live, administrator):
    client.force_login(administrator)
    assert "Zebrafish islets recover" in text_of(client.get("/admin/claims/"))


def test_preview_shows_what_readers_will_see(client, publication, author):
    edition = workflow.freeze(publication, by=author)
    link = workflow.share_preview(edition, by=author, note="For the authors.")
    client.logout()
    assert "7 of 20." in text_of(client.get(previews.address_of(link)))


def test_change_is_compared_word_by_word(client, live, author, publisher):
    live.abstract = ABSTRACT.replace("7 of 20", "8 of 20")
    live.save()
    edition = workflow.submit(live, by=publisher)
    client.force_login(author)
    page = client.get(change(live, f"review/{edition.pk}")).content.decode()
    assert "<del>7 </del>" in page
    assert "<ins>8 </ins>" in page


def test_it_moves_and_its_old_address_leads_on(client, live, publisher):
    move_by_two({live: {"slug": "fish"}}, by=publisher)
    assert client.get(PATH).headers["Location"] == "/publications/fish/"


def test_export_holds_list_item_and_document(client, live, publish, tmp_path):
    publish(make_site_details())
    call_command("export_as_of", "now", str(tmp_path / "out"), verbosity=0)
    names = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*")}
    assert names >= {
        "publications/index.html",
        "publications/islets/index.html",
        "sitemap-publications-0.xml",
    }
    assert any(name.endswith("offprint.pdf") for name in names)


def test_record_of_it_is_whole(live, capsys):
    call_command("verify_history")


def test_groups_may_do_with_it_what_they_may_do_with_any_draft(author, reviewer, publisher):
    actions = ("add", "change", "delete", "view", "approve", "publish")
    may = {
        person.username: [
            action for action in actions if person.has_perm(f"publications.{action}_publication")
        ]
        for person in (author, reviewer, publisher)
    }
    assert may == {
        "ann": ["add", "change", "delete", "view"],
        "rita": ["view", "approve"],
        "paul": ["add", "change", "delete", "view", "publish"],
    }
