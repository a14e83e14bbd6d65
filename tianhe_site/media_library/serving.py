"""Responses that are files: with their known type, and unable to act as a page of this site.

Documents support range requests (RFC 9110, section 14) for PDF viewers and resumed downloads.
"""

import hashlib
import re

from csp.constants import NONE
from csp.decorators import csp
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, parse_http_date_safe

from . import storage

# Seconds. A name contains a hash of the content, so it never changes its meaning.
FOR_EVER = 365 * 24 * 3600
# A file opened on its own may load nothing, run nothing, and has no origin.
POLICY = {"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": [""]}
# One range. No viewer asks for several at once; a client that does gets the whole file.
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


@csp(POLICY)
def file_response(request, found, open_file, *, max_age):
    """Return the response that sends `found`, from `media_snapshot.file_of`.

    `open_file` opens its stored name. Caches may keep it for `max_age` seconds; 0 means not at
    all.
    """
    etag, written_at = _etag(found), int(found.file.uploaded_at.timestamp())
    try:
        content = open_file(found.name)
    except storage.MissingFileError:
        raise Http404 from None
    except storage.StorageError as error:
        response = HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
        response["Retry-After"] = "60"
        return response
    response = get_conditional_response(request, etag, written_at)
    if response is None:
        response = _response(request, found, content, etag, written_at)
    else:
        if response.status_code == 304:
            # The length of the whole file (RFC 9110, section 8.6); Django would say 0.
            response.headers["Content-Length"] = str(content.size)
        content.close()
    response.headers["ETag"], response.headers["Last-Modified"] = etag, http_date(written_at)
    if max_age:
        patch_cache_control(response, public=True, max_age=max_age, immutable=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _etag(found):
    """Return the strong validator of a file. A stored name never changes its content."""
    return f'"{hashlib.sha256(found.name.encode()).hexdigest()[:32]}"'


def _response(request, found, content, etag, written_at):
    part = None
    # Pictures are small, and the page cache keeps them whole.
    may_be_part = found.readable_name and request.method == "GET"
    if may_be_part and _if_range_matches(request.headers.get("If-Range"), etag, written_at):
        part = _byte_range(request.headers.get("Range", ""), content.size)
    if part == ():
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{content.size}"
        content.close()
        return response
    response = FileResponse(
        _FileRange(content, *part) if part else content,
        status=206 if part else 200,
        content_type=found.content_type,
        as_attachment=bool(found.readable_name),
        filename=found.readable_name,
    )
    if found.readable_name:
        response.headers["Accept-Ranges"] = "bytes"
    if part:
        first, last = part
        response.headers["Content-Range"] = f"bytes {first}-{last}/{content.size}"
        response.headers["Content-Length"] = str(last - first + 1)
    return response


def _if_range_matches(condition, etag, written_at):
    """Return whether an `If-Range` header matches the file; a weak tag never does."""
    if condition is None or condition == etag:
        return True
    return parse_http_date_safe(condition) == written_at


def _byte_range(header, size):
    """Return the (first, last) byte that a `Range` header asks for; None for the whole file, () if
    the range can't be satisfied."""
    found = _RANGE.fullmatch(header.strip())
    first, last = found.groups() if found else ("", "")
    if not first and not last:
        return None
    if not first:
        # A suffix range: the last n bytes.
        first, last = max(size - int(last), 0), size - 1
        return (first, last) if first <= last else ()
    first, last = int(first), min(int(last or size), size - 1)
    if found[2] and int(found[2]) < first:
        # Neither end is given.
        return None
    return (first, last) if first <= last else ()


class _FileRange:
    """A file-like view of the bytes from `first` to `last` of an open file."""

    def __init__(self, content, first, last):
        self.content, self.left = content, last - first + 1
        content.seek(first)

    def read(self, size=-1):
        size = self.left if size is None or size < 0 else min(size, self.left)
        data = self.content.read(size)
        self.left -= len(data)
        return data

    def close(self):
        self.content.close()
