"""A draft is saved with its title alone. What readers need is asked for before it is frozen."""

import pytest

from news.models import NewsItem
from pages.models import Page, Term
from tests.factories import change, make_category, make_news_item, make_page, publish_with_reasons
from tests.reading import errors, seen, text_of
from tianhe_site.publishing import clock, content_checks, workflow
from tianhe_site.publishing.errors import ContentError

pytestmark = pytest.mark.django_db

TITLE = "An islet trial begins"
MISSING = {
    NewsItem: ["missing:summary:", "missing:category:"],
    Page: ["missing:summary:"],
    Term: ["missing:summary:"],
}
SECTIONS = pytest.mark.parametrize("model", MISSING)


@pytest.fixture
def save(client, noon, author):
    """Return a function that sends the form for a new draft as an author; it returns the draft."""
    client.force_login(author)

    def save(model, **values):
        app, name = model._meta.label_lower.split(".")
        answer = client.post(f"/admin/{app}/{name}/add/", {"title": TITLE, **values})
        assert answer.status_code == 302, errors(answer)
        return model.objects.latest("pk")

    return save


def refused(verb, *args, **kwargs):
    """Return the keys of the findings for which a verb is refused."""
    with pytest.raises(ContentError) as caught:
        verb(*args, **kwargs)
    return [finding.key for finding in caught.value.findings]


@SECTIONS
def test_title_alone_is_saved_with_an_address_and_what_is_missing_is_listed(
    client, save, publish, model
):
    publish(make_page("", layout="home"))
    draft = save(model)
    assert (draft.title, draft.slug) == (TITLE, "an-islet-trial-begins")
    findings = client.get(change(draft)).context["findings"]
    assert [each.key for each in findings if each.code == "missing"] == MISSING[model]
    label = "meaning" if model is Term else "summary"
    sentence = f"The {label} is missing. Add it before you submit."
    assert sentence in text_of(client.get(change(draft)))


@SECTIONS
def test_verbs_refuse_to_freeze_what_readers_cannot_get(save, author, publisher, model):
    draft = save(model)
    for verb, by in (
        (workflow.submit, author),
        (workflow.freeze, author),
        (workflow.publish_draft, publisher),
    ):
        assert refused(verb, draft, by=by) == MISSING[model]
    command_line = workflow.COMMAND_LINE
    imported = refused(workflow.import_edition, draft, by=command_line, live_from=clock.now())
    assert imported == MISSING[model]
    assert not draft.editions.exists()


@pytest.mark.postgresql
@SECTIONS
@pytest.mark.parametrize("verb", ["change", "preview", "history", "compare", "submit", "archive"])
def test_every_page_about_such_a_draft_opens(client, save, model, verb):
    draft = save(model)
    page = client.get(change(draft, verb))
    assert page.status_code == 200
    assert TITLE in text_of(page)


@pytest.mark.postgresql
@SECTIONS
def test_page_that_submits_says_all_that_is_missing_at_once(client, save, model):
    draft = save(model)
    page = client.get(change(draft, "submit"))
    found = {each.key for each in page.context["findings"]}
    more = {"no-source:sources:", "no-place:dateline_place:"} if model is NewsItem else set()
    assert found == {*MISSING[model], *more}
    client.post(change(draft, "submit"), {"seen": seen(draft)})
    assert not draft.editions.exists()


def test_what_was_missing_is_added_and_submitted(client, save, author):
    draft = save(NewsItem)
    draft.summary, draft.category, draft.dateline_place = "Short.", make_category(), "Jinan"
    draft.company_announcement, draft.body = True, "<p>Text</p>"
    workflow.write(draft, by=author)
    assert workflow.submit(draft, by=author).review == "waiting"


def test_item_without_a_category_is_neither_marked_nor_medical(save, publisher):
    draft = save(NewsItem, body="<p><mark>A claim.</mark></p>")
    assert (draft.needs_second_person, draft.medical, draft.category_name) == (False, False, "")
    # One that had a marked category still needs a second person.
    marked = make_category("Trial", "trial", needs_second_person=True)
    draft.category = marked
    workflow.write(draft, by=publisher)
    draft.category = None
    workflow.write(draft, by=publisher)
    assert workflow.needs_second_person(draft)


def test_list_shows_items_without_a_category(client, save):
    save(NewsItem)
    page = client.get("/admin/news/newsitem/", {"category__isnull": "True"})
    assert TITLE in text_of(page)


def test_title_is_asked_for(client, noon, author):
    client.force_login(author)
    answer = client.post("/admin/news/newsitem/add/", {"summary": "Words"})
    assert errors(answer) == ["This field is required."]
    assert "Words" in answer.content.decode()


def test_address_from_the_title_is_one_that_nobody_has(save, publish):
    publish(make_news_item("an-islet-trial-begins"))
    make_news_item("an-islet-trial-begins-2")
    assert save(NewsItem).slug == "an-islet-trial-begins-3"
    assert save(NewsItem, title="x" * 90).slug == "x" * 80
    # Cut at a word, and so that the number of another one fits.
    title = (
        "An islet trial of CB-SCs begins in Jinan and in Hackensack in the same few weeks in 2014"
    )
    slug = "an-islet-trial-of-cb-scs-begins-in-jinan-and-in-hackensack-in-the-same-few-weeks"
    assert [save(NewsItem, title=title).slug for _time in range(2)] == [
        slug,
        slug.replace("weeks", "2"),
    ]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("1型糖尿病：CB-SC 疗法研究", "1-xing-tang-niao-bing-cb-sc-liao-fa-yan-jiu"),
        # Characters that are read differently in these words, and ü.
        ("重庆银行 有效率 女", "chong-qing-yin-hang-you-xiao-lv-nv"),
        ("二〇一四年", "er-ling-yi-si-nian"),
        ("臨床試驗", "lin-chuang-shi-yan"),
        ("β cells, Größe, Émile — Новости", "beta-cells-grosse-emile-novosti"),
        ("？！", "newsitem"),
    ],
)
def test_address_holds_a_title_in_any_script(save, title, slug):
    assert save(NewsItem, title=title).slug == slug


@pytest.mark.postgresql
def test_page_below_another_gets_an_address_and_the_home_page_none(save, noon):
    assert save(Page, title="Home").slug == ""
    above = make_page("above")
    below = save(Page, title="Below", parent=above.pk)
    assert (below.slug, below.path_for()) == ("below", "/above/below/")


def test_emptied_date_and_layout_become_what_new_drafts_have(save, noon):
    assert save(NewsItem, date="").date is not None
    assert save(Page, layout="").layout == "standard"


def test_published_item_is_not_published_again_without_its_summary(noon, author, publisher):
    item = make_news_item()
    live = publish_with_reasons(item, by=publisher)
    item.summary = ""
    workflow.write(item, by=author)
    assert refused(workflow.submit, item, by=author, correction="") == ["missing:summary:"]
    assert list(item.editions.all()) == [live]
    # What it said is checked as it was.
    assert [each.key for each in content_checks.missing(live)] == []
