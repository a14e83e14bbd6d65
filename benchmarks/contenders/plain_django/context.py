"""What every page shows around its own text."""

from django.conf import settings
from django.urls import reverse

from .models import Page, SiteDetails, Term


def site(request):
    pages = Page.objects.published()
    return {
        "site": SiteDetails.objects.first(),
        "menu_pages": pages.filter(in_menu=True, parent=None),
        "footer_pages": pages.filter(in_footer=True),
        "terms": Term.objects.published(),
        "home_path": reverse("home"),
        "news_path": reverse("news"),
        "canonical_url": f"{settings.SITE_URL}{request.path}",
    }
