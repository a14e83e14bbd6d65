"""Questions and answers in stored markup, `<details><summary>…</summary>…</details>`, for
structured data."""

import re

from .reading import read

_QUESTION = re.compile(r"<details><summary>(.*?)</summary>(.*?)</details>", re.DOTALL)


def questions_in(markup):
    """Return (question, answer) pairs as plain text, in document order. An answer has one line per
    block. Questions without an answer are left out."""
    found = ((_line(question), read(answer).text) for question, answer in _QUESTION.findall(markup))
    return [(question, answer) for question, answer in found if question and answer]


def _line(markup):
    return " ".join(read(markup).text.split())
