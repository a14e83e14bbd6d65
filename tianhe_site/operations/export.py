"""Exports the public site as of a moment to a folder that can be read without this system.

All pages are requested first and stored unchanged. Links become file addresses afterwards, once it
is known which addresses are files. So only one page at a time is in memory.
"""

import hashlib
import mimetypes
import os
import posixpath
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils.translation import gettext as _

from tianhe_site import RELEASE
from tianhe_site.editorial import site_as_of
from tianhe_site.publishing import sections, workflow
from tianhe_site.publishing.hashing import plain

from .crawling import Crawl, begin, body_of, check_past_is_the_same, file_name, not_found
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
ENDINGS = {
    "text/html": ".html",
    "application/atom+xml": ".xml",
    "application/rss+xml": ".xml",
    "application/feed+json": ".json",
}


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
    now, head = begin(remembered.moment)
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


def _replace(folder, work, check, remembered):
    """Rename `work` to `folder`, and record the export.

    It takes the publishing lock, so that a redaction either stops this or finds the export among
    those to rewrite.
    """
    with (
        TemporaryDirectory(prefix=f"{folder.name}.", dir=folder.parent) as aside,
        workflow.publishing_lock(),
    ):
        check_past_is_the_same(remembered.last_entry_id)
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
    """An export in progress: the crawl, and the files written so far."""

    def __init__(self, at, folder, progress):
        self.at = at
        self.folder = folder
        self.progress = progress
        self.crawl = Crawl(at)
        self.pages = 0
        self.files = {}
        self.redirects = {}
        self.gone = {}

    def collect(self):
        """Request every address, and store each response with its links unchanged."""
        for address in not_found(self.at):
            missing = site_as_of.response_at(_request(address), self.at)
            self._keep(address, missing.status_code, "text/html", missing.content)
        for address in self.crawl:
            self._take(address)

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
            self._keep(address, response.status_code, content_type, body_of(response))
        elif response.status_code == 503:
            raise ExportError(f"{address}: {response.content.decode()}")
        if response.status_code == 410:
            self.gone[address] = _reason(address, self.at)

    def _redirect(self, address, target):
        self.redirects[address] = target
        self.files[address] = _File(file_name(address, "text/html", ENDINGS), 301, "text/html")

    def _keep(self, address, status, content_type, body):
        file = _File(file_name(address, content_type, ENDINGS), status, content_type)
        self.files[address] = file
        self._write(file.name, body)
        self.crawl.follow(content_type, body, address)

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
