"""Limits on request bodies, enforced before anything is read or stored.

Django reads the whole body before the first view runs, to find the CSRF token in it.
"""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import JsonResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tianhe_site import static_message

# Files of the maximum size that one form may send.
MAX_FILES = 10


class BoundedUploadHandler(FileUploadHandler):
    """The first upload handler: cuts a file off once it is known to be too large.

    The view gets a truncated file larger than `MEDIA_MAX_BYTES`, so it must compare the size.
    Other files of the form arrive complete.
    """

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start <= settings.MEDIA_MAX_BYTES else None

    def file_complete(self, file_size):
        """Return None: a later handler stored the file."""


def refuse_too_large(get_response):
    """Middleware: answer 413, without reading it, to a body larger than any form of the site
    sends."""

    def middleware(request):
        most = MAX_FILES * settings.MEDIA_MAX_BYTES
        if _announced_bytes(request) <= most:
            return get_response(request)
        message = _(
            "This upload is larger than %s, so nothing was saved. Upload fewer files at once, or "
            "smaller ones."
        ) % filesizeformat(most)
        if request.accepts("text/html"):
            return static_message.answer("413.html", 413, message=message)
        return JsonResponse({"error": message}, status=413)

    return middleware


def _announced_bytes(request):
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        # Django then reads no body.
        return 0
