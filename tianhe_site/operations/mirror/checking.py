"""Comparing what a mirror's server sends with what the site answers."""

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from tianhe_site.operations.crawling import begin
from tianhe_site.operations.export_folder import ExportError

from .answers import Reader

SECONDS_PER_ANSWER = 30
CONNECTIONS = {"http": HTTPConnection, "https": HTTPSConnection}


def compare(url, progress):
    """Ask the site and the server at `url` for each public address; return the number of addresses,
    and what differs, as sentences.

    Validators (`ETag`, `Last-Modified`) may differ, since each server makes its own. Calls
    `progress` with the number of addresses so far. Raises `ExportError` if the server can't be
    reached.
    """
    moment, _head = begin()
    connection = _connect(url)
    count, differences = 0, []
    try:
        for count, answer in enumerate(Reader(moment).answers(), start=1):
            differences += _differences(answer, connection)
            progress(count)
    except (OSError, HTTPException) as error:
        raise ExportError(
            _("%(url)s can't be reached (%(reason)s). Check the address, and that it serves.")
            % {"url": url, "reason": error}
        ) from None
    finally:
        connection.close()
    return count, differences


def _connect(url):
    parts = urlsplit(url)
    if parts.scheme not in CONNECTIONS or not parts.hostname or parts.path not in ("", "/"):
        raise ExportError(
            _("Write the address of the mirror like this: https://mirror.example.org")
        )
    return CONNECTIONS[parts.scheme](parts.netloc, timeout=SECONDS_PER_ANSWER)


def _differences(answer, connection):
    """Yield what a mirror says of an address other than the site does."""
    connection.request("GET", answer.address, headers={"Accept-Encoding": "identity"})
    response = connection.getresponse()
    body = response.read()
    pairs = [
        ("status", answer.status, response.status),
        ("Location", answer.location, response.headers.get("Location", "")),
        *((name, value, response.headers.get(name, "")) for name, value in answer.headers),
    ]
    if answer.status != 301:
        pairs.append(("Content-Type", answer.content_type, response.headers.get("Content-Type")))
    for name, of_site, of_mirror in pairs:
        if of_site != of_mirror:
            yield f"{answer.address}: {name} is {of_mirror!r}, on the site {of_site!r}"
    if answer.status != 301 and body != answer.body:
        yield f"{answer.address}: other bytes ({len(body)}, on the site {len(answer.body)})"
