"""What every page shows around its own text."""

from django.conf import settings

from .models import Page, SiteDetails


def site(request):
    pages = Page.objects.published()
    return {
        "site": SiteDetails.objects.first(),
        "menu_pages": pages.filter(in_menu=True, parent=None),
        "footer_pages": pages.filter(in_footer=True),
        "canonical_url": f"{settings.SITE_URL}{request.path}",
    }
