from django.urls import path, register_converter

from . import views
from .feeds import feed


class YearConverter:
    """A year with four digits, as far as dates go."""

    regex = "[12][0-9]{3}"
    to_python = int
    to_url = str


class FeedConverter:
    """The feeds other than Atom."""

    regex = "rss|json"
    to_python = to_url = str


register_converter(YearConverter, "year")
register_converter(FeedConverter, "feed")

app_name = "news"
urlpatterns = [
    path("", views.news_list, name="list"),
    path("feed/", feed, {"kind": "atom"}, name="feed"),
    path("feed/<feed:kind>/", feed, name="feed"),
    path("<year:year>/", views.news_list, name="year"),
    path("category/<slug:category>/", views.news_list, name="category"),
    path("category/<slug:category>/feed/", feed, {"kind": "atom"}, name="feed"),
    path("category/<slug:category>/feed/<feed:kind>/", feed, name="feed"),
    path("<year:year>/<slug:slug>/", views.NewsItemView.as_view(), name="item"),
]
