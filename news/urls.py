from django.urls import path, register_converter

from . import views
from .feeds import NewsFeed


class YearConverter:
    """Years a date can have, written with four digits."""

    regex = "[12][0-9]{3}"
    to_python = int
    to_url = str


register_converter(YearConverter, "year")

app_name = "news"
urlpatterns = [
    path("", views.news_list, name="list"),
    path("feed/", NewsFeed(), name="feed"),
    path("<year:year>/", views.news_list, name="year"),
    path("category/<slug:category>/", views.news_list, name="category"),
    path("<year:year>/<slug:slug>/", views.NewsItemView.as_view(), name="item"),
]
