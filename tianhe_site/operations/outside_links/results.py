"""What is known of the links to other sites: kept, and told to staff."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urldefrag, urlsplit

from django.conf import settings
from django.db import transaction

from tianhe_site.admin_pages import may
from tianhe_site.editorial import item_people
from tianhe_site.publishing.content_checks.reading import links_of
from tianhe_site.publishing.sections import draft_models, edition_models
from tianhe_site.publishing.sources import sources_of

from ..models import OutsideLink

# More would be a backlog. Of those that fail, as many are read to find them.
MAX_SHOWN, MAX_READ = 20, 200
# One that works is asked again after that.
ASK_AGAIN_AFTER = timedelta(hours=20)


@dataclass(frozen=True)
class BrokenLink:
    """A link of a live text that leads nowhere `since` a time, and the `draft` of that text."""

    draft: object
    url: str
    fault: str
    since: datetime


def update(at):
    """Know exactly the links of the texts that are live at `at`; return the addresses that are to
    be asked, those that were longest not asked first."""
    with transaction.atomic():
        rows = OutsideLink.objects.values_list("pk", "item_id", "url")
        known = {(item_id, url): pk for pk, item_id, url in rows}
        found = set(_live_links(at))
        # Two rows for one link are of two runs at once.
        gone = [pk for pk, *key in rows if known[tuple(key)] != pk or tuple(key) not in found]
        OutsideLink.objects.filter(pk__in=gone).delete()
        new = sorted(found - known.keys())
        OutsideLink.objects.bulk_create(OutsideLink(item_id=pk, url=url) for pk, url in new)
    rows = OutsideLink.objects.order_by("checked_at", "id")
    due = [row for row in rows if _is_due(row, at)]
    # On PostgreSQL, what was never checked would come last.
    due.sort(key=lambda row: row.checked_at is not None)
    return list(dict.fromkeys(row.url for row in due))


def record(url, outcome, at):
    """Keep what came of asking for `url` at `at`; return whether it is broken."""
    rows = list(OutsideLink.objects.filter(url=url))
    for row in rows:
        row.checked_at, row.fault = at, outcome.fault
        row.failing_since = (row.failing_since or at) if outcome.fault else None
    OutsideLink.objects.bulk_update(rows, ["checked_at", "fault", "failing_since"])
    return any(row.is_broken for row in rows)


def broken_links(user, at):
    """Return the `BrokenLink`s in live texts that `user` looks after, or may publish, the oldest
    first."""
    failing = OutsideLink.objects.filter(failing_since__isnull=False)
    rows = [row for row in failing.order_by("failing_since", "id")[:MAX_READ] if row.is_broken]
    drafts = {draft.pk: draft for draft in _drafts_for(user, {row.item_id for row in rows})}
    rows = [row for row in rows if row.item_id in drafts][:MAX_SHOWN]
    # Since the last check, a text may have lost the link.
    live = set(_live_links(at, items={row.item_id for row in rows})) if rows else set()
    return [
        BrokenLink(drafts[row.item_id], row.url, row.get_fault_display(), row.failing_since)
        for row in rows
        if (row.item_id, row.url) in live
    ]


def _is_due(row, at):
    is_failing = row.failing_since is not None
    return row.checked_at is None or is_failing or at - row.checked_at >= ASK_AGAIN_AFTER


def _drafts_for(user, ids):
    for model in draft_models() if ids else ():
        if may(user, "change", model):
            drafts = model.objects.filter(pk__in=ids)
            yield from (
                drafts if may(user, "publish", model) else drafts.filter(item_people.is_of(user))
            )


def _live_links(at, items=None):
    """Yield (item id, address) of each link to another site in a live text, those of `items` if
    they are given."""
    for model in edition_models():
        live = model.objects.live(at)
        for edition in (live if items is None else live.filter(item__in=items)).iterator():
            hrefs = [href for _name, href, _words in links_of(edition)]
            hrefs += [source.get("url", "") for source in sources_of(edition)]
            for href in hrefs:
                if url := _outside(href):
                    yield edition.item_id, url


def _outside(href):
    """Return the address that a link leads to on another site, without the place on the page; "" if
    it leads elsewhere."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return ""
    is_ours = parts.netloc.lower() == urlsplit(settings.SITE_URL).netloc.lower()
    is_outside = parts.scheme in ("http", "https") and parts.netloc and not is_ours
    return urldefrag(href.strip()).url if is_outside else ""
