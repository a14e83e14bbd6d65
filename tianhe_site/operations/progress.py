"""Says how far a long command is."""

import time

SECONDS_BETWEEN_LINES = 5


def every(number, write, sentence):
    """Return a function to call with how much is done. It calls `write` with the `sentence`, which
    has a place for that, each time that another `number` is done."""

    def report(done):
        if done % number == 0:
            write(sentence % done)

    return report


class Progress:
    """Counts what is done of `total` things called `noun`, and calls `report` with a sentence now
    and then: with the rate, and how long the rest will take."""

    def __init__(self, noun, total, report, *, clock=time.monotonic):
        self._noun, self._total, self._report, self._clock = noun, total, report, clock
        self._done = self._skipped = 0
        self._began = self._said = clock()

    def skip(self, number):
        """Count what an earlier run has done: it says nothing about how fast this one is."""
        self._skipped += number
        self.add(number)

    def add(self, number):
        """Count what was done just now."""
        self._done += number
        now = self._clock()
        if now - self._said >= SECONDS_BETWEEN_LINES:
            self._said = now
            self._report(self._sentence(now - self._began))

    def _sentence(self, seconds):
        rate = (self._done - self._skipped) / seconds
        sentence = f"{self._noun}: {self._done:,} of {self._total:,}"
        if not rate:
            return sentence
        left = max(0, self._total - self._done) / rate
        return f"{sentence}, {rate:,.0f} a second, about {left:,.0f} seconds left"
