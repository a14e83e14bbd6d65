"""The glossary's terms that are live at a given time."""

from tianhe_site.publishing.kept import until_change
from tianhe_site.romanization import sort_key

from .models import TermEdition


def live_terms(language, at):
    """Return the live terms with their `path`, in alphabetical order, Chinese ones by pinyin."""
    return sorted(_live(language, at), key=lambda term: sort_key(term.title))


@until_change
def term_links(language, at):
    """Return (forms, path) of each live term, for `rich_text.terms` to link."""
    return [(term.forms(), term.path) for term in _live(language, at).only("title", "other_forms")]


def _live(language, at):
    editions = TermEdition.objects.live(at).filter(language=language, redaction_reason="")
    return editions.with_path(at).order_by("item_id")
