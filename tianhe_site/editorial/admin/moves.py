"""The page that changes the address of an item."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _

from tianhe_site import busy
from tianhe_site.publishing import review_policy, workflow
from tianhe_site.publishing.errors import BusyError, PublishingError

from .pages import ItemPagesMixin


class MovePagesMixin(ItemPagesMixin):
    def get_urls(self):
        return [
            self.item_path("move/", self.move_view, "move"),
            *super().get_urls(),
        ]

    def move_view(self, request, object_id):
        """Ask for a new place, show what would change, then do it."""
        draft = self.draft_to_publish(request, object_id)
        if self.place_form is None:
            raise Http404
        form, plan, done = self.place_form(request.POST or None, draft=draft), None, ""
        if request.method == "POST":
            try:
                # Reads and moves under one lock, so that a swap exchanges current addresses.
                with workflow.publishing_lock():
                    draft = self.draft_or_404(request, object_id)
                    form = self.place_form(request.POST, draft=draft)
                    done, plan = self._move_or_plan(request, form)
            except BusyError as error:
                form.add_error(None, error.for_form())
        if done:
            self.message_user(request, done, messages.SUCCESS)
            return HttpResponseRedirect(self.url_of("change", draft))
        context = self.page_context(request, draft, _("Change address"))
        context.update(
            form=form,
            bound=[(part, self._approval_reasons(part)) for part in plan.bound] if plan else [],
            plan=self._plan_rows(plan.pairs) if plan else None,
            back=self.url_of("change", draft),
            order_url=self.order_url(),
        )
        return busy.render_form(request, "admin/editorial/move.html", context, form)

    def order_url(self):
        """Return the address of the page that orders these items in the menu, "" if none does."""
        return ""

    def _move_or_plan(self, request, form):
        """Return a message if something was done, else "", and the plan of what would change. The
        plan is None if there can be none; the form then says why."""
        if not form.is_valid():
            return "", None
        try:
            if done := self._move(request, form):
                return done, None
        except PublishingError as error:
            form.add_error(None, error.for_form())
        return "", self._plan_or_none(request, form)

    def _move(self, request, form):
        """Do what was confirmed, or request approval for it; return a message for the user, "" if
        nothing was confirmed yet."""
        if form.is_confirmed():
            workflow.move(form.places(), by=request.user)
            return _("Address changed.")
        if form.is_requested():
            reason = form.cleaned_data["reason"]
            workflow.ask_move(form.places(), by=request.user, reason=reason)
            return _("Approval requested. Nothing changes until someone else approves it.")
        return ""

    def _plan_or_none(self, request, form):
        """Return the plan for this form, None if there can be none; the form then says why."""
        try:
            plan = workflow.plan_move(form.places(), by=request.user)
        except PublishingError as error:
            if str(error) not in form.non_field_errors():
                form.add_error(None, error.for_form())
            return None
        form.data = {**form.data.dict(), "planned": form.plan()}
        return plan

    def _approval_reasons(self, part):
        """Return why a move needs a second approver: because of the current place or, if that is no
        reason, the new one."""
        current = self.model.objects.get(pk=part.pk)
        return review_policy.binding_reasons(current) or review_policy.binding_reasons(part)

    def _plan_rows(self, pairs):
        """Return (title, old path, new path, effect on the old path) of each address row."""
        taken = {new.path for _old, new in pairs}
        titles = self.model.objects.in_bulk([old.item_id for old, _new in pairs])
        plan = []
        for old, new in pairs:
            if old.path == new.path:
                effect = _("stays the same; only its place in the menu changes")
            elif old.path in taken:
                effect = _("goes to the other item")
            else:
                effect = _("redirects to the new one")
            plan.append((titles[old.item_id], old.path, new.path, effect))
        return plan
