"""Content checks for news items, besides those for all sections."""

from django.conf import settings
from django.utils.translation import gettext as _

from tianhe_site.publishing.content_checks import Finding, Level, draft_of


def source(content, at):
    """An item without a source that isn't a company announcement either."""
    if not (content.sources or content.company_announcement):
        message = _("Add a source, or check 'Company announcement only'.")
        yield Finding(Level.BLOCK, "sources", message, "no-source")


def place(content, at):
    """A release without the place where it was issued."""
    if content.dateline_place.strip():
        return
    level = Level.BLOCK
    message = _("Enter the city where this release is issued, for example Jinan, China.")
    # The earlier site may not have given a place, and nobody can make one up.
    if draft_of(content).was_imported():
        level = Level.WARN
        message = _(
            "Enter the city where this release is issued, for example Jinan, China. If the "
            "original gave no place, say so here."
        )
    yield Finding(level, "dateline_place", message, "no-place")


def date(content, at):
    """A release without its date."""
    if not content.date:
        message = _("Enter the release date, so readers can tell whether the news is current.")
        yield Finding(Level.BLOCK, "date", message, "no-date")


def text(content, at):
    """An item with only a headline and a summary."""
    if not content.body:
        message = _("There's no text below the summary yet.")
        yield Finding(Level.WARN, "body", message, "no-text")


def category_name(content, at):
    """A category without a name in the language of the item."""
    draft = draft_of(content)
    category, language = draft.category, draft.language
    if category and language != settings.LANGUAGE_CODE and not category.names.get(language):
        message = _(
            "The category '%(category)s' has no name in %(language)s, so readers see this one. "
            "Add the name to the category."
        ) % {"category": category, "language": draft.get_language_display()}
        yield Finding(Level.WARN, "", message, "no-category-name")


NEWS_CHECKS = (source, place, date, text, category_name)
