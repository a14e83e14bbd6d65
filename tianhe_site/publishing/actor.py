"""Who acts: whoever sent the request that is being answered, else the command line."""

from contextlib import contextmanager
from contextvars import ContextVar

_get_user = ContextVar("get_user", default=None)


class _CommandLine:
    """The operator of the server, acting through a management command."""

    pk = None

    def get_username(self):
        return "command line"

    def has_perm(self, permission):
        return True


COMMAND_LINE = _CommandLine()


def current():
    """Return the user of the request that is being answered; outside of one, `COMMAND_LINE`."""
    get_user = _get_user.get()
    return get_user() if get_user else COMMAND_LINE


@contextmanager
def acting(user):
    """Let `user` be who acts."""
    with _set_to(lambda: user):
        yield


def remember_user(get_response):
    """Middleware: let the user of each request be who acts while it is answered."""

    def middleware(request):
        # Not asked for yet: a page that reads the session could not be kept for everybody.
        with _set_to(lambda: request.user):
            return get_response(request)

    return middleware


@contextmanager
def _set_to(get_user):
    # Set back in any case: the thread answers the next request too.
    before = _get_user.set(get_user)
    try:
        yield
    finally:
        _get_user.reset(before)
