"""Checks of the fields without markup: title, summary and other lines."""

import re

from django.utils.translation import gettext as _

from tianhe_site.plain_text import as_paragraphs

from .findings import Finding, Level
from .reading import _lines, _words
from .sizes import too_long

MAX_TITLE_IN_CHINESE, MAX_DESCRIPTION_IN_CHINESE = 40, 80
# Abbreviations that end with a period, so that a title may end with one.
_ABBREVIATION = re.compile(r"\b(?:Inc|Ltd|Co|Corp|Jr|Sr|al|etc|[A-Z])\.\Z")


def lengths(content, at):
    """Lines that are longer than their column."""
    # Forms enforce the limits. Programs may not, and SQLite accepts any length.
    for field, text in _lines(content):
        most, count = field.max_length, len(text)
        if most and count > most:
            yield Finding(Level.BLOCK, field.name, too_long(field, count, most), "too-long")


def invisible_characters(content, at):
    """Lines with invisible characters, as a program or an earlier release may have saved them."""
    for field, text in _lines(content):
        if as_paragraphs(text) != text.replace("\r\n", "\n"):
            sentence = _(
                "The %s contains invisible characters that may change how it reads. Save the "
                "draft again to remove them."
            )
            yield Finding(Level.WARN, field.name, sentence % field.verbose_name, "invisible")


def lengths_in_chinese(content, at):
    """Chinese titles and summaries that are too long for lists."""
    if not content.language.startswith("zh"):
        return
    longest = {
        content.titled_by: MAX_TITLE_IN_CHINESE,
        content.described_by: MAX_DESCRIPTION_IN_CHINESE,
    }
    for field, text in _lines(content):
        most, count = longest.get(field.name), len(text)
        if most and count > most:
            sentence = too_long(field, count, most)
            yield Finding(Level.WARN, field.name, sentence, "long-in-chinese")


def full_stop(content, at):
    """A title that ends with a period."""
    title = getattr(content, content.titled_by, "").strip()
    if title.endswith((".", "。")) and not _ABBREVIATION.search(title):
        sentence = _("The title ends with a period. Remove it.")
        yield Finding(Level.WARN, content.titled_by, sentence, "full-stop")


def repeated_title(content, at):
    """A summary that only repeats the title."""
    title = _words(getattr(content, content.titled_by, ""))
    summary = _words(content.page_description())
    if summary and f" {summary} " in f" {title} ":
        sentence = _("The summary only repeats the title. Add a fact that isn't in the title.")
        yield Finding(Level.WARN, content.described_by, sentence, "repeated-title")
