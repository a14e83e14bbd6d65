"""Review rules for pages, site details and terms, besides those for all sections."""

from django.utils.translation import gettext_lazy as _

from tianhe_site.publishing.review_policy import Rule, binds_descendants

# The fields that readers see in the status box of a page.
STATUS_BOX = (
    "status",
    "status_date",
    "approval_statement",
    "last_reviewed",
    "reviewed_by",
    "next_review",
)


def is_home(item, content):
    return item.is_home


def fills_status_box(item, content):
    return any(getattr(content, name) for name in STATUS_BOX)


def is_below_bound_page(item, content):
    return item.parent is not None and binds_descendants(item.parent)


def always(item, content):
    return True


PAGE_RULES = (
    Rule("home", _("It's the home page."), is_home),
    Rule("status", _("It has a status box."), fills_status_box),
    Rule("below", _("It's below a page that needs a second approver."), is_below_bound_page),
)
SITE_DETAILS_RULES = (Rule("site-details", _("It appears on every page."), always),)
TERM_RULES = (Rule("term", _("It appears on every page that uses the term."), always),)
