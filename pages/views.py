"""The public views of pages and of the glossary's terms."""

from django.utils.translation import gettext as _

from tianhe_site.publishing import alternates, links
from tianhe_site.publishing.views import EditionView
from tianhe_site.rich_text.questions import questions_in
from tianhe_site.seo import structured_data

from . import glossary, navigation
from .models import Layout, PageEdition, TermEdition


class PageView(EditionView):
    edition_model = PageEdition

    def template_for(self, edition):
        return f"pages/{edition.layout}.html"

    def drawing_of(self, edition):
        return edition.illustration

    def alternates_of(self, edition, at):
        return alternates.of_item(edition, at, above=lambda: _ids_above(edition, at))

    def context_for(self, request, edition, *, at, media):
        if not edition.path:
            return {}
        reviewed = (edition.last_reviewed, edition.reviewed_by)
        page_data = structured_data.web_page(edition, *reviewed)
        terms = _terms_on(edition, at)
        shared = _shared_context(edition, at, page_data, _data_of(terms, edition))
        below = navigation.pages_below(edition.path, edition.language, at)
        below = navigation.linked_from(edition, below)
        return {
            **shared,
            "listed": [*terms, *shared["pages_above"], *below],
            "pages_below": below,
        }


class TermView(EditionView):
    edition_model = TermEdition
    template_name = "pages/term.html"

    def look_up(self, path, at):
        view, found = super().look_up(path, at)
        # A page may have had this address before there were terms.
        return (view, found) if found else PageView().look_up(path, at)

    def alternates_of(self, edition, at):
        return alternates.of_item(edition, at, nearest=lambda code: _glossary_in(code, edition, at))

    def context_for(self, request, edition, *, at, media):
        if not edition.path:
            return {}
        term = structured_data.defined_term(edition, navigation.path_above(edition.path))
        shared = _shared_context(edition, at, structured_data.web_page(edition), [term])
        return {**shared, "listed": shared["pages_above"]}


def _ids_above(edition, at):
    """Return the ids of the pages above a page, the nearest first."""
    above = navigation.pages_above(edition.path or "", edition.language, at)
    return [page.item_id for page in reversed(above)]


def _glossary_in(language, term, at):
    """Return the path of the page of all terms in a language, None if it isn't live."""
    own = navigation.path_above(term.path or "").removeprefix(links.root(term.language))
    path = f"{links.root(language)}{own}"
    return path if navigation.page_at(path, language, at) else None


def _shared_context(edition, at, page_data, others):
    """Return what the template of a page or a term needs besides its content: the pages above it,
    its `page_data`, its questions and `others`."""
    above = navigation.pages_above(edition.path, edition.language, at)
    above = navigation.linked_from(edition, above)
    questions = structured_data.questions(questions_in(edition.body))
    return {
        "pages_above": above,
        "page_data": page_data,
        "other_data": [*_breadcrumbs(edition, above), *questions, *others],
    }


def _breadcrumbs(edition, above):
    """Return the structured data of a page's breadcrumbs: none for the home page."""
    root = links.root(edition.language)
    if edition.path == root:
        return []
    steps = [(page.short_title, page.path) for page in above]
    return [structured_data.breadcrumbs([(_("Home"), root), *steps, (edition.title, edition.path)])]


def _terms_on(edition, at):
    """Return the terms of the glossary, if this page shows it."""
    is_glossary = edition.layout == Layout.GLOSSARY
    return glossary.live_terms(edition.language, at) if is_glossary else []


def _data_of(terms, edition):
    """Return the structured data of the glossary on a page, if there are terms."""
    return [structured_data.defined_terms(edition.title, edition.path, terms)] if terms else []
