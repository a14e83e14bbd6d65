"""Texts that hold a place until someone writes the real one. None of them may be published.

The editor's Insert menu adds examples. Hints, such as [[Who said it, and where]], come from
templates, and from Word files where something couldn't be read.
"""

import re
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from .reading import read
from .styles import LATEST_NEWS

# They say what to write and state no facts, so they suit every site.
_NOTE = _("What readers must not miss, in one or two sentences.")
_IMPORTANT = _("What readers must know before they read on.")
_FACT, _VALUE = _("Name of the fact"), _("The fact itself, with its date")
_QUESTION, _ANSWER = _("Question readers ask"), _("Answer in one or two sentences.")
_DATE, _EVENT = _("Day, month and year"), _("What happened on that day.")
_NAME, _POSITION = _("Name of the person"), _("Position of the person")
_PERSON = _("What this person does here, in one or two sentences.")
# The column headings are kept; the texts below them are examples.
_TRIAL = [
    (_("Candidate"), _("Name of the candidate")),
    (_("Cell source"), _("Where the cells come from")),
    (_("Condition studied"), _("Condition being studied")),
    (_("Phase"), _("Phase of the trial")),
    (_("Status"), _("Status in the registry")),
    (_("Country"), _("Country of the trial")),
    (_("Registry ID"), _("Number in the registry")),
    (_("Checked on"), _("Date someone last checked the registry")),
]

_EXAMPLE_TEXTS = [
    *(_NOTE, _IMPORTANT, _FACT, _VALUE, _QUESTION, _ANSWER, _DATE, _EVENT),
    *(_NAME, _POSITION, _PERSON),
    *(text for _heading, text in _TRIAL),
]
# Drafts written with release 0.5.0 or earlier may still hold these.
_FORMER_EXAMPLE_TEXTS = [
    "Question that readers ask",
    "Condition that is studied",
    "Status in the register",
    "Number in the register",
    "Day on which somebody looked there",
]

# A hint. No prose has double square brackets.
HINT = re.compile(r"\[\[[^\[\]\n]{1,300}\]\]")

_format = lazy(format_html, str)


def _trials():
    heads, cells = (
        format_html_join("", f"<{tag}>{{}}</{tag}>", ((column[place],) for column in _TRIAL))
        for place, tag in enumerate(("th", "td"))
    )
    shape = (
        '<table data-style="trials"><thead><tr>{}</tr></thead><tbody><tr>{}</tr></tbody></table>'
    )
    return format_html(shape, heads, cells)


# Name, label in the menu, and markup.
EXAMPLES = [
    ("note", _("Callout"), _format('<aside data-style="note"><p>{}</p></aside>', _NOTE)),
    (
        "important",
        _("Important callout"),
        _format('<aside data-style="important"><p>{}</p></aside>', _IMPORTANT),
    ),
    (
        "facts",
        _("Facts and figures"),
        _format('<dl data-style="facts"><dt>{}</dt><dd>{}</dd></dl>', _FACT, _VALUE),
    ),
    (
        "question",
        _("Question and answer"),
        _format("<details><summary>{}</summary><p>{}</p></details>", _QUESTION, _ANSWER),
    ),
    (
        "timeline",
        _("Timeline"),
        _format('<dl data-style="timeline"><dt>{}</dt><dd>{}</dd></dl>', _DATE, _EVENT),
    ),
    (
        "people",
        _("People"),
        _format(
            '<dl data-style="people"><dt>{}</dt><dd>{}</dd><dd>{}</dd></dl>',
            *(_NAME, _POSITION, _PERSON),
        ),
    ),
    ("trials", _("Trial table"), lazy(_trials, str)()),
    (LATEST_NEWS, _("Latest news"), f'<p data-style="{LATEST_NEWS}"></p>'),
]


def examples_in(markup):
    """Return the example texts that nobody has replaced yet, in document order."""
    return [line for line in read(markup).text.split("\n") if line in _example_texts()]


def hints_in(text):
    """Return the hints that nobody has replaced yet in a text without tags, in order."""
    return HINT.findall(text)


@cache
def _example_texts():
    """Return the example texts in every language an editor may have worked in."""
    found = set(_FORMER_EXAMPLE_TEXTS)
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            found.update(map(str, _EXAMPLE_TEXTS))
    return found
