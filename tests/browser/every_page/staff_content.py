"""What brings each screen and state of the admin to a publisher: drafts at every stage, what was
typed and not saved, requests, and views and templates that people keep.

Runs in the shell of the site, after `content`. What is added to the admin is met by one more row.
"""

from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth import get_user_model

from news.models import NewsItem
from pages.models import Page
from tests import factories
from tianhe_site.editorial.models import SavedFilter
from tianhe_site.operations.models import OutsideLink
from tianhe_site.operations.outside_links import results
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import Autosave, PinnedResult
from tianhe_site.publishing.search import misses

from .content import LONG_WORDS, SOURCES, TABLE

# The search of a view that Paul keeps; the tests meet the list with it.
SAVED_QUERY = "q=report"


def fill():
    """Bring items to each stage, for Paul, a publisher, to meet."""
    ann, rita, paul = (_person(name) for name in ("ann", "rita", "paul"))
    _drafts(ann, paul)
    _reviews(ann, rita)
    _scheduled(ann, rita, paul)
    _erased_and_archived(paul)
    _typed_and_not_saved(paul)
    _searches()
    _broken_link()
    SavedFilter.objects.create(user=paul, kind="news.newsitem", name="Reports", query=SAVED_QUERY)


def _person(name):
    return get_user_model().objects.get(username=name)


def _write(slug, *, by, **values):
    """Return a draft that `by` has saved twice, so that its history has versions of it."""
    draft = factories.make_news_item(slug, **values)
    workflow.write(draft, by=by)
    draft.summary = f"{draft.summary} It did so today."
    workflow.write(draft, by=by)
    return draft


def _drafts(ann, paul):
    _write("only-a-title", by=ann, title=f"A draft of {LONG_WORDS}", summary="", category=None)
    draft = workflow.duplicate(NewsItem.objects.get(slug="everything-an-item-can-hold"), by=paul)
    draft.title = "A draft with all that is warned about"
    workflow.write(draft, by=paul)
    draft.body += """<p>The therapy is a breakthrough and
        <a href="http://example.com/">cures all people</a>. [[Who said so]]</p>"""
    workflow.write(draft, by=paul)


def _reviews(ann, rita):
    new = _write("first-review", by=ann, title="A new text in review", sources=SOURCES, body=TABLE)
    at = clock.now() + timedelta(days=9)
    workflow.submit(new, by=ann, at=at, note="For Monday.", reasons=factories.reasons_for(new))
    sent_back = workflow.submit(_write("sent-back", by=ann, title="A text sent back"), by=ann)
    workflow.request_changes(sent_back, by=rita, note="Say where it was.")
    approved = _submit_change("report-1", by=ann)
    workflow.approve(approved, by=rita, note="Well said.")
    workflow.share_preview(approved, by=ann, note="For the hospital.")


def _submit_change(slug, *, by):
    draft = NewsItem.objects.get(slug=slug)
    draft.title, draft.body = f"{draft.title} again", f"<p>It was printed.</p>{TABLE}"
    workflow.write(draft, by=by)
    correction = "We first wrote that it could be read in the library."
    reasons = factories.reasons_for(draft)
    return workflow.submit(draft, by=by, correction=correction, reasons=reasons)


def _scheduled(ann, rita, paul):
    """Schedule an item, and change it since."""
    draft = _write("scheduled", by=ann, title="A scheduled text", date=date(2026, 3, 2))
    edition = workflow.approve(workflow.submit(draft, by=ann), by=rita)
    workflow.publish(edition, by=paul, at=clock.now() + timedelta(days=3))
    draft.refresh_from_db()
    draft.summary = "The office has granted three patents."
    workflow.write(draft, by=ann)


def _searches():
    """Count searches that found nothing, one of which finds something by now, and pin results."""
    at = clock.now()
    for text in ("price", "price", LONG_WORDS, "trial site"):
        misses.count_later(text, "en", at)
    pages = Page.objects.exclude(slug="").order_by("pk")
    pin = PinnedResult(queries=f"trial site\n{LONG_WORDS} in Jinan", first=pages[0])
    pin.second = NewsItem.objects.get(slug="withdrawn")
    pin.save()


def _broken_link():
    """The dashboard names a link of a live text that failed on two days."""
    results.update(clock.now())
    link = OutsideLink.objects.filter(url=SOURCES[0]["url"]).first()
    link.failing_since, link.checked_at = clock.now() - timedelta(days=2), clock.now()
    link.fault = OutsideLink.Fault.NOT_FOUND
    link.save()


def _erased_and_archived(paul):
    asker = _person("asker")
    first = NewsItem.objects.get(slug="corrected").editions.earliest("pk")
    request = workflow.ask_redaction([first], by=asker, reason="It names a person.")
    workflow.redact(request, by=_person("second-person"))
    withdrawn = NewsItem.objects.get(slug="withdrawn")
    withdrawn.title, withdrawn.body = "Something else", "<p>Without names.</p>"
    workflow.write(withdrawn, by=paul)
    workflow.ask_redaction(list(withdrawn.editions.all()), by=asker, reason="It names a child.")
    workflow.archive(_write("in-the-trash", by=paul, title="A draft in the trash"), by=paul)


def _typed_and_not_saved(paul):
    """Keep what Paul typed into a form of a draft, and into one that no draft came of."""
    kept = {"user_id": paul.pk, "saved_at": clock.now()}
    page = Page.objects.get(slug="rooms")
    data = {"title": ["Where we work today"], "summary": ["A page."]}
    Autosave.objects.create(item_id=page.pk, kind="pages.page", title="Rooms", data=data, **kept)
    data = {"title": ["Never saved"], "body": ["<p>Typed.</p>"]}
    Autosave.objects.create(
        draft_key=UUID(int=1), kind="news.newsitem", title="Never saved", data=data, **kept
    )
