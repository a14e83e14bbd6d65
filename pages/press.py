"""Which pictures the live version of a press page shows, and which are released now."""

from django.db.models import Exists, OuterRef
from django.utils.translation import ngettext


def with_other_pictures(pages, at):
    """Narrow `pages` to press pages whose live version at `at` doesn't show exactly the pictures
    that are released now."""
    page_model = pages.model
    live = page_model.edition_model().objects.live(at).filter(item=OuterRef("pk"))
    differs = Exists(live.exclude(content_hash=OuterRef("content_hash")))
    press_pages = pages.filter(differs, pk__in=page_model.with_released_pictures().values("pk"))
    return pages.filter(pk__in=[page.pk for page in press_pages if any(_changes(page, at))])


def picture_note(page, at):
    """Return what has changed in the released pictures since the live version of a press page, in
    sentences, and what to do; "" if nothing has."""
    added, removed = _changes(page, at)
    lines = []
    if added:
        message = ngettext(
            "%d picture was released since the live version. Publish this page again to show it.",
            "%d pictures were released since the live version. Publish this page again to show "
            "them.",
            added,
        )
        lines.append(message % added)
    if removed:
        message = ngettext(
            "%d picture is no longer released. Publish this page again to remove it.",
            "%d pictures are no longer released. Publish this page again to remove them.",
            removed,
        )
        lines.append(message % removed)
    return " ".join(lines)


def _changes(page, at):
    """Return how many pictures were released since the live version of a page, and how many of
    that version no longer are."""
    live = page.live_edition(at)
    if live is None:
        return 0, 0
    then, now = _released_in(live), _released_in(page)
    return len(now - then), len(then - now)


def _released_in(content):
    return {entry["image"] for entry in content.media if entry.get("press")}
