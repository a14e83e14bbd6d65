"""Checks of a text before it is submitted or published.

A check is a function that takes the content (a draft or an edition) and the time when it goes live,
and yields findings. A section adds its own in `content_checks` of its draft.
"""

from . import (
    contact_checks,
    line_checks,
    link_checks,
    media_checks,
    text_checks,
    translation_checks,
    word_checks,
)
from .completeness import all_fields_of, missing
from .findings import Finding, Level, limited
from .reading import draft_model_of, draft_of, markups_of, related_names_of, texts_of
from .statements import (
    statement_above,
    statement_of,
    statement_of_site_on,
    statement_on,
    statement_on_page,
)

__all__ = [
    "Finding",
    "Level",
    "draft_of",
    "examine",
    "markups_of",
    "missing",
    "related_names_of",
    "statement_above",
    "statement_of",
    "statement_of_site_on",
    "statement_on",
    "statement_on_page",
    "texts_of",
]

# The checks of all sections.
GENERAL = (
    missing,
    line_checks.long_lines,
    line_checks.invisible_characters,
    line_checks.long_chinese_lines,
    line_checks.full_stop,
    line_checks.repeated_title,
    text_checks.heading_levels,
    text_checks.long_chinese_sentences,
    link_checks.links_without_text,
    link_checks.generic_link_texts,
    link_checks.links_to_missing_pages,
    link_checks.incomplete_links,
    link_checks.links_to_missing_headings,
    link_checks.links_to_missing_headings_elsewhere,
    contact_checks.contacts_on_page_without,
    media_checks.pictures_and_documents,
    word_checks.malformed_identifiers,
    text_checks.claims_without_source,
    text_checks.example_texts,
    text_checks.hints,
    text_checks.half_written,
    word_checks.watched_words,
    translation_checks.beside_source,
)


def examine(content, at):
    """Return the findings in `content` (a draft or an edition) that goes live at `at`: blocking
    ones first, then in the order of the fields."""
    found = {}
    for check in (*GENERAL, *draft_model_of(content).content_checks):
        for finding in limited(check(content, at)):
            found.setdefault(finding.key, finding)
    # Findings about the whole item come before those about a field.
    order = ["", *(field.name for field in all_fields_of(content))]
    return sorted(
        found.values(),
        key=lambda finding: (finding.level != Level.BLOCK, order.index(finding.field)),
    )
