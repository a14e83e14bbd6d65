"""What programs that watch or visit the site ask for."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def health(request):
    """Answer 200 while the database answers, else 503, for a load balancer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations")
    except DatabaseError:
        return HttpResponse("database away\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request):
    """Name the sitemap, and keep crawlers out of the admin."""
    return render(request, "robots.txt", {"site_url": settings.SITE_URL}, content_type="text/plain")
