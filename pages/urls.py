from django.urls import re_path

from .views import PageView

app_name = "pages"
urlpatterns = [
    # Slugs and slashes alone: a path with a dot, a NUL or a quote is nobody's page.
    re_path(r"^(?:[-a-zA-Z0-9_]+/)*$", PageView.as_view(), name="page"),
]
