"""Help: a guide for each screen, and the tour."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.factories import make_news_item
from tianhe_site.editorial.help_pages import GUIDES

SHORTEST, LONGEST = 100, 200


def text_of(guide):
    """Return the words of a guide, without tags."""
    path = Path(settings.BASE_DIR, "templates/admin/help", f"_{guide.slug}.html")
    said = re.sub(r'{% translate "(.*?)" %}', r"\1", path.read_text())
    return re.sub(r"{%.*?%}|<[^>]*>", "", said)


def test_a_guide_is_short_and_has_a_small_picture():
    for guide in GUIDES:
        assert SHORTEST <= len(text_of(guide).split()) <= LONGEST, guide.slug
        picture = Path(settings.BASE_DIR, "static/img/help", f"{guide.slug}.webp")
        assert 0 < picture.stat().st_size < 60_000, guide.slug


def test_all_guides_are_listed_and_each_opens(client, author):
    client.force_login(author)
    content = client.get("/admin/help/").content.decode()
    for guide in GUIDES:
        assert f'<a href="/admin/help/{guide.slug}/">' in content
        said = client.get(f"/admin/help/{guide.slug}/").content.decode()
        assert f"<h1>{guide.title}</h1>" in said
        assert f"img/help/{guide.slug}" in said


@pytest.mark.parametrize(
    ("screen", "slug"),
    [
        ("/admin/", "dashboard"),
        ("/admin/news/newsitem/", "dashboard"),
        ("/admin/news/newsitem/add/", "writing"),
        ("/admin/news/newsitem/{}/change/", "writing"),
        ("/admin/news/newsitem/{}/submit/", "review"),
        ("/admin/news/newsitem/{}/publish/", "publish"),
        ("/admin/news/newsitem/{}/history/", "history"),
        ("/admin/publishing/historyentry/", "history"),
        ("/admin/media_library/image/", "library"),
        ("/admin/auth/user/", "people"),
        ("/admin/account/profile/", "people"),
        ("/admin/claims/", "editor"),
        ("/admin/searches/", "search"),
        ("/admin/publishing/pinnedresult/add/", "search"),
        ("/admin/help/", ""),
    ],
)
def test_help_opens_the_guide_to_the_screen(client, administrator, screen, slug):
    client.force_login(administrator)
    content = client.get(screen.format(make_news_item().pk)).content.decode()
    address = f"/admin/help/{slug}/" if slug else "/admin/help/"
    assert re.search(f'id="help-link"[^>]*href="{address}"', content)


def test_the_tour_has_five_steps_and_only_the_dashboard_offers_it(client, author):
    client.force_login(author)
    content = client.get("/admin/").content.decode()
    steps = json.loads(re.search(r'<script id="tour-steps"[^>]*>(.*?)</script>', content)[1])
    assert [step["title"] for step in steps] == [
        "Your dashboard",
        "Start with a title",
        "Find everything",
        "Your account",
        "Help for each screen",
    ]
    assert 'id="tour-offer" hidden' in content
    assert "tour-offer" not in client.get("/admin/news/newsitem/").content.decode()
