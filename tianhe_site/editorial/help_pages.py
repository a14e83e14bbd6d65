"""The guides: one per screen, and which one is about the screen that is shown."""

import re
from typing import NamedTuple

from django.contrib import admin
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.refusals import read_only


class Guide(NamedTuple):
    """`pages` matches the names of the addresses that the guide is about."""

    slug: str
    title: str
    summary: str
    icon: str
    pages: str


GUIDES = [
    Guide(
        "dashboard",
        gettext_lazy("Dashboard and lists"),
        gettext_lazy("What needs you now, and how to find everything else."),
        "dashboard",
        r"^admin:index$|_changelist$",
    ),
    Guide(
        "writing",
        gettext_lazy("Write and save"),
        gettext_lazy("From a title to a draft that's ready for review. Nothing you type is lost."),
        "pencil",
        r"_add$|_change$",
    ),
    Guide(
        "editor",
        gettext_lazy("Text editor"),
        gettext_lazy("Headings, links, pictures, tables, claims, and text from Word."),
        "page",
        r"_start_from_word$|^claims:",
    ),
    Guide(
        "review",
        gettext_lazy("Review"),
        gettext_lazy("Submit a draft, read someone else's, approve it or ask for changes."),
        "check",
        r"_submit$|_review$|_take_back$|^requests:",
    ),
    Guide(
        "publish",
        gettext_lazy("Publish and schedule"),
        gettext_lazy("Go live now or at a time you choose, and take something back."),
        "send",
        r"_publish$|_schedule$|_withdraw$|_times$|_cancel$|^bulk_publish:",
    ),
    Guide(
        "translations",
        gettext_lazy("Translations"),
        gettext_lazy("Say the same in another language, and see what is missing or behind."),
        "translate",
        r"_translate$|_keep_translation$",
    ),
    Guide(
        "history",
        gettext_lazy("History"),
        gettext_lazy("See each version, compare two of them, and bring one back."),
        "history",
        r"_history$|_compare$|_edition$|_revert$|_draft_version$|historyentry|^as_of:",
    ),
    Guide(
        "library",
        gettext_lazy("Pictures and documents"),
        gettext_lazy("Upload files, describe pictures, and see where each one is used."),
        "picture",
        r"^admin:media_library_",
    ),
    Guide(
        "search",
        gettext_lazy("What readers search for"),
        gettext_lazy("See which searches find nothing, and lead them to a page."),
        "search",
        r"^search_misses:|^admin:publishing_pinnedresult_",
    ),
    Guide(
        "people",
        gettext_lazy("People and your account"),
        gettext_lazy("Invite colleagues, choose their roles, and keep your account safe."),
        "people",
        r"^admin:auth_|^admin:accounts_|^account_|^mfa_|^usersessions_",
    ),
]
# A guide about one kind of thing goes before the guide about all lists or all forms.
_MOST_SPECIFIC_FIRST = [*GUIDES[5:], *GUIDES[:5]]


def guide_to(match):
    """Return the address of the guide to the screen that `match` resolved to, or of all guides."""
    name = match.view_name if match else ""
    found = (guide for guide in _MOST_SPECIFIC_FIRST if re.search(guide.pages, name))
    guide = next(found, None)
    return reverse(f"help:{guide.slug if guide else 'guides'}")


@read_only
def guides(request):
    context = {**admin.site.each_context(request), "title": _("Help"), "guides": _with_addresses()}
    return TemplateResponse(request, "admin/help/guides.html", context)


@read_only
def show(request, guide):
    context = {
        **admin.site.each_context(request),
        "title": guide.title,
        "guide": guide,
        "guides": _with_addresses(),
        "text": f"admin/help/_{guide.slug}.html",
        "picture": f"img/help/{guide.slug}.webp",
    }
    return TemplateResponse(request, "admin/help/guide.html", context)


def _with_addresses():
    return [(guide, reverse(f"help:{guide.slug}")) for guide in GUIDES]


app_name = "help"
urlpatterns = [
    path("", admin.site.admin_view(guides), name="guides"),
    *(
        path(f"{each.slug}/", admin.site.admin_view(show), {"guide": each}, each.slug)
        for each in GUIDES
    ),
]
