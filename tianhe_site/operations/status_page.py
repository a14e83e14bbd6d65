"""The state of the site, as administrators see it in the admin."""

from dataclasses import dataclass

from django.contrib import admin
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tianhe_site.base_admin import SITE, MenuPlace
from tianhe_site.editorial.side_bar import Page
from tianhe_site.editorial.staff import staff_view
from tianhe_site.publishing import clock

from . import readiness, status
from .backup import last_backup

# No row grants it: administrators alone may do what nobody was given.
PERMISSION = "operations.view_status"
TITLE = gettext_lazy("System status")
MENU_PAGE = Page(TITLE, "status:show", MenuPlace(SITE, 85, "desktop"), PERMISSION)
CHECKS = {
    "database": gettext_lazy("Database"),
    "migrations": gettext_lazy("Migrations"),
    "storage": gettext_lazy("Media storage"),
    "disk": gettext_lazy("Disk"),
}
CHANGES = {"begins": gettext_lazy("goes live"), "ends": gettext_lazy("expires")}


@dataclass(frozen=True)
class Row:
    """A fact in lines of text. `fault` says what is wrong, "" if nothing is."""

    label: str
    lines: list
    fault: str = ""


def show(request):
    """Show what works, what waits, and what needs attention."""
    facts = status.facts()
    rows = [
        *_checks(facts),
        _backup(facts["last_backup"], facts["at"]),
        _mail(facts["mail"]),
        _audit_log(facts["audit_log"]),
        _schedule(facts["schedule"]),
        Row(_("Release"), [facts["release"]]),
    ]
    context = {
        **admin.site.each_context(request),
        "title": TITLE,
        "rows": rows,
        "faults": sum(bool(row.fault) for row in rows),
    }
    return render(request, "admin/operations/status.html", context)


def _checks(facts):
    """Return a row for each check of readiness, with what is known of the same."""
    disk = facts["disk"]
    known = {
        "database": facts["database"],
        "storage": facts["storage"],
        "disk": _("%(free)s free of %(total)s. Below %(minimum)s nothing can be saved.")
        % {name: filesizeformat(size) for name, size in disk.items()},
    }
    for name, (outcome, detail) in readiness.checks().items():
        lines = [line for line in (known.get(name), detail) if line]
        yield Row(CHECKS[name], lines or [_("Complete")], _fault_of(outcome))


def _fault_of(outcome):
    faults = {readiness.FAILED: _("Failed"), readiness.NO_ANSWER: _("No answer")}
    return faults.get(outcome, "")


def _backup(made, at):
    label = _("Last backup")
    if made is None:
        return Row(label, [_("Run manage.py backup each day.")], _("None on this server"))
    size = filesizeformat(made["bytes"])
    lines = [clock.describe(made["made_at"]), f"{made['file']} ({size})"]
    is_old = at - made["made_at"] > last_backup.MAX_AGE
    return Row(label, lines, _("Too old") if is_old else "")


def _mail(mail):
    if not mail["has_server"]:
        advice = _("No mail server is set. Set EMAIL_URL on the server.")
        return Row(_("Email"), [advice], _("Not sent"))
    waiting = mail["waiting"]
    lines = [ngettext("%s message waiting", "%s messages waiting", waiting) % waiting]
    since = mail["failing_since"]
    lines += [_("Failing since %s") % clock.describe(since)] if since else []
    return Row(_("Email"), lines, _("Not going out") if since else "")


def _audit_log(log):
    if not log["number"]:
        return Row(_("Audit log"), [_("No entries")])
    last = _("Entry %(number)s, %(moment)s")
    head = _("Head: %s") % log["hash"]
    return Row(
        _("Audit log"),
        [last % {"number": log["number"], "moment": clock.describe(log["at"])}, head],
    )


def _schedule(schedule):
    lines = [
        f"{clock.describe(each['at'])}: {each['title']} {CHANGES[each['change']]}"
        for each in schedule
    ]
    return Row(_("Scheduled next"), lines or [_("Nothing")])


app_name = "status"
urlpatterns = [path("", staff_view(PERMISSION, show), name="show")]
