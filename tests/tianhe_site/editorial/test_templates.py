"""Templates that new drafts begin as, and the people who keep them."""

import pytest
from django.urls import reverse

from news.models import NewsItem
from pages.models import Page
from tests.factories import change, make_category
from tianhe_site.editorial.models import DraftTemplate
from tianhe_site.publishing.content_checks import Level, examine
from tianhe_site.publishing.content_checks.sizes import why_too_large
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.rich_text.cleaning import clean_typed

pytestmark = pytest.mark.django_db
ADD = reverse("admin:news_newsitem_add")
NAMES = ["Press release", "Trial update", "Patent", "Partnership", "Note"]
CHINESE_NAMES = ["新闻稿", "试验进展", "专利", "合作", "简讯"]


def initial(response):
    return response.context["adminform"].form.initial


def test_five_templates_ship_in_each_language(db):
    templates = DraftTemplate.objects.all()
    assert [template.name for template in templates] == [*NAMES, *CHINESE_NAMES]


@pytest.mark.parametrize("name", [*NAMES, *CHINESE_NAMES])
def test_template_that_ships_is_clean_and_its_hints_block(noon, name):
    template = DraftTemplate.objects.get(name=name)
    assert clean_typed(template.body) == template.body
    names = ("language", "title", "summary", "body")
    item = NewsItem(**{each: getattr(template, each) for each in names})
    item.category = make_category()
    assert why_too_large(item) == ""
    hints = {each.field for each in examine(item, noon) if each.code == "hint"}
    assert hints == {"title", "summary", "body"}
    blocking = {each.code for each in examine(item, noon) if each.level == Level.BLOCK}
    assert "half-written" not in blocking
    levels = [each for each in examine(item, noon) if each.code == "heading-level"]
    assert levels == []


def test_author_begins_with_a_template_by_one_click(client, author):
    client.force_login(author)
    response = client.get(ADD)
    links = response.context["start_from"]
    assert [label for label, _url, _chosen in links] == ["Empty", *NAMES, "Word file…"]
    assert [chosen for _label, _url, chosen in links] == [True, *[False] * 6]
    page = response.content.decode()
    assert all(f'href="{url}"' in page for _label, url, _chosen in links)
    template = DraftTemplate.objects.get(name="Patent")
    begun = client.get(links[3][1])
    assert initial(begun) == {
        "title": template.title,
        "summary": template.summary,
        "body": template.body,
    }
    assert [chosen for *_link, chosen in begun.context["start_from"]][:4] == [
        False,
        False,
        False,
        True,
    ]


def test_chinese_draft_begins_with_chinese_templates_and_stays_chinese(client, author):
    client.force_login(author)
    language = client.get(ADD).context["start_languages"][1]
    assert language == ("zh-hans", "简体中文", f"{ADD}?language=zh-hans", False)
    listed = client.get(reverse("admin:news_newsitem_changelist"), {"language": "zh-hans"})
    assert f'href="{language[2]}"' in listed.content.decode()
    response = client.get(language[2])
    links = response.context["start_from"]
    assert [label for label, *_rest in links] == ["Empty", *CHINESE_NAMES, "Word file…"]
    begun = client.get(links[1][1])
    form = {**initial(begun), "language": begun.context["new_language"], "title": "在济南获批"}
    # Typed and not saved, then continued: still in Chinese.
    key = begun.context["draft_key"]
    client.post(f"{ADD}autosave/", {**form, "draft_key": key, "kept_id": "a"})
    continued = client.get(ADD, {"draft_key": key, "continue": "1"})
    assert continued.context["new_language"] == "zh-hans"
    client.post(ADD, {**form, "draft_key": key})
    item = NewsItem.objects.get()
    assert (item.language, item.path_for(item)) == (
        "zh-hans",
        f"/zh-hans/news/{item.date.year}/zai-ji-nan-huo-pi/",
    )
    page = client.get(change(item))
    assert "start_languages" not in page.context
    client.post(change(item), {**form, "language": "en"})
    item.refresh_from_db()
    assert item.language == "zh-hans"


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "", "1 or 1=1"])
def test_address_that_names_no_template_gives_an_empty_form(client, author, number):
    client.force_login(author)
    assert initial(client.get(f"{ADD}?template={number}")) == {}


def test_template_is_offered_for_its_own_kind_of_draft(client, author):
    made = DraftTemplate.objects.create(kind="pages.page", name="Portrait", body="<p>[[Who]]</p>")
    client.force_login(author)
    response = client.get(reverse("admin:pages_page_add"))
    assert [label for label, *_rest in response.context["start_from"]] == [
        "Empty",
        "Portrait",
        "Word file…",
    ]
    assert initial(client.get(f"{ADD}?template={made.pk}")) == {}
    assert not Page.objects.exists()


def test_form_that_was_sent_offers_nothing_else(client, author):
    client.force_login(author)
    response = client.post(ADD, {"title": ""})
    assert "start_from" not in response.context


def test_queries_of_an_empty_form_dont_grow_with_templates(
    client, author, django_assert_max_num_queries
):
    client.force_login(author)
    client.get(ADD)
    with django_assert_max_num_queries(40) as first:
        client.get(ADD)
    for number in range(3):
        DraftTemplate.objects.create(name=f"Another {number}")
    with django_assert_max_num_queries(len(first)):
        client.get(ADD)


def test_publisher_keeps_templates_by_clicks_and_the_log_says_who(client, publisher):
    client.force_login(publisher)
    listed = reverse("admin:editorial_drafttemplate_changelist")
    assert f'href="{listed}"' in client.get(reverse("admin:index")).content.decode()
    add = reverse("admin:editorial_drafttemplate_add")
    assert f'href="{add}"' in client.get(listed).content.decode()
    values = {"name": "Portrait", "kind": "pages.page", "language": "en", "position": "1"}
    client.post(add, {**values, "body": "<p>[[Who]]</p><script>alert(1)</script>"})
    made = DraftTemplate.objects.get(name="Portrait")
    assert (made.kind, made.body) == ("pages.page", "<p>[[Who]]</p>")
    client.post(reverse("admin:editorial_drafttemplate_delete", args=[made.pk]), {"post": "yes"})
    entries = HistoryEntry.objects.filter(kind="editorial.drafttemplate").order_by("id")
    assert [(each.verb, each.actor_id, each.item_title) for each in entries] == [
        ("add", publisher.pk, "Portrait"),
        ("delete", publisher.pk, "Portrait"),
    ]


@pytest.mark.parametrize("values", [{"kind": "auth.user"}, {"kind": "pages.sitedetails"}, {}])
def test_template_without_a_kind_of_draft_or_of_another_is_refused(client, publisher, values):
    client.force_login(publisher)
    add = reverse("admin:editorial_drafttemplate_add")
    response = client.post(add, {"name": "Odd", "language": "en", "position": "0", **values})
    assert response.context["adminform"].form.errors.keys() == {"kind"}


def test_author_sees_templates_and_changes_none(client, author):
    client.force_login(author)
    template = DraftTemplate.objects.first()
    change = reverse("admin:editorial_drafttemplate_change", args=[template.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"name": "Mine"}).status_code == 403
