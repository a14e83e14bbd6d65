"""Bounds on what a request may send, kept before anything of it is read or stored.

Django reads the whole body before the first view, to find the token of the form in it.
"""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

# Files of the largest size that one form may send.
MAX_FILES = 10


class BoundedUploadHandler(FileUploadHandler):
    """First of the handlers: passes on no more of a file than shows that it is too large.

    What comes to the view is cut off, and larger than `MEDIA_MAX_BYTES`; so whoever takes a file
    has to compare its size with that. Other files of the form arrive as they are.
    """

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start <= settings.MEDIA_MAX_BYTES else None

    def file_complete(self, file_size):
        """Leave it to the handlers that stored it."""


def refuse_too_large(get_response):
    """Middleware: answer 413, without reading it, to a body that no form of the site sends."""

    def middleware(request):
        most = MAX_FILES * settings.MEDIA_MAX_BYTES
        if _announced_bytes(request) <= most:
            return get_response(request)
        sentence = _(
            "This is more than %s, so nothing of it was taken. Send fewer files at once, or "
            "smaller ones."
        ) % filesizeformat(most)
        if request.accepts("text/html"):
            return render(request, "413.html", {"sentence": sentence}, status=413)
        return JsonResponse({"error": sentence}, status=413)

    return middleware


def _announced_bytes(request):
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        # Django reads no body then.
        return 0
