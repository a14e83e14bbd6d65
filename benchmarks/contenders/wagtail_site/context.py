"""What every page shows around its own text."""

from django.conf import settings

from .models import ContentPage, SiteDetails, Term


def site(request):
    pages = ContentPage.objects.live().order_by("path")
    return {
        "site": SiteDetails.for_request(request),
        # The home page and those below it.
        "menu_pages": pages.in_menu().filter(depth__lte=3),
        "footer_pages": pages.filter(in_footer=True),
        "terms": Term.objects.all(),
        "home_path": "/",
        "news_path": "/news/",
        "canonical_url": f"{settings.SITE_URL}{request.path}",
    }
