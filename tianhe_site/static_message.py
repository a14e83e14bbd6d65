"""Pages with nothing but a message, for when little else works: they ask no database and load no
other file."""

import base64
import hashlib
import re

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

_STYLE = re.compile("<style>(.*?)</style>", re.DOTALL)


def answer(template, status, **context):
    """Return the response with a template that extends `_static_message.html`."""
    # Without the request: whoever is logged in is read from the database, and a body that wasn't
    # read must not be used.
    page = render_to_string(template, {"host": settings.SITE_HOST, **context})
    response = HttpResponse(page, status=status)
    # The policy of the site refuses any other style that is in a page.
    digest = hashlib.sha256(_STYLE.search(page)[1].encode()).digest()
    response._csp_update = {"style-src": [f"'sha256-{base64.b64encode(digest).decode()}'"]}
    return response
