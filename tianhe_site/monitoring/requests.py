"""The request that a thread is at work on: its id, and whom it comes from, for whatever is logged
meanwhile."""

import secrets
from contextvars import ContextVar

from django.utils.functional import LazyObject, empty

from .responses import when_sent

HEADER = "X-Request-ID"
_current = ContextVar("request", default=None)


class About:
    """What is known of a request."""

    __slots__ = ("address", "django_request", "id")

    def __init__(self, address):
        # Our own, whatever a visitor sends: ids that someone chose would mix up lines of the log.
        self.id = secrets.token_hex(8)
        self.address = address
        self.django_request = None

    @property
    def person(self):
        """The id of the account that sent it, None if that isn't known. The database isn't asked:
        what is logged may be that it fails."""
        user = vars(self.django_request).get("user") if self.django_request else None
        is_unknown = isinstance(user, LazyObject) and user._wrapped is empty
        return None if is_unknown else getattr(user, "pk", None)


def current():
    """Return what is known of the current request; None outside of one."""
    return _current.get()


def current_id():
    """Return the id of the current request, "" outside of one."""
    about = _current.get()
    return about.id if about else ""


def begin(address):
    """Begin a request that comes from an IP address (None: unknown). Returns what is known of it.
    Call `end` after it, since the thread serves others too."""
    about = About(address)
    _current.set(about)
    return about


def end():
    """End the current request."""
    _current.set(None)


class RequestIds:
    """WSGI middleware: gives each request an id, which the response names.

    `address_of` says of an environ which IP address it comes from.
    """

    def __init__(self, application, address_of):
        self.application = application
        self.address_of = address_of

    def __call__(self, environ, start_response):
        outer = current()
        about = outer or begin(self.address_of(environ))
        own_end = (lambda: None) if outer else end

        def start(status, headers, exc_info=None):
            return start_response(status, [*headers, (HEADER, about.id)], exc_info)

        try:
            answer = self.application(environ, start)
        except BaseException:
            own_end()
            raise
        return when_sent(answer, environ, own_end)


def note_person(get_response):
    """Django middleware: lets log lines name who sent the request, once somebody has looked."""

    def middleware(request):
        about = current()
        if about:
            about.django_request = request
        return get_response(request)

    return middleware


def for_all(status, headers):
    """Return the headers of a response that is sent to others too, who didn't send the request that
    it was made for. An error goes to those who waited for it, and its id is what they report."""
    is_error = status.startswith("5")
    return headers if is_error else [each for each in headers if each[0] != HEADER]
