"""The last part of an address, offered while someone types a title."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path, reverse_lazy

from tianhe_site.admin_pages import may
from tianhe_site.publishing import slugs
from tianhe_site.publishing.sections import draft_models
from tianhe_site.refusals import read_only


class AddressOfferMixin:
    """Mixin of an admin: offers what its `prepopulated_fields` declare by the rules of `slugs`.
    Django's own script would leave out Chinese."""

    def get_prepopulated_fields(self, request, obj=None):
        return {}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name in self.prepopulated_fields:
            [title] = self.prepopulated_fields[db_field.name]
            field.widget.attrs |= {
                "data-offer": reverse_lazy("address_offer:offer"),
                "data-offered-from": f"id_{title}",
            }
        return field


@read_only
def offer(request):
    """Answer with the last part of an address for the words `q`, as JSON."""
    if not any(may(request.user, "view", model) for model in draft_models()):
        raise PermissionDenied
    return JsonResponse({"slug": slugs.from_words(request.GET.get("q", ""))})


app_name = "address_offer"
urlpatterns = [path("", admin.site.admin_view(offer), name="offer")]
