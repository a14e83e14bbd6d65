"""The public views of pages and of the glossary's terms."""

from tianhe_site.publishing.views import EditionView

from . import navigation
from .models import PageEdition, TermEdition


class PageView(EditionView):
    edition_model = PageEdition

    def template_for(self, edition):
        return f"pages/{edition.layout}.html"

    def context_for(self, edition, at):
        if not edition.path:
            return {}
        return {
            "pages_above": navigation.pages_above(edition.path, edition.language, at),
            "pages_below": navigation.pages_below(edition.path, edition.language, at),
        }


class TermView(EditionView):
    edition_model = TermEdition
    template_name = "pages/term.html"

    def context_for(self, edition, at):
        if not edition.path:
            return {}
        return {"pages_above": navigation.pages_above(edition.path, edition.language, at)}
