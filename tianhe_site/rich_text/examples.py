"""What the menu "Insert" of the editor puts into a text, and what of it may not be published."""

from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from .reading import read
from .styles import LATEST_NEWS

# They say what to write, and no fact: they are the same on every site.
_NOTE = _("What readers must not miss, in one or two sentences.")
_IMPORTANT = _("What readers must know before they read on.")
_FACT, _VALUE = _("Name of the fact"), _("The fact itself, with its date")
_QUESTION, _ANSWER = _("Question that readers ask"), _("Answer in one or two sentences.")
_DATE, _EVENT = _("Day, month and year"), _("What happened on that day.")
_NAME, _POSITION = _("Name of the person"), _("Position of the person")
_PERSON = _("What this person does here, in one or two sentences.")
# The headings of the columns stay; what stands below them is an example.
_TRIAL = [
    (_("Candidate"), _("Name of the candidate")),
    (_("Cell source"), _("Where the cells come from")),
    (_("Condition studied"), _("Condition that is studied")),
    (_("Phase"), _("Phase of the trial")),
    (_("Status"), _("Status in the register")),
    (_("Country"), _("Country of the trial")),
    (_("Registry ID"), _("Number in the register")),
    (_("Checked on"), _("Day on which somebody looked there")),
]

_EXAMPLE_TEXTS = [
    *(_NOTE, _IMPORTANT, _FACT, _VALUE, _QUESTION, _ANSWER, _DATE, _EVENT),
    *(_NAME, _POSITION, _PERSON),
    *(text for _heading, text in _TRIAL),
]

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


# Name, what the menu calls it, and markup.
EXAMPLES = [
    ("note", _("Call-out"), _format('<aside data-style="note"><p>{}</p></aside>', _NOTE)),
    (
        "important",
        _("Important call-out"),
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
    """Return the example texts that nobody has replaced yet, in the order of the text."""
    return [line for line in read(markup).text.split("\n") if line in _example_texts()]


@cache
def _example_texts():
    """The example texts in each language that the form of a text may have been shown in."""
    found = set()
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            found.update(map(str, _EXAMPLE_TEXTS))
    return found
