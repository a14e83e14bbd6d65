"""How the form of a draft is laid out: the text first, its facts beside it, and one row of buttons
with one primary button."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tianhe_site.publishing.models import Review

from .. import bulk
from .pages import ItemPagesMixin

# The class of a fieldset that belongs to the text, and not beside it.
MAIN = "main"


@dataclass
class Action:
    """A link of the form, or if it has a `name`, a button that sends it."""

    label: str
    url: str = ""
    name: str = ""


class LayoutMixin(ItemPagesMixin):
    def columns(self, adminform):
        """Return the fieldsets of the main column, and those beside it. If a section says of none
        that it is `main`, all are."""
        fieldsets = list(adminform)
        main = [each for each in fieldsets if MAIN in each.classes.split()] or fieldsets
        return {"main": main, "side": [each for each in fieldsets if each not in main]}

    def form_bar(self, request, draft, publication):
        """Return the buttons below the form of `draft` (None: a new one): `primary` sends what was
        typed, `at_rest` takes its place until something is typed, and `more` is the menu.

        `is_idle` says that readers get already, or will get, what the draft says.
        """
        buttons = self._buttons(request, draft, publication)
        links = self._links(request, draft, publication) if draft else []
        return {
            "primary": buttons[0] if buttons else None,
            "at_rest": draft and self._primary_at_rest(request, draft, publication),
            "is_idle": bool(draft) and _is_idle(draft, publication),
            "more": [*buttons[1:], *links],
        }

    def _buttons(self, request, draft, publication):
        """Return the buttons that save what was typed and go on, the most likely one first; none
        for someone who may only read the draft."""
        if draft and not self.has_change_permission(request, draft):
            return []
        submit = Action(_("Submit for review"), name="_submit")
        if not self.may(request, "publish") or publication.get("second_approver"):
            return [submit]
        publish = Action(_("Publish…"), name="_publish")
        return [publish, Action(_("Schedule…"), name="_schedule"), submit]

    def _primary_at_rest(self, request, draft, publication):
        """Return what there is to do with the submitted version while the draft says the same."""
        candidate = publication["candidate"]
        if draft.trashed_at and publication["may_restore"]:
            return Action(_("Restore…"), self.url_of("restore", draft))
        if not candidate or candidate["changed_since"] or candidate["lapsed"]:
            return None
        if candidate["is_approved"] and self.may(request, "publish"):
            url = self.url_of("publish_edition", draft, draft.candidate_id)
            return Action(_("Publish…"), url=url)
        if candidate["is_approved"] or candidate["is_waiting"]:
            may_review = candidate["is_waiting"] and self.may(request, "approve")
            label = _("Review…") if may_review else _("View review")
            return Action(label, url=self.url_of("review", draft, draft.candidate_id))
        return None

    def _links(self, request, draft, publication):
        links = [Action(_("History"), self.url_of("history", draft))]
        if draft.trashed_at:
            return links
        if draft.draft_is_ahead:
            links.append(Action(_("Compare with live version"), self.url_of("compare", draft)))
        if publication["is_live"] and publication["path"]:
            links.append(Action(_("View on site"), publication["path"]))
        links += self._links_of_candidate(request, draft, publication["candidate"])
        if draft.titled_by and self.has_add_permission(request):
            links.append(Action(_("Duplicate…"), bulk.url_of("duplicate", draft)))
        if self.may(request, "publish"):
            links += self._links_of_publisher(draft, publication)
        return links

    def _links_of_candidate(self, request, draft, candidate):
        if not candidate:
            return
        parts = (draft, draft.candidate_id)
        yield Action(_("View review"), self.url_of("review", *parts))
        if candidate["is_approved"] and not candidate["lapsed"] and self.may(request, "publish"):
            label = _("Publish approved version…")
            yield Action(label, self.url_of("publish_edition", *parts))
            label = _("Schedule approved version…")
            yield Action(label, self.url_of("schedule_edition", *parts))
        if not self.has_change_permission(request, draft):
            return
        if self.public_view is not None:
            yield Action(_("Preview links…"), self.url_of("links", *parts))
        if candidate["is_waiting"] and not candidate["why_not_taken_back"]:
            yield Action(_("Cancel submission…"), self.url_of("take_back", *parts))

    def _links_of_publisher(self, draft, publication):
        if publication["goes_live"] or publication["is_live"]:
            yield Action(_("Change times…"), self.url_of("times", draft))
        if publication["goes_live"]:
            yield Action(_("Cancel schedule…"), self.url_of("cancel", draft))
        if publication["has_had_address"] and self.place_form is not None:
            yield Action(_("Change address…"), self.url_of("move", draft))
        if publication["is_live"]:
            yield Action(_("Withdraw…"), self.url_of("withdraw", draft))


def _is_idle(draft, publication):
    """Return whether the draft says what readers get already, or will get."""
    candidate = publication["candidate"]
    if candidate and candidate["edition"].review in (Review.WAITING, Review.CHANGES):
        return False
    return draft.is_live and not draft.draft_is_ahead and not draft.next_from
