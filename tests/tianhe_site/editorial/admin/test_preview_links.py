"""The pages of preview links."""

import pytest

from tests.factories import change, make_news_item
from tests.reading import errors, text_of
from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import PreviewLink

pytestmark = pytest.mark.django_db


def test_buttons_create_show_and_close_a_link(client, candidate, author):
    client.force_login(author)
    path = change(candidate.item, f"links/{candidate.pk}")
    assert client.post(path, {"note": "Dr. Li", "days": "3"}).headers["Location"] == path
    link = PreviewLink.objects.get()
    page = client.get(path).content.decode()
    assert "/preview/" in page
    assert "Link for Dr. Li" in page
    revoke = change(candidate.item, f"links/{candidate.pk}/revoke/{link.pk}")
    assert f'action="{revoke}"' in page
    assert client.get(revoke).status_code == 405
    assert "Preview link closed." in text_of(client.post(revoke, follow=True))
    page = client.get(path).content.decode()
    assert "/preview/" not in page
    assert "Closed" in page
    assert "This link has already expired." in text_of(client.post(revoke, follow=True))


def test_link_of_another_edition_is_not_closed_here(client, candidate, author):
    link = workflow.share_preview(candidate, by=author, note="Dr. Li")
    other = workflow.freeze(make_news_item("other"), by=author)
    client.force_login(author)
    for item, edition in ((other.item, other), (candidate.item, other), (other.item, candidate)):
        path = change(item, f"links/{edition.pk}/revoke/{link.pk}")
        assert client.post(path).status_code == 404
    path = change(candidate.item, f"links/{candidate.pk}/revoke/{'9' * 20}")
    assert client.post(path).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


@pytest.mark.parametrize(
    "data",
    [
        {"x": "y"},
        {"note": "", "days": "7"},
        {"note": "x", "days": "0"},
        {"note": "x", "days": "31"},
        {"note": "x", "days": "9" * 5000},
        {"note": "x", "days": "many"},
        {"note": "x" * 201, "days": "7"},
        {"note": "\u2060\x00", "days": "7"},
    ],
)
def test_impossible_link_says_why(client, candidate, author, data):
    client.force_login(author)
    response = client.post(change(candidate.item, f"links/{candidate.pk}"), data)
    assert response.status_code == 200
    assert errors(response)
    assert not PreviewLink.objects.exists()
