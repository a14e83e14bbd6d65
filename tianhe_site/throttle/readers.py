"""How often one address may search, or open what isn't there.

Counted in the process, since a search by an honest reader is to write nothing. Those who exceed the
allowance are counted in the database as well: there each further excess doubles the wait.
"""

import threading
from collections import OrderedDict
from datetime import timedelta

from .addresses import network_of
from .tries import Allowance, Counter, TooManyTriesError, take_without_waiting

MAX_ADDRESSES = 10_000
EXCESS = Allowance(free=0, first_wait=10, max_wait=10 * 60, seconds_per_try=10 * 60)


class ReaderAllowance:
    """Lets each address make `burst` requests at once, and one more every `seconds_per_request`."""

    def __init__(self, kind, *, burst, seconds_per_request):
        self.kind = kind
        self.burst = burst
        self.seconds_per_request = seconds_per_request
        # By network: what is left, when it was counted, until when it waits.
        self._kept = OrderedDict()
        self._lock = threading.Lock()

    def seconds_to_wait(self, request, *, at):
        """Count a request at the time `at`; return 0, or how many seconds it is too early."""
        network = network_of(request)
        if not network:
            return 0
        with self._lock:
            left, blocked_until = self._note(network, at)
        if blocked_until and blocked_until > at:
            return int(-(-(blocked_until - at).total_seconds() // 1))
        return 0 if left >= 0 else self._exceeded(network, at)

    def clear(self):
        """Forget all counts of this process."""
        with self._lock:
            self._kept.clear()

    def _note(self, network, at):
        left, last_at, blocked_until = self._kept.pop(network, (self.burst, at, None))
        if not blocked_until or blocked_until <= at:
            regained = max(0, (at - last_at).total_seconds()) / self.seconds_per_request
            left = min(self.burst, max(0, left) + regained) - 1
        self._kept[network] = (left, at, blocked_until)
        if len(self._kept) > MAX_ADDRESSES:
            self._kept.popitem(last=False)
        return left, blocked_until

    def _exceeded(self, network, at):
        """Block `network`, here and in the database; return for how many seconds."""
        counter = Counter(EXCESS, self.kind, network)
        try:
            seconds = take_without_waiting([counter], at=at) or EXCESS.first_wait
        except TooManyTriesError as error:
            seconds = error.seconds
        with self._lock:
            self._kept[network] = (0, at, at + timedelta(seconds=seconds))
        return seconds


SEARCHES = ReaderAllowance("search", burst=60, seconds_per_request=1)
WRONG_PREVIEWS = ReaderAllowance("preview", burst=20, seconds_per_request=30)
# Links that let someone in.
WRONG_LINKS = ReaderAllowance("link", burst=20, seconds_per_request=30)
# A log-in with a passkey makes two requests, and the first one keeps a session.
PASSKEYS = ReaderAllowance("passkey", burst=60, seconds_per_request=5)
# A password is rated a few times while it is typed.
PASSWORD_RATINGS = ReaderAllowance("rating", burst=60, seconds_per_request=1)
ALL = (SEARCHES, WRONG_PREVIEWS, WRONG_LINKS, PASSKEYS, PASSWORD_RATINGS)
