"""Who else has the form of an item open."""

from django.http import JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tianhe_site.publishing import clock

from .. import presence
from .pages import ItemPagesMixin


class PresenceMixin(ItemPagesMixin):
    def get_urls(self):
        return [
            self.item_path("open/", self.open_view, "open"),
            *super().get_urls(),
        ]

    def open_view(self, request, object_id):
        """Record that the user has the form open or has left it; return who else has it open."""
        return require_POST(self._record_presence)(request, object_id)

    def _record_presence(self, request, object_id):
        draft = self.draft_to_change(request, object_id)
        if "left" in request.POST:
            presence.leave(draft, request.user)
            return JsonResponse({})
        return JsonResponse({"others": self.others_at(request, draft)})

    def others_at(self, request, draft):
        """Return who else has the draft open, and record that the user has."""
        if getattr(request, "is_busy", False):
            # Recording it would wait for the lock again.
            return []
        others = presence.others_at(draft, request.user, clock.now())
        return [_describe(other) for other in others]


def _describe(form):
    time = date_format(timezone.localtime(form.seen_at), "H:i")
    return _("%(name)s also has this open (last seen at %(time)s).") % {
        "name": form.user_name,
        "time": time,
    }
