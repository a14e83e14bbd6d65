"""Public pages inside a page of the admin."""

from csp.constants import SELF


def framed_by_ourselves(response):
    """Allow pages of this site, and no others, to show a response in a frame; return it."""
    response._csp_replace = {"frame-ancestors": [SELF]}
    return response
