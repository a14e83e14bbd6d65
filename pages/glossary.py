"""The glossary's terms that are live at a given time."""

from django.db.models.functions import Lower

from tianhe_site.publishing.kept import until_change

from .models import TermEdition


def live_terms(language, at):
    """Return the live terms with their `path`, in alphabetical order."""
    editions = TermEdition.objects.live(at).filter(language=language, redaction_reason="")
    return editions.with_path(at).order_by(Lower("title"), "item_id")


@until_change
def term_links(language, at):
    """Return (forms, path) of each live term, for `rich_text.terms` to link."""
    terms = live_terms(language, at).only("title", "other_forms")
    return [(term.forms(), term.path) for term in terms]
