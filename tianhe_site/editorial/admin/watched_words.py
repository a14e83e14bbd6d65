"""The admin of the words that editors are asked about."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tianhe_site import busy
from tianhe_site.base_admin import SITE, MenuPlace
from tianhe_site.publishing import review_policy, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import WatchedWord

from ..forms.approval import ApprovalRequestForm, ModeratedForm
from .audited import APPROVAL_REQUESTED, ModeratedAdmin

# These decide what is watched for; the advice is only shown.
WATCHED = ("language", "kind", "word", "phrases")


class WatchedWordForm(ModeratedForm):
    why_help = gettext_lazy(
        "Needed only if the site will watch for less, for example if you remove a form of the "
        "word or add a phrase. Someone else must approve it."
    )

    def _post_clean(self):
        super()._post_clean()
        if not self.errors and self.instance.kind == WatchedWord.Kind.PRODUCT:
            try:
                workflow.check_product(self.instance)
            except PublishingError as error:
                self.add_error("word", error.for_form())

    def fields_to_approve(self, before):
        if self.instance.covers(before):
            return []
        return [name for name in WATCHED if getattr(before, name) != getattr(self.instance, name)]


@admin.register(WatchedWord)
class WatchedWordAdmin(ModeratedAdmin):
    menu = MenuPlace(SITE, 60, "eye")
    form = WatchedWordForm
    request_kind = workflow.NARROW_WORD
    list_display = ["word", "kind_name", "language", "phrases_listed", "advice_shown"]
    empty_value_display = "–"
    list_filter = ["kind", "language"]
    search_fields = ["word", "phrases", "advice"]
    fields = ["language", "kind", "word", "phrases", "advice", "why"]
    actions = None

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_name(self, word):
        return capfirst(word.get_kind_display())

    @admin.display(description=gettext_lazy("phrases"))
    def phrases_listed(self, word):
        return pgettext("between phrases", "; ").join(word.phrases.splitlines())

    @admin.display(description=gettext_lazy("advice"))
    def advice_shown(self, word):
        return _(word.advice) if word.advice else ""

    def delete_view(self, request, object_id, extra_context=None):
        """Request approval to stop watching a word."""
        if review_policy.is_off():
            return super().delete_view(request, object_id, extra_context)
        word = self.get_object(request, object_id)
        if word is None:
            raise Http404
        if not self.has_delete_permission(request, word):
            raise PermissionDenied
        form = ApprovalRequestForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                workflow.ask_to_remove_word(word, by=request.user, reason=form.cleaned_data["why"])
            except PublishingError as error:
                form.add_error(None, error.for_form())
            else:
                self.message_user(request, APPROVAL_REQUESTED, messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:publishing_watchedword_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": word,
            "title": _("Stop watching '%s'") % word,
            "form": form,
            "facts": [_("Editors will no longer be asked about texts that use it.")],
            "button": _("Request approval"),
            "back": reverse("admin:publishing_watchedword_change", args=[word.pk]),
        }
        return busy.render_form(request, "admin/editorial/verb.html", context, form)
