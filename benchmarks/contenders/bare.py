"""The least that a WSGI application can do: the same bytes and headers each time.

`BENCH_ANSWER` names a JSON file of the headers, and of the body in Latin-1.
"""

import json
import os
from pathlib import Path

_answer = json.loads(Path(os.environ["BENCH_ANSWER"]).read_text())
_headers = [tuple(pair) for pair in _answer["headers"]]
_body = _answer["body"].encode("latin-1")


def application(environ, start_response):
    start_response("200 OK", _headers)
    return [_body]
