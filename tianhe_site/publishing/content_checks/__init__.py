"""Checks of a text before it is submitted or published.

A check is a function that takes the content (a draft or an edition) and the time from which it is
to be live, and yields findings. A section adds its own in `content_checks` of its draft.
"""

from . import line_checks, link_checks, media_checks, text_checks, word_checks
from .findings import Finding, Level, _bounded
from .reading import _fields, draft_model, draft_of, markups, names_from_elsewhere, texts

__all__ = [
    "Finding",
    "Level",
    "draft_of",
    "examine",
    "markups",
    "names_from_elsewhere",
    "texts",
]

# The checks of all sections.
GENERAL = (
    line_checks.lengths,
    line_checks.invisible_characters,
    line_checks.lengths_in_chinese,
    line_checks.full_stop,
    line_checks.repeated_title,
    text_checks.headings,
    link_checks.links_without_words,
    link_checks.generic_link_texts,
    link_checks.links_of_our_own,
    link_checks.unfinished_links,
    link_checks.links_within_the_text,
    link_checks.links_into_other_pages,
    media_checks.pictures,
    word_checks.numbers,
    text_checks.claims,
    text_checks.example_texts,
    text_checks.half_written,
    word_checks.watched_words,
)


def examine(content, at):
    """Return the findings in `content` (a draft or an edition) that is to be live from `at`:
    blocking ones first, then in the order of the fields."""
    found = {}
    for check in (*GENERAL, *draft_model(content).content_checks):
        for finding in _bounded(check(content, at)):
            found.setdefault(finding.key, finding)
    # Findings about the whole item come before those about a field.
    order = ["", *(field.name for field in _fields(content))]
    return sorted(
        found.values(),
        key=lambda finding: (finding.level != Level.BLOCK, order.index(finding.field)),
    )
