"""Two people edit one draft: nothing is overwritten without asking, and no typed text is lost."""

import re
from html import unescape

import pytest
from django.utils import timezone

from news.models import Category, NewsItem
from tests.factories import change, make_news_item, make_page
from tests.reading import ESCAPED, HOSTILE, text_of
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db

SECOND = "This changed while you had it open"


def opened(client, user, item):
    """Return what the form of `item` sends if `user` opens it and types nothing."""
    client.force_login(user)
    return sent_back(client.get(change(item)))


def sent_back(response):
    """Return the values of the form on a page, as a browser sends them."""
    form = response.context["adminform"].form
    data = {}
    for bound in form:
        if bound.name == "sources":
            rows = bound.value() or []
            data |= {
                f"sources-{number}-{key}": text
                for number, row in enumerate(rows)
                for key, text in row.items()
            }
        elif bound.value() is True or bound.value() == "on":
            data[bound.name] = "on"
        elif bound.value() not in (None, False):
            data[bound.name] = bound.value()
    hidden = re.findall(
        r'<input type="hidden" name="(opened|fingerprints|chosen_against)" value="([^"]*)"',
        response.content.decode(),
    )
    radios = re.findall(
        r'<input type="radio" name="(choice-[\w-]+)" value="(\w+)" checked>',
        response.content.decode(),
    )
    return data | {name: unescape(value) for name, value in [*hidden, *radios]}


def send(client, user, item, data, **values):
    client.force_login(user)
    return client.post(change(item), {**data, **values})


def is_asked(response):
    return response.status_code == 200 and SECOND in text_of(response)


def asked(response):
    """Return the preselected choice of each field in conflict, by label."""
    page = response.content.decode()
    fields = re.findall(r'<fieldset class="conflict-field">(.*?)</fieldset>', page, re.S)
    found = {}
    for field in fields:
        label = re.search("<legend>(.*?)</legend>", field)[1]
        choice = re.search(r'value="(\w+)" checked', field)
        found[unescape(label)] = choice[1] if choice else None
    return found


def section(response):
    return response.content.decode().partition(SECOND)[2].partition("</section>")[0]


@pytest.fixture
def item(noon):
    return make_news_item(body="<p>One two three four five six.</p>")


def saved(item):
    return NewsItem.objects.get(pk=item.pk)


def test_stale_form_comes_back_with_who_and_when_and_saves_nothing(client, item, author, publisher):
    form = opened(client, author, item)
    send(client, publisher, item, opened(client, publisher, item), title="His title")
    response = send(client, author, item, form, title="Her title")
    assert is_asked(response)
    assert re.search(r"paul saved this draft at \d\d:\d\d, after you opened it", text_of(response))
    assert saved(item).title == "His title"
    assert HistoryEntry.objects.filter(actor_name="ann").count() == 0


def test_form_that_is_not_stale_asks_nothing(client, item, author):
    form = opened(client, author, item)
    assert send(client, author, item, form, title="Her title").status_code == 302
    assert saved(item).title == "Her title"


def test_second_click_on_save_asks_nothing(client, item, author):
    form = opened(client, author, item)
    for _click in range(2):
        assert send(client, author, item, form, title="Her title").status_code == 302


def test_both_texts_are_shown_word_by_word(client, item, author, publisher):
    form = opened(client, author, item)
    his, hers = "<p>One two 3 four five six.</p>", "<p>One two three four 5 six.</p>"
    send(client, publisher, item, opened(client, publisher, item), body=his, title="His title")
    page = section(send(client, author, item, form, body=hers))
    assert "One two <span" in page
    for piece in ("<del>3 </del>", "<ins>three </ins>", "<del>five </del>", "<ins>5 </ins>"):
        assert piece in page
    assert '<th scope="col">Saved version</th><th scope="col">Your text</th>' in page


def test_fields_that_only_one_person_changed_are_preselected(client, item, author, publisher):
    form = opened(client, author, item)
    his = {"title": "His title", "summary": "His summary."}
    send(client, publisher, item, opened(client, publisher, item), **his)
    response = send(client, author, item, form, summary="Her summary.", body="<p>Hers</p>")
    assert asked(response) == {"Title": "theirs", "Summary": None, "Text": "mine"}


def test_choices_are_merged_into_the_draft(client, item, author, publisher):
    form = opened(client, author, item)
    his = {"title": "His title", "summary": "His summary.", "dateline_place": "His town"}
    send(client, publisher, item, opened(client, publisher, item), **his)
    hers = {"summary": "Her summary.", "body": "<p>Hers</p>", "dateline_place": "Her town"}
    again = sent_back(send(client, author, item, form, **hers))
    choices = {"choice-summary": "theirs", "choice-dateline_place": "mine"}
    assert send(client, author, item, again, **choices).status_code == 302
    merged = saved(item)
    said = (merged.title, merged.summary, merged.dateline_place, merged.body)
    assert said == ("His title", "His summary.", "Her town", "<p>Hers</p>")
    assert HistoryEntry.objects.first().actor_name == "ann"


def test_field_without_a_choice_is_asked_about_again(client, item, author, publisher):
    form = opened(client, author, item)
    his = {"title": "His title", "summary": "His summary."}
    send(client, publisher, item, opened(client, publisher, item), **his)
    again = sent_back(send(client, author, item, form, title="Her title", summary="Hers."))
    response = send(client, author, item, again, **{"choice-title": "mine"})
    assert asked(response) == {"Title": "mine", "Summary": None}
    assert saved(item).title == "His title"


@pytest.mark.parametrize("choice", ["", "both", "\x00", "MINE"])
def test_unknown_choice_counts_as_none(client, item, author, publisher, choice):
    form = opened(client, author, item)
    send(client, publisher, item, opened(client, publisher, item), title="His title")
    again = sent_back(send(client, author, item, form, title="Her title"))
    assert is_asked(send(client, author, item, again, **{"choice-title": choice}))
    assert saved(item).title == "His title"


def test_another_save_in_between_asks_again(client, item, author, publisher, administrator):
    form = opened(client, author, item)
    send(client, publisher, item, opened(client, publisher, item), title="His title")
    again = sent_back(send(client, author, item, form, title="Her title"))
    third = opened(client, administrator, item)
    send(client, administrator, item, third, title="Third title", summary="Third.")
    response = send(client, author, item, again, **{"choice-title": "mine"})
    assert "root saved this draft" in text_of(response)
    assert asked(response) == {"Title": None, "Summary": "theirs"}
    assert "Third" in section(response)
    assert saved(item).title == "Third title"
    choices = {"choice-title": "mine", "choice-summary": "theirs"}
    assert send(client, author, item, sent_back(response), **choices).status_code == 302
    assert (saved(item).title, saved(item).summary) == ("Her title", "Third.")


def test_category_slug_checkboxes_and_sources_can_be_chosen(client, item, author, publisher):
    other = Category.objects.create(name="Office", slug="office")
    form = opened(client, author, item)
    his = opened(client, publisher, item)
    del his["company_announcement"]
    his |= {"category": other.pk, "slug": "his-slug", "sources-0-title": "His source"}
    send(client, publisher, item, his)
    hers = {"slug": "her-slug", "sources-0-title": "Her source"}
    response = send(client, author, item, form, **hers)
    assert asked(response) == {
        "Category": "theirs",
        "Address": None,
        "Company announcement only": "theirs",
        "Sources": None,
    }
    words = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", section(response)))
    for part in (
        "Saved version: Office Your text: Patent",
        "Saved version: his-slug Your text: her-slug",
        "removed: No added: Yes",
        "removed: His source",
        "added: Her source",
    ):
        assert part in words, part
    choices = {"choice-slug": "mine", "choice-sources": "theirs"}
    assert send(client, author, item, sent_back(response), **choices).status_code == 302
    merged = saved(item)
    assert (merged.category, merged.slug, merged.company_announcement, merged.sources) == (
        other,
        "her-slug",
        False,
        [{"title": "His source"}],
    )


def test_checkboxes_and_empty_fields_of_a_page_are_shown_as_text(client, noon, author, publisher):
    page, above = make_page("about"), make_page("above")
    form = opened(client, author, page)
    his = opened(client, publisher, page)
    send(client, publisher, page, his, needs_second_person="on", parent=above.pk)
    response = send(client, author, page, form, title="Hers")
    words = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", section(response)))
    assert "Saved version: Yes Your text: No" in words
    assert "Saved version: Page above Your text: (empty)" in words


def test_field_with_an_error_keeps_its_text(client, item, author, publisher):
    form = opened(client, author, item)
    send(client, publisher, item, opened(client, publisher, item), title="His title")
    response = send(client, author, item, form, title="Hers", summary="s" * 161, date="no date")
    assert asked(response)["Title"] is None
    assert (
        "Your text for this field can't be saved yet. See the message at the field below."
        in unescape(section(response))
    )
    assert "s" * 161 in response.content.decode()
    assert 'value="no date"' in response.content.decode()
    choices = {"choice-title": "mine", "choice-summary": "mine", "choice-date": "theirs"}
    response = send(client, author, item, sent_back(response), **choices)
    # Her summary is still too long, his date is taken.
    assert response.status_code == 200
    assert "s" * 161 in response.content.decode()
    form = sent_back(response) | {"summary": "Short."}
    assert send(client, author, item, form).status_code == 302
    merged = saved(item)
    assert (merged.title, merged.summary, str(merged.date)) == ("Hers", "Short.", "2026-03-02")


def test_keeping_the_saved_version_resolves_a_field_with_an_error(client, item, author, publisher):
    form = opened(client, author, item)
    send(client, publisher, item, opened(client, publisher, item), title="His title")
    response = send(client, author, item, form, title="")
    assert (
        send(client, author, item, sent_back(response), **{"choice-title": "theirs"}).status_code
        == 302
    )
    assert saved(item).title == "His title"


def test_person_who_restored_a_version_is_named(client, item, author, publisher):
    edition = workflow.freeze(item, by=author)
    send(client, author, item, opened(client, author, item), title="Hers")
    form = opened(client, author, item)
    # By the real clock, which Django's own log uses.
    with clock.set_to(timezone.now):
        workflow.revert_draft_to(edition, by=publisher)
    response = send(client, author, item, form, summary="Mine.")
    assert "paul saved this draft" in text_of(response)


def test_draft_saved_by_an_unknown_person_says_so(client, item, author):
    form = opened(client, author, item)
    item.title = "By a program"
    item.save()
    assert "Someone saved this draft" in text_of(send(client, author, item, form, title="Hers"))


def test_renamed_category_overwrites_no_typed_text(client, item, author):
    form = opened(client, author, item)
    item.category.name = "Patents"
    item.category.save()
    # No one else changed the fields she changed, so there is nothing to choose.
    assert send(client, author, item, form, title="Hers").status_code == 302
    assert saved(item).title == "Hers"


def test_hostile_texts_are_escaped_on_both_sides(client, item, author, person):
    other = person(HOSTILE, "Authors")
    form = opened(client, author, item)
    send(client, other, item, opened(client, other, item), title=HOSTILE, slug="his")
    response = send(client, author, item, form, title=f"{HOSTILE} too", slug="<b>", summary="<b>")
    assert HOSTILE not in response.content.decode()
    assert ESCAPED in section(response)
    assert "<b>" not in section(response)


@pytest.mark.parametrize(
    "fingerprints",
    [
        "",
        "x",
        "[]",
        "1",
        "null",
        '{"title": {"a": []}}',
        "[" * 100_000,
        '{"title":' * 50_000,
        "\x00",
    ],
)
def test_forged_fingerprints_are_no_error(client, item, author, publisher, fingerprints):
    form = opened(client, author, item) | {"fingerprints": fingerprints}
    send(client, publisher, item, opened(client, publisher, item), title="His title")
    response = send(client, author, item, form, title="Her title")
    assert asked(response) == {"Title": None}


@pytest.mark.parametrize("stale", ["x", "\x00", "2" * 100_000, "2026-03-02T00:00:00+00:00"])
def test_forged_version_counts_as_stale(client, item, author, stale):
    form = opened(client, author, item) | {"opened": stale, "fingerprints": ""}
    response = send(client, author, item, form, title="Her title")
    assert asked(response) == {"Title": None}
    assert saved(item).title == "A patent is granted"


def test_texts_and_their_sources_must_be_chosen_together(client, item, author, publisher):
    form = opened(client, author, item)
    his = {"body": "<p>His.</p>", "sources-0-title": "His source"}
    send(client, publisher, item, opened(client, publisher, item), **his)
    hers = {"body": "<p>Hers.</p>", "sources-0-title": "Her source"}
    response = send(client, author, item, form, **hers)
    assert "claims refer to sources by number" in text_of(response)
    torn = {"choice-body": "theirs", "choice-sources": "mine"}
    assert send(client, author, item, sent_back(response) | torn).status_code == 200
    whole = {"choice-body": "theirs", "choice-sources": "theirs"}
    assert send(client, author, item, sent_back(response) | whole).status_code == 302
    assert (saved(item).body, saved(item).sources) == ("<p>His.</p>", [{"title": "His source"}])
