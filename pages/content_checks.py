"""Content checks for pages, terms and site details, besides those for all sections."""

import re

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pages import contacts, filings, privacy
from tianhe_site.publishing.content_checks import Finding, Level, draft_of


def review(content, at):
    """A page whose review is overdue."""
    due = content.next_review
    if due and due < timezone.localdate(at):
        message = _("Review was due on %s. Review this page or set a new date.") % date_format(due)
        yield Finding(Level.WARN, "next_review", message, "review-due", due.isoformat())


def review_order(content, at):
    """A next review that isn't later than the last one."""
    last, due = content.last_reviewed, content.next_review
    if last and due and due <= last:
        message = _("The last review was on %s. Choose a later date for the next one.")
        message %= date_format(last)
        yield Finding(Level.BLOCK, "next_review", message, "review-order")


def last_review(content, at):
    """A last review in the future."""
    day = content.last_reviewed
    if day and day > timezone.localdate(at):
        message = _("Check the date of the last review: %s is in the future.") % date_format(day)
        yield Finding(Level.BLOCK, "last_reviewed", message, "review-to-come")


def approval(content, at):
    """Placeholders of the standard approval statement that nobody replaced."""
    for pattern in re.findall(r"\[[^\[\]]*\]", content.approval_statement):
        message = _("The approval still says '%s'. Replace it with your own text.")
        yield Finding(Level.BLOCK, "approval_statement", message % pattern, "pattern-text", pattern)


def status_date(content, at):
    """A status without the day on which it was true, or with a day to come."""
    day = content.status_date
    if content.status and not day:
        message = _("Enter the day this status was true, so readers can tell whether it's current.")
        yield Finding(Level.WARN, "status_date", message, "no-status-date")
    if day and day > timezone.localdate(at):
        message = _("Check the date of the status: %s is in the future.") % date_format(day)
        yield Finding(Level.BLOCK, "status_date", message, "status-to-come")


def telephones(content, at):
    """Phone numbers that can't be dialed from other countries."""
    # A phone dials the (0), too, which only calls at home begin with.
    for name in (f"{role}_phone" for role in contacts.ROLES):
        number = getattr(content, name).strip()
        if number and not re.fullmatch(r"\+[0-9](?!.*\(0\))[0-9 ().-]{5,}", number):
            message = _(
                "Phones can't dial '%s'. Start with + and the country code, then use digits only, "
                "for example: +86 531 5555 0100."
            )
            yield Finding(Level.BLOCK, name, message % number, "telephone", number)


def privacy_parts(content, at):
    """A privacy page that lacks some of what the law asks for."""
    missing = privacy.missing_in(content) if content.layout == privacy.LAYOUT else []
    if missing:
        message = _(
            "This privacy page doesn't say everything that China's privacy law asks for. Still "
            "empty: %s."
        ) % privacy.names_of(content, missing)
        yield Finding(Level.WARN, missing[0], message, "privacy-parts", " ".join(missing))


def filing_numbers(content, at):
    """Filing numbers that look wrong."""
    if content.icp_number and not filings.ICP_NUMBER.fullmatch(content.icp_number):
        message = _("Check the ICP number '%s'. It should look like 京ICP备12345678号-1.")
        message %= content.icp_number
        yield Finding(Level.WARN, "icp_number", message, "icp-number", content.icp_number)
    if content.psb_number and not filings.PSB_NUMBER.fullmatch(content.psb_number):
        message = _(
            "Check the public security number '%s'. To be linked, it must look like "
            "京公网安备11010502030143号."
        )
        message %= content.psb_number
        yield Finding(Level.WARN, "psb_number", message, "psb-number", content.psb_number)


def shared_forms(content, at):
    """Forms that two terms share, though a text can link them to only one."""
    forms = {form.casefold() for form in content.forms()}
    draft = draft_of(content)
    others = draft.edition_model().objects.live(at).filter(language=content.language)
    for other in others.exclude(item=draft.pk).order_by("item"):
        for form in other.forms():
            if form.casefold() in forms:
                message = _(
                    "The term '%(term)s' also lists '%(form)s'. Keep it under only one of them: "
                    "pages link it to just one term."
                ) % {"form": form, "term": other.title}
                yield Finding(Level.WARN, "other_forms", message, "shared-form", form)


PAGE_CHECKS = (review, review_order, last_review, approval, status_date, privacy_parts)
SITE_DETAILS_CHECKS = (telephones, approval, filing_numbers)
TERM_CHECKS = (shared_forms,)
