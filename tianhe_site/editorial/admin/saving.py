"""Saving a draft by script, which stays on the page: the answers that saving/main.js reads."""

from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from tianhe_site.publishing import clock, content_checks

from .. import edit_conflicts

# Buttons of the form that lead to another page once the draft is saved.
LEAD_ON = ("preview", "submit", "publish", "schedule")
# Parts of the page that say something else once the draft is saved, and their templates.
DRAWN_AGAIN = {
    "status": "_publication",
    "findings": "_findings",
    "buttons": "_buttons",
    "way_out": "_way_out",
}
# Someone else saved, archived or deleted the draft: the script sends the form once more as browsers
# do, and the page that comes asks what to do.
NEEDS_A_PAGE = 409


def is_by_script(request):
    return request.method == "POST" and not request.accepts("text/html")


class SavingByScriptMixin:
    """Answers forms that a script sent. What it saved is noted by `note_saved` under the lock, so
    that what the form is told it was opened with is what it saved."""

    def note_saved(self, request, draft, lead_to):
        # With what only the admin's query adds, such as its state.
        request.saved_draft = self.get_object(request, str(draft.pk))
        request.lead_to = lead_to

    def answer_script(self, request, response):
        """Return JSON in place of a page, or the response if it is none of a form."""
        if response.status_code == 302:
            draft = getattr(request, "saved_draft", None)
            if draft is None:
                return JsonResponse({}, status=NEEDS_A_PAGE)
            return JsonResponse(self._saved(request, draft))
        shown = getattr(response, "context_data", None) or {}
        if response.status_code != 200 or "adminform" not in shown:
            return response
        form = shown["adminform"].form
        if form.conflict and form.conflict.is_open:
            return JsonResponse({}, status=NEEDS_A_PAGE)
        return JsonResponse(_refused(form, shown), status=422)

    def _saved(self, request, draft):
        names = self.get_form(request, draft, change=True).base_fields
        context = {
            **self.form_context(request, draft),
            "opts": self.opts,
            "original": draft,
            "has_change_permission": self.has_change_permission(request, draft),
            "findings": content_checks.examine(draft, clock.now()),
        }
        return {
            "saved": True,
            "url": self.url_of("change", draft),
            "next": self.url_of(request.lead_to, draft) if request.lead_to else "",
            "opened": edit_conflicts.version(draft),
            "fingerprints": edit_conflicts.fingerprints(draft, names),
            "autosave_url": self.autosave_url(draft),
            "open_url": self.url_of("open", draft),
            "preview_url": self.url_of("live_preview", draft),
            "saved_at": date_format(timezone.localtime(draft.modified_at), "H:i"),
            **{
                f"{name}_html": render_to_string(f"admin/editorial/{part}.html", context, request)
                for name, part in DRAWN_AGAIN.items()
            },
        }


def _refused(form, shown):
    context = {"form": form, "formsets": shown.get("inline_admin_formsets", ())}
    return {
        "summary_html": render_to_string("admin/_error_summary.html", context),
        "errors": {name: [str(each) for each in errors] for name, errors in form.errors.items()},
    }
