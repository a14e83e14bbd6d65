"""Pages, the terms of the glossary, and the details that every page shows."""

from .details import SiteDetails, SiteDetailsEdition
from .glossary import Term, TermEdition
from .tree import WITH_CONTACTS, Illustration, Layout, Page, PageEdition

__all__ = [
    "Illustration",
    "Layout",
    "Page",
    "PageEdition",
    "SiteDetails",
    "SiteDetailsEdition",
    "Term",
    "TermEdition",
    "WITH_CONTACTS",
]
