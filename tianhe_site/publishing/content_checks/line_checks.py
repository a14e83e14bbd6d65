"""Checks of the fields without markup: title, summary and other lines."""

import re

from django.utils.translation import gettext as _

from tianhe_site.chinese import is_chinese
from tianhe_site.plain_text import as_paragraphs

from .findings import Finding, Level
from .reading import lines_of, normalized
from .sizes import too_long_message

MAX_TITLE_IN_CHINESE, MAX_DESCRIPTION_IN_CHINESE = 40, 80
# Abbreviations that end with a period, so that a title may end with one.
_ABBREVIATION = re.compile(r"\b(?:Inc|Ltd|Co|Corp|Jr|Sr|al|etc|[A-Z])\.\Z")


def long_lines(content, at):
    """Lines that are longer than their column."""
    # Forms enforce the limits. Programs may not, and SQLite accepts any length.
    for field, text in lines_of(content):
        limit, count = field.max_length, len(text)
        if limit and count > limit:
            yield Finding(
                Level.BLOCK, field.name, too_long_message(field, count, limit), "too-long"
            )


def invisible_characters(content, at):
    """Lines with invisible characters, as a program or an earlier release may have saved them."""
    for field, text in lines_of(content):
        if as_paragraphs(text) != text.replace("\r\n", "\n"):
            message = _(
                "The %s contains invisible characters that may change how it reads. Save the "
                "draft again to remove them."
            )
            yield Finding(Level.WARN, field.name, message % field.verbose_name, "invisible")


def long_chinese_lines(content, at):
    """Chinese titles and summaries that are too long for lists."""
    if not is_chinese(content.language):
        return
    limits = {
        content.titled_by: MAX_TITLE_IN_CHINESE,
        content.described_by: MAX_DESCRIPTION_IN_CHINESE,
    }
    for field, text in lines_of(content):
        limit, count = limits.get(field.name), len(text)
        if limit and count > limit:
            message = too_long_message(field, count, limit)
            yield Finding(Level.WARN, field.name, message, "long-in-chinese")


def full_stop(content, at):
    """A title that ends with a period."""
    title = getattr(content, content.titled_by, "").strip()
    if title.endswith((".", "。")) and not _ABBREVIATION.search(title):
        message = _("The title ends with a period. Remove it.")
        yield Finding(Level.WARN, content.titled_by, message, "full-stop")


def repeated_title(content, at):
    """A summary that only repeats the title."""
    title = normalized(getattr(content, content.titled_by, ""))
    summary = normalized(content.page_description())
    if summary and f" {summary} " in f" {title} ":
        message = _("The summary only repeats the title. Add a fact that isn't in the title.")
        yield Finding(Level.WARN, content.described_by, message, "repeated-title")
