"""The pages of the verbs in the admin: preview, publish, schedule, withdraw, move, history."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from . import clock, history, links, workflow
from .errors import PublishingError
from .forms import EndForm, NoteForm, PublishForm, ScheduleForm, WithdrawForm
from .models import FOREVER, HistoryEntry

# These are about one edition of an item.
OF_EDITIONS = ("edition", "restore")


class VerbPages:
    """Mixed into the admin of a section. Each page asks for what its verb needs, says what will
    happen, and shows why a verb was refused without losing what was typed."""

    def get_urls(self):
        views = {
            "edition": self.edition_view,
            "restore": self.restore_view,
            "preview": self.preview_view,
            "publish": self.publish_view,
            "schedule": self.schedule_view,
            "times": self.times_view,
            "cancel": self.cancel_view,
            "withdraw": self.withdraw_view,
            "move": self.move_view,
        }
        own = [
            path(
                f"<path:object_id>/{name}/" + ("<int:edition_id>/" if name in OF_EDITIONS else ""),
                self.admin_site.admin_view(view),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{name}",
            )
            for name, view in views.items()
        ]
        return own + super().get_urls()

    def preview_view(self, request, object_id):
        """Show the saved draft in the template readers get."""
        draft = self._draft_to_see(request, object_id)
        return self._show(request, draft, draft.as_edition())

    def edition_view(self, request, object_id, edition_id):
        """Show an edition, whether it was ever live or not, in the template readers get."""
        draft = self._draft_to_see(request, object_id)
        return self._show(request, draft, _edition(draft, edition_id))

    def _show(self, request, draft, edition):
        if self.public_view is None:
            return HttpResponseRedirect(self.url_of("change", draft))
        edition.path = links.link(draft) or draft.path_for(draft)
        preview = {"edit_url": self.url_of("change", draft), "frozen_at": edition.frozen_at}
        response = self.public_view().show(request, edition, preview=preview)
        response["X-Robots-Tag"] = "noindex"
        return response

    def publish_view(self, request, object_id):
        draft = self._draft_to_publish(request, object_id)
        return self._verb_page(
            request,
            draft,
            form=PublishForm(request.POST or None, initial={"seen": _seen(draft)}),
            rehearsal=lambda: workflow.publish_draft(
                draft, by=request.user, until=_planned_end(draft)
            ),
            title=_("Publish now"),
            button=_("Publish now: readers see it at once"),
            facts=[
                *self._facts_before_publishing(draft),
                *_planned_end_in_words(draft),
                *draft.remarks(clock.now()),
            ],
            act=lambda form: self._publish(request, draft, form),
            done=_("Published. Readers see it now."),
        )

    def schedule_view(self, request, object_id):
        draft = self._draft_to_publish(request, object_id)
        return self._verb_page(
            request,
            draft,
            form=ScheduleForm(request.POST or None, initial={"seen": _seen(draft)}),
            title=_("Schedule"),
            button=_("Schedule: readers see it from that moment on"),
            facts=self._facts_before_publishing(draft),
            act=lambda form: self._publish(request, draft, form),
            done=_("Scheduled. What you change from now on is not part of it."),
        )

    def times_view(self, request, object_id):
        """Change when what is scheduled goes live and ends, or when what is live ends."""
        draft = self._draft_to_publish(request, object_id)
        at = clock.now()
        edition = draft.editions.pending(at).first() or draft.editions.live(at).first()
        if edition is None:
            raise Http404
        form_class = ScheduleForm if edition.live_from > at else EndForm
        return self._verb_page(
            request,
            draft,
            form=form_class(request.POST or None, initial=form_class.times_of(edition)),
            title=_("Change the times"),
            button=_("Change the times; the text stays as it is"),
            facts=[_("Live from %s") % clock.in_words(edition.live_from)],
            act=lambda form: self._reschedule(request, edition, form),
            done=_("The times were changed."),
        )

    def cancel_view(self, request, object_id):
        draft = self._draft_to_publish(request, object_id)
        # Without a pending edition the verb says so, of whichever it is asked to cancel.
        pending = draft.editions.pending(clock.now()).first() or draft.as_edition()
        facts = [_("It was to go live on %s.") % clock.in_words(pending.live_from)]
        return self._verb_page(
            request,
            draft,
            form=NoteForm(request.POST or None),
            rehearsal=lambda: workflow.cancel_schedule(pending, by=request.user),
            title=_("Cancel the schedule"),
            button=_("Cancel it: nothing goes live then"),
            facts=[*facts, _("The draft stays as it is, and so does what is live.")],
            act=lambda form: workflow.cancel_schedule(
                pending, by=request.user, **form.cleaned_data
            ),
            done=_("The schedule was cancelled."),
        )

    def withdraw_view(self, request, object_id):
        draft = self._draft_to_publish(request, object_id)
        address = links.link(draft)
        facts = [_("Readers who open %s are told that it was taken down.") % address]
        if draft.next_from:
            facts.append(
                _("What is scheduled for %s is cancelled.") % clock.in_words(draft.next_from)
            )
        return self._verb_page(
            request,
            draft,
            form=WithdrawForm(request.POST or None),
            rehearsal=lambda: workflow.withdraw(draft, by=request.user, note=_("Withdraw")),
            title=_("Withdraw"),
            button=_("Withdraw: take it away from readers at once"),
            facts=facts,
            act=lambda form: workflow.withdraw(draft, by=request.user, **form.cleaned_data),
            done=_("Withdrawn. Readers no longer see it."),
        )

    def move_view(self, request, object_id):
        """Ask where the item is to stand, show what that changes, then do it."""
        draft = self._draft_to_publish(request, object_id)
        if self.place_form is None:
            raise Http404
        # What a swap exchanges is read under the lock that the move is made under.
        with workflow.alone():
            form = self.place_form(request.POST or None, draft=draft)
            plan = None
            if request.method == "POST" and form.is_valid():
                try:
                    if form.is_confirmed():
                        workflow.move(form.places(), by=request.user)
                        self.message_user(request, _("The address was changed."), messages.SUCCESS)
                        return HttpResponseRedirect(self.url_of("change", draft))
                    pairs = workflow.rehearse(workflow.move, form.places(), by=request.user)
                    plan = self._plan(pairs)
                    form.data = {**form.data.dict(), "planned": form.plan()}
                except PublishingError as error:
                    form.add_error(None, str(error))
        context = self._context(request, draft, _("Change address"))
        context.update(form=form, plan=plan, back=self.url_of("change", draft))
        return render(request, "admin/publishing/move.html", context)

    def restore_view(self, request, object_id, edition_id):
        draft = self._draft(request, object_id)
        if not self.has_change_permission(request, draft):
            raise PermissionDenied
        edition = _edition(draft, edition_id)
        return self._verb_page(
            request,
            draft,
            form=NoteForm(request.POST or None),
            title=_("Copy an edition into the draft"),
            button=_("Copy it: it takes the place of what the draft says now"),
            facts=[
                _("The edition of %s.") % clock.in_words(edition.frozen_at),
                _("Nothing is published. What readers see stays as it is."),
            ],
            act=lambda form: workflow.restore(edition, by=request.user, **form.cleaned_data),
            done=_("The edition was copied into the draft."),
        )

    def history_view(self, request, object_id, extra_context=None):
        """Show the record of this item, not Django's own log, which goes with its user."""
        draft = self._draft_to_see(request, object_id)
        entries = [
            (entry, history.in_words(entry), history.edition_made_by(entry))
            for entry in HistoryEntry.objects.filter(item_id=draft.pk)
        ]
        context = self._context(request, draft, _("History"))
        return render(request, "admin/publishing/history.html", {**context, "entries": entries})

    def _reschedule(self, request, edition, form):
        at, until = form.times()
        note = form.cleaned_data["note"]
        workflow.reschedule(edition, by=request.user, at=at, until=until, note=note)

    def _plan(self, pairs):
        """Return (title, old path, new path, what becomes of the old one) of each address row."""
        taken = {new.path for _old, new in pairs}
        titles = self.model.objects.in_bulk([old.item_id for old, _new in pairs])
        plan = []
        for old, new in pairs:
            if old.path == new.path:
                fate = _("stays; only the place in the menu changes")
            elif old.path in taken:
                fate = _("goes to the other item")
            else:
                fate = _("leads readers on to the new one")
            plan.append((titles[old.item_id], old.path, new.path, fate))
        return plan

    def _publish(self, request, draft, form):
        with workflow.alone():
            draft = self._draft(request, str(draft.pk))
            if _seen(draft) != form.cleaned_data["seen"]:
                raise PublishingError(
                    _(
                        "The draft was changed while you looked at this page. Go back to the "
                        "draft, read it, and publish from there."
                    )
                )
            at, until = form.times()
            until = until if at else _planned_end(draft)
            edition = workflow.publish_draft(
                draft, by=request.user, at=at, until=until, note=form.cleaned_data["note"]
            )
        if at:
            for remark in draft.remarks(edition.live_from):
                self.message_user(request, remark, messages.WARNING)

    def _facts_before_publishing(self, draft):
        facts = []
        address = draft.path_for(draft)
        if address:
            facts.append(_("Its address: %s") % address)
        if draft.is_live and draft.content_hash == draft.editions.live().get().content_hash:
            facts.append(_("Readers see just this text already."))
        elif draft.is_live:
            facts.append(_("It takes the place of what is live now."))
        if draft.next_from:
            facts.append(
                _("What is scheduled for %s is cancelled.") % clock.in_words(draft.next_from)
            )
        return facts

    def _verb_page(self, request, draft, *, form, title, button, facts, act, done, rehearsal=None):
        """Ask for what a verb needs, do it, and go back to the form; or say why it can't be.

        Where a `rehearsal` of the verb is refused, nobody is asked to fill in a form for it.
        """
        if request.method == "POST" and form.is_valid():
            try:
                act(form)
            except PublishingError as error:
                form.add_error(None, str(error))
            else:
                self.message_user(request, done, messages.SUCCESS)
                return HttpResponseRedirect(self.url_of("change", draft))
        context = self._context(request, draft, title)
        context.update(form=form, button=button, facts=facts, back=self.url_of("change", draft))
        if request.method != "POST" and rehearsal:
            context["refusal"] = _refusal(rehearsal)
        return render(request, "admin/publishing/verb.html", context)

    def _context(self, request, draft, title):
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": draft,
            "title": f"{title}: {draft}",
            "media": self.media,
        }

    def _draft(self, request, object_id):
        draft = self.get_object(request, object_id)
        if draft is None:
            raise Http404
        return draft

    def _draft_to_see(self, request, object_id):
        draft = self._draft(request, object_id)
        if not self.has_view_permission(request, draft):
            raise PermissionDenied
        return draft

    def _draft_to_publish(self, request, object_id):
        self.require_publish(request)
        return self._draft(request, object_id)

    def require_publish(self, request):
        if not self.has_publish_permission(request):
            raise PermissionDenied

    def url_of(self, name, draft):
        prefix = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"{prefix}_{name}", args=[draft.pk])


def _edition(draft, edition_id):
    edition = draft.editions.filter(pk=edition_id).first()
    if edition is None:
        raise Http404
    return edition


def _seen(draft):
    """Return what an editor has seen who looked at a draft before publishing it."""
    return f"{draft.content_hash} {draft.path_for(draft)}"


def _planned_end(draft):
    """Return the end asked for what is live; a correction must not take it away."""
    live = draft.editions.live().first()
    return live.asked_until if live and live.asked_until < FOREVER else None


def _planned_end_in_words(draft):
    end = _planned_end(draft)
    return [_("It ends on %s, as what is live now.") % clock.in_words(end)] if end else []


def _refusal(verb):
    """Return why a verb would be refused now, None if it would not."""
    try:
        workflow.rehearse(verb)
    except PublishingError as error:
        return str(error)
    return None
