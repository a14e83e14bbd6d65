"""The current actor: the user of the current request, otherwise the command line."""

from contextlib import contextmanager
from contextvars import ContextVar

from tianhe_site.names import COMMAND_LINE_NAME

_get_user = ContextVar("get_user", default=None)


class _CommandLine:
    """The operator of the server, using a management command."""

    pk = None

    def get_username(self):
        return COMMAND_LINE_NAME

    get_full_name = get_username

    def has_perm(self, permission):
        return True


COMMAND_LINE = _CommandLine()


def current():
    """Return the user of the current request, or `COMMAND_LINE` outside of one."""
    get_user = _get_user.get()
    return get_user() if get_user else COMMAND_LINE


@contextmanager
def acting(user):
    """Make `user` the current actor."""
    with _set_to(lambda: user):
        yield


def remember_user(get_response):
    """Middleware: make the user of each request the actor while it is processed."""

    def middleware(request):
        # Evaluated only when needed: a page that reads the session can't be cached for everyone.
        with _set_to(lambda: request.user):
            return get_response(request)

    return middleware


@contextmanager
def _set_to(get_user):
    # Always reset it: the thread serves the next request too.
    before = _get_user.set(get_user)
    try:
        yield
    finally:
        _get_user.reset(before)
