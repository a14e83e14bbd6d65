"""What the admin pages of one item share: finding it, permissions, asking and answering."""

from dataclasses import replace
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path

from tianhe_site import admin_pages, busy
from tianhe_site.languages import name_of, with_label
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.content_checks import Level, examine
from tianhe_site.publishing.errors import BusyError, ContentError, PublishingError


class ItemPagesMixin:
    """What the mixins share that add pages to the admin of a section.

    The page of a verb asks for what the verb needs, says what will happen, and if it is refused,
    says why without losing what was typed.
    """

    def item_path(self, address, view, name):
        """Return the route to a page below the address of an item."""
        return path(
            f"<path:object_id>/{address}",
            self.admin_site.admin_view(_read_at_one_moment(view)),
            name=f"{self.opts.app_label}_{self.opts.model_name}_{name}",
        )

    def verb_page(
        self,
        request,
        draft,
        *,
        form,
        title,
        button,
        action,
        success,
        facts=(),
        look=(),
        dry_run=None,
        lead_to=None,
        **context,
    ):
        """Ask for what a verb needs, do it, and go back to the draft; or say why it was refused.

        If a `dry_run` of the verb is refused, the page shows no form; if it only lacks reasons for
        warnings, the form asks for them. `facts` are sentences about what will happen, `look` is a
        list of `facts.Fact` about the text. `success` is a message, or a function that makes one
        from what `action` returned, and `lead_to` one that returns the item to go on with. The rest
        is context for the page.
        """
        if request.method == "POST" and form.is_valid():
            try:
                outcome = action(form)
            except ContentError as error:
                form.ask_about(_named(error, draft))
            except PublishingError as error:
                form.add_error(None, error.for_form())
            else:
                message = success(outcome) if callable(success) else success
                self.message_user(request, message, messages.SUCCESS)
                following = lead_to(outcome) if lead_to else draft
                return HttpResponseRedirect(self.url_of("change", following))
        context.update(self.page_context(request, draft, title))
        context.update(form=form, button=button, facts=facts, look=look)
        context["back"] = self.url_of("change", draft)
        if request.method != "POST" and dry_run:
            context.update(_refusal(dry_run, draft, form))
        return busy.render_form(request, "admin/editorial/verb.html", context, form)

    def page_context(self, request, draft, title):
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": draft,
            "title": with_label(title, draft),
            "media": self.media,
        }

    def draft_or_404(self, request, object_id):
        draft = self.get_object(request, object_id)
        if draft is None:
            raise Http404
        return draft

    def draft_to_see(self, request, object_id):
        draft = self.draft_or_404(request, object_id)
        if not self.has_view_permission(request, draft):
            raise PermissionDenied
        return draft

    def draft_to_change(self, request, object_id):
        self.require(request, "change")
        return self.draft_or_404(request, object_id)

    def draft_to_publish(self, request, object_id):
        self.require(request, "publish")
        return self.draft_or_404(request, object_id)

    def may(self, request, action):
        """Whether the user may do `action` with items of this kind."""
        return admin_pages.may(request.user, action, self.model)

    def require(self, request, action):
        if not self.may(request, action):
            raise PermissionDenied

    def url_of(self, name, draft, *parts):
        return admin_pages.url_of(self.model, name, draft.pk, *parts)


def _read_at_one_moment(view):
    """Return a view that looks at the clock once for a page that is only read: on PostgreSQL each
    look is a query. A form that was sent waits for the lock, and then looks again."""

    @wraps(view)
    def read(request, *args, **kwargs):
        if request.method != "GET":
            return view(request, *args, **kwargs)
        with clock.set_to(clock.now()):
            return view(request, *args, **kwargs)

    return read


def edition_or_404(draft, edition_id):
    edition = draft.editions.filter(pk=edition_id).first()
    if edition is None:
        raise Http404
    # The same object, because the draft has annotations that are needed here too.
    edition.item = draft
    return edition


def is_number(name):
    return name.isascii() and name.isdecimal() and len(name) < 19


def _refusal(verb, draft, form):
    """Return context that says why the verb would be refused now; nothing if it wouldn't be."""
    try:
        workflow.dry_run(verb)
    except ContentError as error:
        if any(finding.level == Level.BLOCK for finding in error.findings):
            return {"refusal": True, "findings": _with_what_comes_next(error.findings, draft)}
        # Warnings don't refuse it: the form asks for the reason for keeping what they warn about.
        form.ask_for_reasons(error.findings)
    except BusyError:
        raise
    except PublishingError as error:
        return {"refusal": str(error)}
    return {}


def _named(error, draft):
    """Return the findings of an error; those of a draft in another language name that."""
    if error.item is None or error.item.pk == draft.pk:
        return error.findings
    name = name_of(error.item.language)
    return [replace(each, message=with_label(name, each.message)) for each in error.findings]


def _with_what_comes_next(findings, draft):
    """Return these findings. An empty field is refused before the text is read. A person who fills
    it in would be sent back a second time, so what else blocks is said at once."""
    if all(finding.code != "missing" for finding in findings):
        return findings
    return [each for each in examine(draft, clock.now()) if each.level == Level.BLOCK]
