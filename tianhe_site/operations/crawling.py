"""Every public address of the site at a moment, found by following links."""

import re
from collections import deque
from urllib.parse import quote, unquote

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils.translation import gettext as _

from tianhe_site.languages import in_each, reverse_in, root
from tianhe_site.publishing import clock, sections, workflow
from tianhe_site.publishing.alternates import open_languages
from tianhe_site.publishing.models import Address, HistoryEntry

from . import sitemaps
from .export_folder import ExportError
from .internal_links import change_links, internal_link

# The last part of an address of nothing, which answers as all such do in its language.
NOT_FOUND = "404.html"
# Verbs that change how past moments read.
CHANGE_THE_PAST = (HistoryEntry.Verb.IMPORT, HistoryEntry.Verb.REDACT)
# What is public without a link that leads to it, besides the entrances of the sections.
ENTRANCES = ("sitemap", "sitemap-latest", "robots")
# Addresses that mean nothing without the site.
NEED_THE_SITE = in_each("/search/")
# Addresses become file names: no part may begin with a dot, contain what a file system treats
# specially, break the lines of SHA256SUMS, or exceed the length that file systems allow.
_PART = r"[^./\\:\x00-\x1f\x7f][^/\\:\x00-\x1f\x7f]{0,199}"
_SAFE_PATH = re.compile(f"/(?:{_PART}/)*(?:{_PART})?")


def begin(at=None):
    """Return the current moment and the last history entry; raise `ExportError` unless the site
    can be crawled as of `at`, which is now if None.

    It takes the publishing lock, so that each verb is either done by now or belongs to a later
    moment.
    """
    with workflow.publishing_lock():
        now, head = clock.now(), HistoryEntry.objects.first()
    at = at or now
    if at > now:
        raise ExportError(_("That time is in the future. Choose one in the past, or write: now"))
    if not addresses(at).exists():
        raise ExportError(_("Nothing had been published by that time. Choose a later one."))
    manifest = getattr(staticfiles_storage, "read_manifest", None)
    if manifest and manifest() is None:
        raise ExportError(
            _("The style sheets aren't ready. Run manage.py collectstatic, then try again.")
        )
    return now, head


def check_past_is_the_same(last_entry_id):
    """Raise `ExportError` if the past has changed meanwhile, as imports and redactions change
    it."""
    later = HistoryEntry.objects.filter(id__gt=last_entry_id, verb__in=CHANGE_THE_PAST)
    if later.exists():
        raise ExportError(
            _(
                "An import or a redaction changed the past while this was running. Run the "
                "command again."
            )
        )


def not_found(at):
    """Return an address of nothing in each language that readers get at `at`."""
    return [f"{root(code)}{NOT_FOUND}" for code in open_languages(at)]


def addresses(at):
    """Return the addresses that are valid at the moment `at`, or were before."""
    return Address.objects.filter(live_from__lte=at)


def body_of(response):
    """Return the body of a response, also of a streaming one."""
    if not response.streaming:
        return response.content
    # Closing the response would end the request, and with it the database connection.
    with response.file_to_stream as content:
        return content.read()


def file_name(address, content_type, endings):
    """Return the name in a folder for the response of an address. `endings` has what the name of a
    page ends in, by content type.

    No slug contains a dot, so `page-2.html` never collides with a page.
    """
    path, _mark, number = address.partition("?page=")
    name = unquote(path)[1:]
    if not path.endswith("/"):
        return name
    last = f"page-{number}" if number else "index"
    return f"{name}{last}{endings.get(content_type, '')}"


class Crawl:
    """The addresses to ask for, each once. Iterate over it, and hand it each body to `follow`."""

    def __init__(self, at):
        self._queue, self._seen = deque(), set()
        for language in open_languages(at):
            for entrance in sections.entrances():
                self.add(reverse_in(language, entrance.route))
        for name in ENTRANCES:
            self.add(reverse(name))
        for path, _changed_at in sitemaps.addresses(at):
            self.add(path)
        for path in addresses(at).values_list("path", flat=True):
            self.add(quote(path))

    def __iter__(self):
        while self._queue:
            yield self._queue.popleft()

    def add(self, address):
        """Ask for an address of the site, unless it was asked for, needs the site, or could be no
        file."""
        path = unquote(address.partition("?")[0])
        needs_site = path in NEED_THE_SITE
        if address in self._seen or needs_site or not _SAFE_PATH.fullmatch(path):
            return
        self._seen.add(address)
        self._queue.append(address)

    def follow(self, content_type, body, address):
        """Add what the body of a response at `address` leads to on the site."""
        change_links(content_type, body, lambda value: self.add_link(value, address))

    def add_link(self, value, address):
        """Add the link `value` found at `address`, if it leads to the site."""
        link = internal_link(value, address)
        if link:
            self.add(link.address)
