"""What readers get at the addresses of the site, asked without a server."""

import re
from dataclasses import dataclass, replace
from itertools import chain
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse, set_urlconf
from django.utils.translation import override

from tianhe_site.languages import in_each, language_of, reverse_in, root
from tianhe_site.operations.crawling import NOT_FOUND, Crawl, body_of, not_found
from tianhe_site.operations.export_folder import ExportError
from tianhe_site.operations.models import OldAddress
from tianhe_site.operations.views import ICONS
from tianhe_site.publishing import cache_version, clock, kept
from tianhe_site.seo import absolute
from tianhe_site.serving import request_key
from tianhe_site.serving.finished_page import FinishedPage

# Each web server says these of a file by itself.
OF_EACH_SERVER = {
    *("accept-ranges", "content-encoding", "content-length", "content-type", "date", "etag"),
    *("last-modified", "location", "vary"),
}

# What web servers take for another path, or can't be told of.
_REWRITTEN = re.compile(r"//|/\.\.?(?:/|$)|[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Answer:
    """What a reader gets at an address. `headers` are pairs of those that say how to treat it."""

    address: str
    status: int
    content_type: str
    location: str
    headers: tuple
    body: bytes

    @property
    def kind(self):
        return self.content_type.partition(";")[0]


class Reader:
    """Asks for every public address as of a moment, as readers would."""

    def __init__(self, at):
        self.at = at
        # When something begins or ends, or words such as "2 years ago" change by themselves.
        self.right_until = cache_version.next_boundary(at)
        self._handler = WSGIHandler()
        self._state = kept.PublicState(at, self.right_until)

    def answers(self):
        """Yield an `Answer` for each address at which there is or was something, then for one
        where nothing is, in each language."""
        crawl, asked = Crawl(self.at), set()
        for address in filter(_is_free, chain(_unlinked(), crawl)):
            asked.add(address)
            answer = self.ask(address)
            if answer.status in (200, 301, 410):
                _follow(answer, crawl)
                yield answer
        for address in filter(_is_free, _on_old_site()):
            if address not in asked and (answer := self.ask(address)).status == 301:
                yield answer
        for path in not_found(self.at):
            missing = self._not_found(path)
            yield self._search_page(language_of(path), missing)
            yield missing

    def ask(self, address):
        """Return the `Answer` at an address of the site; raise `ExportError` if the site has none
        right now."""
        path, _mark, query = address.partition("?")
        site = urlsplit(settings.SITE_URL)
        key = request_key.Key(
            host=site.netloc,
            is_https=site.scheme == "https",
            script_name="",
            # WSGI has the bytes of a path as if they were Latin-1.
            path=unquote_to_bytes(path).decode("latin-1"),
            query=tuple(parse_qsl(query)),
        )
        status, headers, body = self._ask(key.request())
        if request_key.key_of(key.request()):
            headers = FinishedPage(status, headers, body).headers
        answer = _answer(address, status, headers, body)
        if answer.status >= 500:
            raise ExportError(f"{address}: {status}")
        return answer

    def _ask(self, environ):
        """Return status line, headers and body of Django's response."""
        with (
            clock.set_to(self.at),
            kept.within(self._state),
            kept.noting_limits() as limits,
        ):
            response = self._handler.get_response(WSGIRequest(environ))
            body = body_of(response)
        # The end of a request would do so.
        set_urlconf(None)
        for limit in limits:
            self.right_until = min(self.right_until, self.at + limit)
        return f"{response.status_code} {response.reason_phrase}", [*response.items()], body

    def _not_found(self, path):
        """Return the answer at `path`, where nothing is. The old site may have had a page by the
        name that this one has in the mirror."""
        address, above = path, root(language_of(path))
        while (answer := self.ask(address)).status != 404:
            address = f"{above}404/{address.removeprefix(above)}"
        return replace(answer, address=path)

    def _search_page(self, language, like):
        """Return the answer in place of search results in a language, with the headers of a page
        `like` it that no search engine is to have."""
        request = HttpRequest()
        request.path, request.moment = reverse_in(language, "search:results"), self.at
        context = {"site_url": settings.SITE_URL, "search_url": absolute(request.path)}
        with clock.set_to(self.at), kept.within(self._state), override(language):
            body = render_to_string("export/no_search.html", context, request).encode()
        return Answer(request.path, 200, like.content_type, "", like.headers, body)


def _unlinked():
    """Return the addresses that programs ask for without being led there."""
    return [*(f"/{name}" for name in ICONS), reverse("security")]


def _is_free(address):
    """Return whether an address isn't that of one of the mirror's own pages about missing ones."""
    return address.rstrip("/") not in in_each(f"/{NOT_FOUND}")


def _on_old_site():
    """Yield the addresses that imported items had on another system, which lead here now."""
    for path in OldAddress.objects.values_list("path", flat=True):
        if not _REWRITTEN.search(path):
            yield from (quote(path), f"{quote(path)}/")


def _answer(address, status, headers, body):
    names = {name.lower(): value for name, value in headers}
    return Answer(
        address=address,
        status=int(status.partition(" ")[0]),
        content_type=names.get("content-type", ""),
        location=names.get("location", ""),
        headers=tuple(
            sorted(
                (name, _stable(name, value))
                for name, value in headers
                if name.lower() not in OF_EACH_SERVER
            )
        ),
        body=body,
    )


def _stable(name, value):
    """Return the value of a header in the same words each time: the order of the directives in a
    policy differs from process to process."""
    if name.lower() != "content-security-policy":
        return value
    return "; ".join(sorted(each.strip() for each in value.split(";")))


def _follow(answer, crawl):
    """Add what an answer leads to, also by addresses that are written in full: in a page's data, a
    feed, a sitemap."""
    crawl.follow(answer.kind, answer.body, answer.address)
    if answer.kind.startswith("text/") or answer.kind.endswith(("xml", "json")):
        full = re.compile(rf"{re.escape(settings.SITE_URL)}/[^\s\"'<>\\]*")
        for link in full.findall(answer.body.decode(errors="replace")):
            crawl.add_link(link, answer.address)
