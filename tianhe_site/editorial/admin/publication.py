"""The pages of the verbs that change what readers see: publish, schedule, withdraw."""

from copy import copy
from datetime import UTC

from django.contrib import messages
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from tianhe_site.languages import for_records, name_of, root, with_label
from tianhe_site.publishing import clock, history, links, translations, workflow
from tianhe_site.publishing.alternates import is_open
from tianhe_site.publishing.errors import PublishingError, about
from tianhe_site.publishing.models import FOREVER, Edition, Review

from ..forms.publication import ScheduleForm, SubmitForm, WithdrawForm
from . import facts
from .pages import edition_or_404
from .questions import QuestionsMixin, placeholder_correction


class PublicationPagesMixin(QuestionsMixin):
    def get_urls(self):
        return [
            self.item_path("publish/", self.publish_view, "publish"),
            self.item_path(
                "publish/<int:edition_id>/", self.publish_edition_view, "publish_edition"
            ),
            self.item_path("schedule/", self.schedule_view, "schedule"),
            self.item_path(
                "schedule/<int:edition_id>/", self.schedule_edition_view, "schedule_edition"
            ),
            self.item_path("withdraw/", self.withdraw_view, "withdraw"),
            *super().get_urls(),
        ]

    def publish_view(self, request, object_id):
        draft = self.draft_to_publish(request, object_id)
        frozen, end = workflow.existing_edition(draft), _planned_end(draft)
        when = [_("Now: readers see it at once."), *_end_facts(end)]
        return self.verb_page(
            request,
            draft,
            form=self._form(SubmitForm, request, draft, frozen),
            dry_run=lambda: workflow.publish_draft(
                draft, by=request.user, until=end, correction=placeholder_correction(draft)
            ),
            title=_("Publish now"),
            button=_("Publish now"),
            look=self._last_look(draft, frozen, when=when),
            facts=[
                *_early_facts(frozen),
                *_language_facts(draft),
                *draft.publishing_notes(clock.now()),
            ],
            action=lambda form: self._publish_draft(request, draft, form, until=end),
            success=_("Published. Readers can see it now."),
        )

    def schedule_view(self, request, object_id):
        draft = self.draft_to_publish(request, object_id)
        frozen = workflow.existing_edition(draft)
        return self.verb_page(
            request,
            draft,
            form=self._form(ScheduleForm, request, draft, frozen, **_initial_time(frozen)),
            dry_run=lambda: self._check_schedule(request, draft),
            title=_("Schedule"),
            button=_("Schedule"),
            look=self._last_look(draft, frozen),
            action=lambda form: self._schedule_draft(request, draft, form),
            success=_("Scheduled. Changes you make from now on aren't included."),
        )

    def publish_edition_view(self, request, object_id, edition_id):
        """Publish the approved edition, whatever has changed in the draft since."""
        draft = self.draft_to_publish(request, object_id)
        edition, end = edition_or_404(draft, edition_id), _planned_end(draft)
        when = [_("Now: readers see it at once."), *_end_facts(end)]
        return self.verb_page(
            request,
            draft,
            form=self._form(SubmitForm, request, draft, edition, text=edition),
            dry_run=lambda: workflow.publish(edition, by=request.user),
            title=_("Publish now"),
            button=_("Publish now"),
            look=self._last_look(draft, edition, text=edition, when=when),
            facts=[
                *_early_facts(edition),
                *_language_facts(draft),
                *self._date_facts(draft, edition, clock.now()),
            ],
            action=lambda form: self._publish_edition(request, edition, form, until=end),
            success=_("Published. Readers can see it now."),
        )

    def schedule_edition_view(self, request, object_id, edition_id):
        draft = self.draft_to_publish(request, object_id)
        edition = edition_or_404(draft, edition_id)
        initial = _initial_time(edition)
        return self.verb_page(
            request,
            draft,
            form=self._form(ScheduleForm, request, draft, edition, text=edition, **initial),
            dry_run=lambda: workflow.check_ready(edition, by=request.user),
            title=_("Schedule"),
            button=_("Schedule"),
            look=self._last_look(draft, edition, text=edition),
            facts=self._date_facts(draft, edition, initial.get("at")),
            action=lambda form: self._publish_edition(request, edition, form, **form.times()),
            success=_("Scheduled. Changes you make from now on aren't included."),
        )

    def _form(self, form_class, request, draft, frozen, *, text=None, **initial):
        ready = _languages_ready(draft, text or draft)
        return self.questions_form(
            form_class, request, draft, frozen, text=text, languages=ready, **initial
        )

    def _last_look(self, draft, edition, *, text=None, when=()):
        """Return what goes live (`text`; None: the draft), where, when, who approved it, and what
        they said. `edition` is what it was frozen as, None if it wasn't yet."""
        text = text or draft
        submission, answer = facts.responses(edition) if edition else (None, None)
        return facts.with_lines(
            facts.Fact(_("What"), [str(text), *self._look_links(draft, text)]),
            facts.address(draft.path_for(text)),
            facts.Fact(_("When"), [*when, *_replaced(draft, text), *_canceled_schedule(draft)]),
            submission and facts.go_live_wish(submission, _("Requested time")),
            edition and facts.change_kind(edition),
            submission and facts.act(_("Submitted"), submission),
            _review_fact(edition, answer),
            edition and facts.acknowledged(edition),
        )

    def _look_links(self, draft, text):
        """Return links to the text as readers will see it, and to what the draft changed since."""
        is_draft = text is draft
        if self.public_view is not None:
            parts = ("preview", draft) if is_draft else ("edition", draft, text.pk)
            yield _link(self.url_of(*parts), _("See it as readers will"))
        if not is_draft:
            yield _("Version of %s.") % clock.describe(text.frozen_at)
            if text.content_hash != draft.content_hash:
                yield _("The draft has changed since then. Those changes aren't included.")
                yield _link(
                    f"{self.url_of('compare', draft)}?old={text.pk}&new=draft", _("See changes")
                )

    def _date_facts(self, draft, edition, starts):
        """Return what to know if an approved version has another date than the day it goes live."""
        known = edition.search_day()
        if not starts or not known or not _as_dated(draft, known).fitting_date(starts, UTC):
            return []
        sentence = _(
            "Readers will see the date %(date)s. To change it, change the draft and submit it "
            "again."
        )
        link = _link(self.url_of("change", draft), _("Open the draft"))
        return [format_html("{} {}", sentence % {"date": date_format(known)}, link)]

    def _publish_draft(self, request, draft, form, *, until):
        with workflow.publishing_lock():
            draft = self.draft_as_seen(request, draft, form)
            return self._freeze_and_publish(request, draft, form, until=until)

    def _freeze_and_publish(self, request, draft, form, **times):
        correction = form.answers()["correction"]
        edition = workflow.freeze(draft, by=request.user, correction=correction)
        return self._publish_edition(request, edition, form, **times)

    def _publish_edition(self, request, edition, form, **times):
        """Publish an edition, and at the same time the other languages that were chosen."""
        answers = {"by": request.user, **times, **_without_correction(form)}
        chosen = form.cleaned_data.get("languages")
        if not chosen:
            return workflow.publish(edition, **answers)
        with workflow.publishing_lock():
            ready = workflow.ready_with(edition.item, edition.content_hash)
            others = [each for each in ready if _key_of(each) in chosen]
            if len(others) < len(chosen):
                raise PublishingError(
                    _("A translation changed while you had this page open. Check it again.")
                )
            frozen = [_frozen(each, by=request.user) for each in others]
            return workflow.publish_many([edition, *frozen], **answers)

    def _check_schedule(self, request, draft):
        correction = placeholder_correction(draft)
        edition = workflow.freeze(draft, by=request.user, correction=correction)
        # Don't check a made-up time: the page above may be public by then, but not now.
        workflow.check_ready(edition, by=request.user)

    def _schedule_draft(self, request, draft, form):
        with workflow.publishing_lock():
            draft = self.draft_as_answered(request, draft, form)
            self._freeze_and_publish(request, draft, form, **form.times())

    def withdraw_view(self, request, object_id):
        draft = self.draft_to_publish(request, object_id)
        address = links.link(draft)
        sentences = [
            _("Readers lose access immediately. The page at %s will say that it was taken down.")
            % address
        ]
        if draft.next_from:
            sentences.append(
                _("The version scheduled for %s will be canceled.")
                % clock.describe(draft.next_from)
            )
        sentences += _scheduled_languages(draft)
        return self.verb_page(
            request,
            draft,
            form=WithdrawForm(
                request.POST or None,
                reasons=workflow.withdrawal_reasons_for(draft),
                others=[
                    (each.pk, _language_and_title(each), workflow.withdrawal_reasons_for(each))
                    for each in translations.live_others(draft, clock.now())
                ],
            ),
            dry_run=lambda: workflow.withdraw(draft, by=request.user, note=_("Withdraw")),
            title=_("Withdraw"),
            button=_("Withdraw"),
            facts=sentences,
            action=lambda form: self._withdraw(request, draft, form),
            success=_("Withdrawn. Readers can no longer see it."),
        )

    def _withdraw(self, request, draft, form):
        data = form.cleaned_data
        answers = {name: data[name] for name in ("reason", "own_words", "note")}
        with workflow.publishing_lock():
            asked = workflow.withdraw(draft, by=request.user, **answers)
            for pk, message in form.others().items():
                other = self.draft_or_404(request, str(pk))
                with for_records():
                    note = data["note"].strip() or _("Withdrawn together with '%s'.") % draft
                workflow.withdraw(other, by=request.user, reason=message, note=note)
        if asked:
            note = _("Your own message needs approval by someone else. They've been notified.")
            self.message_user(request, note, messages.INFO)


def _languages_ready(draft, text):
    """Return (key, label) of what could go live in other languages together with `text`."""
    ready = workflow.ready_with(draft, text.content_hash)
    return [(_key_of(each), _language_and_title(_item_of(each))) for each in ready]


def _key_of(content):
    """Return what names an item in a form, and the text that it had when the form was opened. What
    a translator saved since doesn't go live."""
    return f"{_item_of(content).pk}-{content.content_hash}"


def _scheduled_languages(draft):
    """Return what stays scheduled in languages that readers don't get yet."""
    now = clock.now()
    others = translations.of_items([draft], now).get(draft.pk, ())
    items = [each.item for each in others if each.item and each.language != draft.language]
    message = _("The %(language)s version stays scheduled for %(time)s.")
    return [
        message
        % {
            "language": name_of(item.language),
            "time": clock.describe(edition.live_from),
        }
        for item in items
        if item.live_hash is None
        for edition in item.pending_editions(now)
    ]


def _item_of(content):
    return content.item if isinstance(content, Edition) else content


def _frozen(content, *, by):
    if isinstance(content, Edition):
        return content
    with about(content):
        return workflow.freeze(content, by=by)


def _language_and_title(item):
    return with_label(name_of(item.language), item)


def _without_correction(form):
    """Return the answers about an edition. Whether it is a correction was asked before freezing."""
    answers = form.answers()
    return {"reasons": answers["reasons"], "note": answers["note"]}


def _replaced(draft, text):
    live = draft.live_edition(clock.now())
    if live and text.content_hash == live.content_hash:
        return [_("This text is already live.")]
    return [_("This replaces the live version.")] if live else []


def _review_fact(edition, answer):
    """Return what reviewers have said about exactly this text."""
    if edition is None or edition.review == Review.NONE:
        return facts.Fact(_("Review"), [_("No one has reviewed this version.")])
    if answer is None:
        return facts.Fact(_("Review"), [edition.get_review_display()])
    return facts.act(edition.get_review_display(), answer)


def _initial_time(edition):
    """Return the time at which a text should go live, as initial data for the form."""
    wish = history.go_live_wish(edition) if edition else None
    return {"at": wish} if wish and wish > clock.now() else {}


def _language_facts(draft):
    """Return what to know of an item in a language whose home page isn't live."""
    home = root(draft.language)
    if not draft.has_page or draft.path_for(draft) == home or is_open(home, clock.now()):
        return []
    message = _("Readers can't see it yet: the home page in %(language)s isn't live.")
    return [message % {"language": draft.get_language_display()}]


def _early_facts(edition):
    """Return what to know if a text is published before the time that was asked for."""
    wish = _initial_time(edition).get("at")
    sentence = _("This is earlier than requested: it should go live on %s.")
    return [sentence % clock.describe(wish)] if wish else []


def _as_dated(draft, date):
    """Return a copy of the draft with a version's date, to ask whether that fits."""
    dated = copy(draft)
    dated.shown_date = date
    return dated


def _link(url, label):
    return format_html('<a href="{}">{}</a>', url, label)


def _canceled_schedule(draft):
    if not draft.next_from:
        return []
    return [_("The version scheduled for %s will be canceled.") % clock.describe(draft.next_from)]


def _planned_end(draft):
    """Return the end that was asked for the live version; a correction must keep it."""
    live = draft.live_edition(clock.now())
    return live.asked_until if live and live.asked_until < FOREVER else None


def _end_facts(end):
    return [_("Like the live version, it ends on %s.") % clock.describe(end)] if end else []
