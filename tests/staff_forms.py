"""All forms in which staff type text: of drafts, actions, the library, and lists."""

from news.models import Category
from tests.factories import change, make_image, make_news_item, make_page
from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import WatchedWord

ADDED = ["news/newsitem", "news/category", "pages/page", "pages/term", "publishing/watchedword"]
ADDED += ["editorial/drafttemplate", "publishing/pinnedresult"]
BEFORE_IT_IS_LIVE = ["change", "submit", "publish", "schedule", "archive"]
ONCE_IT_IS_LIVE = ["change", "times", "withdraw", "move"]


def paths(by):
    """Return the addresses of one form of each kind; `by` may do everything."""
    draft, page, live = make_news_item("draft"), make_page(), make_news_item("live")
    workflow.publish_draft(live, by=by)
    edition = workflow.submit(make_news_item("submitted"), by=by)
    others = [make_image(), Category.objects.get(), WatchedWord.objects.create(word="cure")]
    return [
        *(f"/admin/{each}/add/" for each in ADDED),
        *(change(draft, verb) for verb in BEFORE_IT_IS_LIVE),
        *(change(page, verb) for verb in BEFORE_IT_IS_LIVE),
        *(change(live, verb) for verb in ONCE_IT_IS_LIVE),
        *(change(live, f"revert/{each.pk}") for each in live.editions.all()),
        *(change(edition.item, f"{verb}/{edition.pk}") for verb in ("review", "links")),
        *(change(each) for each in others),
    ]
