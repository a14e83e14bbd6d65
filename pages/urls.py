from django.urls import re_path

from .views import PageView

app_name = "pages"
urlpatterns = [
    # Only slugs and slashes: no page has a dot, a NUL or a quote in its path.
    re_path(r"^(?:[-a-zA-Z0-9_]+/)*$", PageView.as_view(), name="page"),
]
