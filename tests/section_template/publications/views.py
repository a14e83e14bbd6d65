"""The public views of publications."""

from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tianhe_site.publishing import alternates, lists
from tianhe_site.publishing.clock import moment_of
from tianhe_site.publishing.views import EditionView

from .models import PublicationEdition


@require_safe
def publication_list(request):
    at = moment_of(request)
    alternates.check_open(request, at)
    live = PublicationEdition.objects.live(at).filter(language=get_language())
    page = lists.page_of(live.with_path(at).order_by("-year", "title"), request)
    heading, description = _("Publications"), _("Papers about our work, newest first.")
    context = lists.context_of(page, request, heading=heading, description=description)
    context["alternates"] = alternates.of_route("publications:list", at)
    return render(request, "publications/list.html", context)


class PublicationView(EditionView):
    edition_model = PublicationEdition
    template_name = "publications/item.html"
