from django.urls import path

from . import views

urlpatterns = [
    path("", views.page, name="home"),
    path("news/", views.news_list, name="news"),
    path("news/<int:year>/", views.news_list, name="year"),
    path("news/category/<slug:category>/", views.news_list, name="category"),
    path("news/<int:year>/<slug:slug>/", views.news_item, name="item"),
    path("glossary/<slug:slug>/", views.term, name="term"),
    path("<path:path>/", views.page, name="page"),
]
