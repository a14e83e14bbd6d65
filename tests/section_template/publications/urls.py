from django.urls import path

from .views import PublicationView, publication_list

app_name = "publications"
urlpatterns = [
    path("", publication_list, name="list"),
    path("<slug:slug>/", PublicationView.as_view(), name="item"),
]
