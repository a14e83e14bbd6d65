"""Removes assets from the library: only unused ones, after a confirmation page."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tianhe_site import languages

from . import library, usage


class RemovalMixin:
    """Mixin of `AssetAdmin`: the delete page and the action that removes unused assets."""

    delete_confirmation_template = "admin/media_library/delete_confirmation.html"

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not self.used_among([obj]))

    def delete_view(self, request, object_id, extra_context=None):
        asset = self.get_object(request, object_id)
        if asset and self.has_delete_permission(request) and self.used_among([asset]):
            stays = _("You can't remove this, because it's in use. See where below.")
            self.message_user(request, stays, messages.WARNING)
            return HttpResponseRedirect(self.url_of("change", asset.pk))
        with usage.publishing_lock():
            return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request, obj):
        library.remove(obj)

    def get_actions(self, request):
        """Drop Django's bulk delete, which would leave the files behind."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.action(permissions=["delete"], description=gettext_lazy("Remove…"))
    def remove_unused(self, request, queryset):
        """List which of the chosen assets go and which stay; remove the unused ones once
        confirmed."""
        if "confirmed" in request.POST:
            return self._remove(request, queryset)
        used = self.used_among(queryset)
        context = {
            **self.page_context(request, _("Remove unused entries")),
            "go": [asset for asset in queryset if asset.pk not in used],
            "stay": [
                (asset, usage.places(asset), usage.count_places(asset))
                for asset in queryset
                if asset.pk in used
            ],
        }
        return render(request, "admin/media_library/remove.html", context)

    def _remove(self, request, assets):
        with usage.publishing_lock():
            used = self.used_among(assets)
            gone = [asset for asset in assets if asset.pk not in used]
            stay = [asset for asset in assets if asset.pk in used]
            self.log_deletions(request, gone)
            for asset in gone:
                library.remove(asset)
        if gone:
            done = ngettext("%d entry removed.", "%d entries removed.", len(gone)) % len(gone)
            self.message_user(request, done, messages.SUCCESS)
        if stay:
            titles = languages.listed(asset.title for asset in stay)
            message = _("Not removed, because they're in use: %s.") % titles
            self.message_user(request, message, messages.WARNING)
        return HttpResponseRedirect(self.url_of("changelist"))
