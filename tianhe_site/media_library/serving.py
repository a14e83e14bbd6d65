"""Answers that are files: their type as it is known, and no way to act as a page of ours."""

from csp.constants import NONE
from csp.decorators import csp
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import patch_cache_control

from . import storage

# Seconds. A name carries the hash of its content, so it never means anything else.
FOR_EVER = 365 * 24 * 3600
# A file opened by itself may load nothing, run nothing, and is of no origin.
POLICY = {"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": [""]}


@csp(POLICY)
def answer(found, open_file, *, max_age):
    """Return the response that sends `found` (see `shown.file_of`), opened by `open_file` of its
    stored name; for keeping `max_age` seconds (0: not to be kept by anybody)."""
    try:
        content = open_file(found.name)
    except storage.MissingFileError:
        raise Http404 from None
    except storage.StorageError as error:
        response = HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
        response["Retry-After"] = "60"
        return response
    response = FileResponse(
        content,
        content_type=found.content_type,
        as_attachment=bool(found.readable_name),
        filename=found.readable_name,
    )
    if max_age:
        patch_cache_control(response, public=True, max_age=max_age, immutable=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response
