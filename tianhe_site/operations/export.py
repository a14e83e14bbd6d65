"""Exports the public site as of a moment to a folder that can be read without this system.

All pages are requested first and stored unchanged. Links become file addresses afterwards, once it
is known which addresses are files. So only one page at a time is in memory.
"""

import hashlib
import mimetypes
import os
import posixpath
import re
import shutil
import socket
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from tianhe_site import RELEASE
from tianhe_site.editorial import site_as_of
from tianhe_site.publishing import clock, sections, workflow
from tianhe_site.publishing.hashing import plain
from tianhe_site.publishing.models import Address, HistoryEntry

from . import sitemaps
from .export_folder import (
    TRY_AGAIN,
    ExportError,
    check_is_free,
    refuse_other_files,
    translated_errors,
    unfinished,
    write_manifest,
)
from .internal_links import change_links, internal_link
from .models import StaticExport

FORMAT = 1
NOT_FOUND = "/404.html"
# Verbs that change how past moments read.
CHANGE_THE_PAST = (HistoryEntry.Verb.IMPORT, HistoryEntry.Verb.REDACT)
# What is public without a link that leads to it, besides the entrances of the sections.
ENTRANCES = ("sitemap", "sitemap-latest", "robots")
# Views that mean nothing without the site; links to them lead to the live site.
NEED_THE_SITE = ("search:results",)
ENDINGS = {
    "text/html": ".html",
    "application/atom+xml": ".xml",
    "application/rss+xml": ".xml",
    "application/feed+json": ".json",
}
# Addresses become file names: no part may begin with a dot, contain what a file system treats
# specially, break the lines of SHA256SUMS, or exceed the length that file systems allow.
_PART = r"[^./\\:\x00-\x1f\x7f][^/\\:\x00-\x1f\x7f]{0,199}"
_SAFE_PATH = re.compile(f"/(?:{_PART}/)*(?:{_PART})?")


@dataclass(frozen=True)
class _File:
    """A file in the folder, and the response its address gave."""

    name: str
    status: int
    content_type: str


def write_site(at, folder, progress):
    """Write the public site as of the moment `at` into `folder`, and record the export; return the
    manifest's entries.

    `folder` must be empty or missing. It appears only once everything is written. `progress` is
    called with the number of pages so far. Raises `ExportError`.
    """
    remembered = StaticExport(host=socket.gethostname(), folder=os.path.realpath(folder), moment=at)
    with translated_errors(remembered.folder, _("Choose another folder.")):
        return _write(remembered, check_is_free, progress)


def rewrite(remembered):
    """Write a `StaticExport` again after a redaction, in place of its folder; return the
    manifest's entries.

    Raises `ExportError` if that fails, or if the folder holds more than its manifest, which would
    be lost.
    """
    with translated_errors(remembered.folder, TRY_AGAIN):
        return _write(remembered, refuse_other_files, lambda pages: None)


def _write(remembered, check, progress):
    """Write an export; `check` decides, now and at the end, whether the folder may be replaced."""
    folder = Path(remembered.folder)
    check(folder)
    now, head = _begin(remembered.moment)
    remembered.made_at = remembered.made_at or now
    remembered.last_entry_id = head.pk if head else 0
    with unfinished(folder) as work:
        export = _Export(remembered.moment, work, progress)
        export.collect()
        files = export.finish()
        facts = _facts(remembered, now, head)
        write_manifest(work, {**facts, "files": files, **export.listed()})
        _replace(folder, work, check, remembered)
    return files


def after_redaction(now):
    """Return the manifest's entry about an export that was changed because of a redaction."""
    return {"rewritten_at": plain(now), "rewritten_because": _("A version was redacted.")}


def _begin(at):
    """Return the current moment and the last history entry; raise `ExportError` if nothing was
    ever published.

    It takes the publishing lock, so that each verb is either done by now or belongs to a later
    moment.
    """
    with workflow.publishing_lock():
        now, head = clock.now(), HistoryEntry.objects.first()
    if at > now:
        raise ExportError(_("That time is in the future. Choose one in the past, or write: now"))
    if not _addresses(at).exists():
        raise ExportError(_("Nothing had been published by that time. Choose a later one."))
    manifest = getattr(staticfiles_storage, "read_manifest", None)
    if manifest and manifest() is None:
        raise ExportError(
            _("The style sheets aren't ready. Run manage.py collectstatic, then try again.")
        )
    return now, head


def _check_past_is_the_same(last_entry_id):
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


def _replace(folder, work, check, remembered):
    """Rename `work` to `folder`, and record the export.

    It takes the publishing lock, so that a redaction either stops this or finds the export among
    those to rewrite.
    """
    with (
        TemporaryDirectory(prefix=f"{folder.name}.", dir=folder.parent) as aside,
        workflow.publishing_lock(),
    ):
        _check_past_is_the_same(remembered.last_entry_id)
        check(folder)
        _remember(remembered)
        _swap(folder, work, Path(aside) / "old")


def _swap(folder, work, aside):
    if not folder.exists():
        work.rename(folder)
        return
    # If someone restricted the folder's permissions, the new folder gets the same.
    shutil.copymode(folder, work)
    folder.rename(aside)
    try:
        work.rename(folder)
    except BaseException:
        aside.rename(folder)
        raise


def _remember(remembered):
    if not remembered.pk:
        # Replaces the record of an earlier export to this folder.
        same = StaticExport.objects.filter(host=remembered.host, folder=remembered.folder)
        same.delete()
    remembered.save()


class _Export:
    """An export in progress: the addresses still to request, and the files written so far."""

    def __init__(self, at, folder, progress):
        self.at = at
        self.folder = folder
        self.progress = progress
        self.queue = deque()
        self.seen = set()
        self.pages = 0
        self.files = {}
        self.redirects = {}
        self.gone = {}

    def collect(self):
        """Request every address, and store each response with its links unchanged."""
        missing = site_as_of.response_at(_request(NOT_FOUND), self.at)
        self._keep(NOT_FOUND, missing.status_code, "text/html", missing.content)
        for name in (*(entrance.route for entrance in sections.entrances()), *ENTRANCES):
            self._enqueue(reverse(name))
        for path, _changed_at in sitemaps.addresses(self.at):
            self._enqueue(path)
        for path in _addresses(self.at).values_list("path", flat=True):
            self._enqueue(quote(path))
        while self.queue:
            self._take(self.queue.popleft())

    def finish(self):
        """Turn links into file addresses; return the manifest's entries."""
        entered = _entered_later(self.at)
        entries = []
        for address, file in sorted(self.files.items(), key=lambda pair: pair[1].name):
            body = self._linked_body(address, file)
            self._write(file.name, body)
            entries.append(_entry(address, file, body, entered.get(address)))
        return entries

    def listed(self):
        """Return the addresses that don't answer with a page of their own, for the manifest."""
        listed = {"redirects": self.redirects, "gone": self.gone}
        return {name: dict(sorted(paths.items())) for name, paths in listed.items()}

    def _enqueue(self, address):
        path = unquote(address.partition("?")[0])
        needs_site = path in map(reverse, NEED_THE_SITE)
        if address in self.seen or needs_site or not _SAFE_PATH.fullmatch(path):
            return
        self.seen.add(address)
        self.queue.append(address)

    def _take(self, address):
        if address.startswith(settings.STATIC_URL):
            self._take_static(address)
        else:
            self._take_page(address)
            self.pages += 1
            self.progress(self.pages)

    def _take_static(self, address):
        place = _static_file(unquote(address).removeprefix(settings.STATIC_URL))
        if place:
            content_type = mimetypes.guess_type(place)[0] or "application/octet-stream"
            self._keep(address, 200, content_type, place.read_bytes())

    def _take_page(self, address):
        response = site_as_of.response_at(_request(address), self.at)
        content_type = response.headers["Content-Type"].partition(";")[0]
        if response.status_code == 301:
            self._redirect(address, response.headers["Location"])
        elif response.status_code in (200, 410):
            self._keep(address, response.status_code, content_type, _body(response))
        elif response.status_code == 503:
            raise ExportError(f"{address}: {response.content.decode()}")
        if response.status_code == 410:
            self.gone[address] = _reason(address, self.at)

    def _redirect(self, address, target):
        self.redirects[address] = target
        self.files[address] = _File(_name(address, "text/html"), 301, "text/html")

    def _keep(self, address, status, content_type, body):
        file = _File(_name(address, content_type), status, content_type)
        self.files[address] = file
        self._write(file.name, body)
        change_links(content_type, body, lambda value: self._follow(value, address))

    def _follow(self, value, address):
        link = internal_link(value, address)
        if link:
            self._enqueue(link.address)

    def _linked_body(self, address, file):
        if file.status == 301:
            target = self.redirects[address]
            context = {"target": self._file_link(target, address, file), "address": target}
            return render_to_string("export/moved.html", context).encode()
        body = (self.folder / file.name).read_bytes()
        return change_links(
            file.content_type, body, lambda value: self._file_link(value, address, file)
        )

    def _file_link(self, value, address, file):
        """Return the link `value` as it reads in `file`; None if it leads to another site."""
        link = internal_link(value, address)
        if not link:
            return None
        target = self.files.get(link.address)
        if not target:
            return link.full
        relative = quote(posixpath.relpath(target.name, posixpath.dirname(file.name)))
        return f"{relative}#{link.fragment}" if link.fragment else relative

    def _write(self, name, body):
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)


def _body(response):
    """Return the body of a response, also of a streaming one."""
    if not response.streaming:
        return response.content
    # Closing the response would end the request, and with it the database connection.
    with response.file_to_stream as content:
        return content.read()


def _addresses(at):
    """Return the addresses that are valid at the moment `at`, or were before."""
    return Address.objects.filter(live_from__lte=at)


def _request(address):
    """Return a reader's request for an address."""
    path, _mark, query = address.partition("?")
    site = urlsplit(settings.SITE_URL)
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = unquote(path)
    request.GET = QueryDict(query)
    request.META = {"HTTP_HOST": site.netloc, "HTTP_X_FORWARDED_PROTO": site.scheme}
    return request


def _reason(address, at):
    """Return the reason that readers get for an address that answers 410."""
    path = unquote(address.partition("?")[0])
    _view, found = resolve(path).func.view_class().look_up(path, at)
    return found.reason


def _static_file(name):
    """Return the path of a static file; None if there is none. Only collected files have hashed
    names."""
    found = finders.find(name) or staticfiles_storage.path(name)
    return Path(found) if Path(found).is_file() else None


def _name(address, content_type):
    """Return the file name in the folder for the response of an address.

    No slug contains a dot, so `page-2.html` never collides with a page.
    """
    path, _mark, number = address.partition("?page=")
    name = unquote(path)[1:]
    if not path.endswith("/"):
        return name
    last = f"page-{number}" if number else "index"
    return f"{name}{last}{ENDINGS.get(content_type, '')}"


def _entered_later(at):
    """Return, by path, when the text was entered for each page that is live at `at` but was
    entered after that moment, such as imported ones."""
    return {
        path: plain(frozen_at)
        for model in sections.edition_models()
        for path, frozen_at in model.objects.live(at)
        .filter(frozen_at__gt=at)
        .with_path(at)
        .values_list("path", "frozen_at")
    }


def _entry(address, file, body, entered_at):
    """Return the manifest's entry for a file."""
    entry = {
        "path": file.name,
        "address": address,
        "status": file.status,
        "content_type": file.content_type,
        "bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return {**entry, "entered_at": entered_at} if entered_at else entry


def _facts(remembered, now, head):
    """Return the manifest's facts about the whole export."""
    return {
        "format": FORMAT,
        "about": _(
            "The public site as of the date and time given here. Its text, menus, links and "
            "redirects are from that time. The design is from the release given here. In the "
            "pages, addresses on this site were replaced with those of the files. A page with "
            "entered_at has text that was entered in this system only then, with an earlier date. "
            "Lists and feeds show parts of it."
        ),
        "moment": plain(remembered.moment),
        "made_at": plain(remembered.made_at),
        **(after_redaction(now) if remembered.pk else {}),
        "site": settings.SITE_URL,
        "release": RELEASE,
        "history_head": head.hash if head else "",
    }
