"""Questions and answers in stored markup, `<details><summary>…</summary>…</details>`: what
machines are told of them."""

import re

from .reading import read

_QUESTION = re.compile(r"<details><summary>(.*?)</summary>(.*?)</details>", re.DOTALL)


def questions_in(markup):
    """Return (question, answer) as plain text, in the order of the text; an answer has a line a
    block. A question that has no answer yet is left out."""
    found = ((_line(question), read(answer).text) for question, answer in _QUESTION.findall(markup))
    return [(question, answer) for question, answer in found if question and answer]


def _line(markup):
    return " ".join(read(markup).text.split())
