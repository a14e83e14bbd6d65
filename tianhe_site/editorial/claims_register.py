"""The claims register for staff: every live claim with its sources."""

from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import or_

from django.conf import settings
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from tianhe_site.admin_pages import url_of
from tianhe_site.publishing import clock
from tianhe_site.publishing.models import Edition, Review
from tianhe_site.publishing.sections import edition_models
from tianhe_site.publishing.sources import describe, sources_of
from tianhe_site.rich_text.claims import HoldsClaim, claims_in

from .spreadsheets import csv_lines
from .staff import staff_view

PERMISSION = "publishing.view_historyentry"
CLAIMS_PER_PAGE = 100


@dataclass(frozen=True)
class Row:
    """One live claim. `sources` maps its source numbers to the sources the item has."""

    text: str
    edition: Edition
    admin_path: str
    sources: dict

    @property
    def reviewer(self):
        """Who approved it, "" if it was imported or published without review."""
        return self.edition.reviewed_by_name if self._is_approved else ""

    @property
    def reviewed_at(self):
        return self.edition.reviewed_at if self._is_approved else None

    @property
    def _is_approved(self):
        return self.edition.review == Review.APPROVED


def live_claims(at):
    """Yield a row for each claim that is live at `at`, ordered by section and address."""
    for model in edition_models():
        texts = model.rich_text_fields()
        if texts:
            for edition in _editions_with_claims(model, texts, at).iterator():
                yield from _claims_of(edition, texts)


def show_claims(request):
    """Show all claims or those without a source, or send all of them as CSV."""
    rows = live_claims(clock.now())
    if request.GET.get("format") == "csv":
        return _as_csv(rows)
    rows = list(rows)
    unsourced = [row for row in rows if not row.sources]
    only_unsourced = request.GET.get("without") == "source"
    shown = Paginator(unsourced if only_unsourced else rows, CLAIMS_PER_PAGE)
    context = {
        **admin.site.each_context(request),
        "title": _("Live claims"),
        "page": shown.get_page(request.GET.get("page")),
        "total": len(rows),
        "unsourced": len(unsourced),
        "only_unsourced": only_unsourced,
    }
    return render(request, "admin/editorial/claims.html", context)


def _editions_with_claims(model, texts, at):
    holds_claim = reduce(or_, (Q(HoldsClaim(name)) for name in texts))
    return model.objects.live(at).filter(holds_claim).with_path(at).order_by("path", "item_id")


def _claims_of(edition, texts):
    admin_path = url_of(edition.draft_model(), "change", edition.item_id)
    known = dict(enumerate(sources_of(edition), start=1))
    for name in texts:
        for claim in claims_in(getattr(edition, name)):
            sources = {number: known[number] for number in claim.sources if number in known}
            yield Row(claim.text, edition, admin_path, sources)


def _as_csv(rows):
    """Stream the rows as a file, which may be long."""
    headers = [
        _("Claim"),
        _("Item"),
        _("Public address"),
        _("Edit link"),
        _("Language"),
        _("Sources"),
        _("Live since"),
        _("Approved by"),
        _("Approved on"),
    ]
    lines = csv_lines(chain([headers], map(_cells, rows)))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="claims.csv"'
    return response


def _cells(row):
    return [
        row.text,
        str(row.edition),
        _absolute(row.edition.path),
        _absolute(row.admin_path),
        row.edition.get_language_display(),
        "; ".join(f"{number}. {describe(source)}" for number, source in row.sources.items()),
        row.edition.live_from.isoformat(),
        row.reviewer,
        row.reviewed_at.isoformat() if row.reviewed_at else "",
    ]


def _absolute(local_path):
    return f"{settings.SITE_URL}{local_path}" if local_path else ""


app_name = "claims"
urlpatterns = [path("", staff_view(PERMISSION, show_claims), name="register")]
