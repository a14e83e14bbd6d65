from django.urls import path

from .views import TermView

app_name = "glossary"
urlpatterns = [path("<slug:slug>/", TermView.as_view(), name="term")]
