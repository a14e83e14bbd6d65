"""What happens once a WSGI response is sent."""


def when_sent(answer, environ, call):
    """Return a WSGI response that calls `call` once it is sent: some are generated only then."""
    if isinstance(answer, environ.get("wsgi.file_wrapper", ())):
        # The server must still recognize by its type what the kernel sends by itself (sendfile).
        answer.close = _Answer(answer, call, answer.close).close
        return answer
    return _Answer(answer, call, getattr(answer, "close", lambda: None))


class _Answer:
    def __init__(self, answer, call, close):
        self.answer, self._call, self._close = answer, call, close

    def __iter__(self):
        return iter(self.answer)

    def close(self):
        call, self._call = self._call, lambda: None
        try:
            self._close()
        finally:
            call()
