"""Describing entries of the audit log to people."""

from datetime import datetime

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tianhe_site import languages

from .. import clock
from ..models import FOREVER, HistoryEntry, kind_of_change
from .queries import GIVER, RECEIVER, wish_in


def describe(entry):
    """Return sentences about what an action did to times, addresses and fields."""
    if "changes" in entry.touched:
        return _describe_changes(entry, entry.touched["changes"])
    if "asks" in entry.touched:
        return describe_request(entry)
    lines = [
        _("%(finding)s Acknowledged: %(reason)s")
        % {"finding": passed["sentence"], "reason": passed["reason"]}
        for passed in entry.passed
    ]
    if "change_kind" in entry.touched:
        lines.append(_("Kind of change: %s") % kind_of_change(entry.touched["change_kind"]))
    if wish := wish_in(entry):
        lines.append(_("To go live at %s") % clock.describe(wish))
    if "asked_by" in entry.touched:
        lines.append(_("Requested by %s.") % entry.touched["asked_by"])
    if GIVER in entry.touched:
        (_giver, giver), (_receiver, receiver) = entry.touched[GIVER], entry.touched[RECEIVER]
        lines.append(_("From %(giver)s to %(receiver)s.") % {"giver": giver, "receiver": receiver})
    if "reason" in entry.touched:
        lines.append(_("Reason: %s") % entry.touched["reason"])
    if "restored" in entry.touched:
        restored = datetime.fromisoformat(entry.touched["restored"])
        lines.append(_("Version of %s.") % clock.describe(restored))
    for edition in sorted(entry.touched["editions"], key=lambda facts: facts["live_from"]):
        lines += _describe_edition(edition, entry.at)
    for address in entry.touched["addresses"]:
        ends = datetime.fromisoformat(address["live_until"])
        if ends > entry.at and address["live_from"] != address["live_until"]:
            lines.append(_("Address: %s") % address["path"])
    return lines


def describe_request(entry):
    """Return sentences about what a request would change."""
    asks = entry.touched["asks"]
    lines = [f"{old} → {new}" for _item, old, new in asks.get("addresses", [])]
    if "told" in asks:
        lines.append(_describe_change(_("Message to readers"), *asks["told"]))
    return lines + _describe_changes(entry, asks.get("changes", {}))


def _describe_changes(entry, changes):
    try:
        model = apps.get_model(entry.kind)
    except LookupError:
        # The section no longer exists on this site.
        model = HistoryEntry
    return [
        _describe_change(_label_of(model, name), old, new)
        for name, (old, new) in sorted(changes.items())
    ]


def _label_of(model, name):
    try:
        return capfirst(model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name


def _describe_change(label, old, new):
    if isinstance(old, list) or isinstance(new, list):
        added = sorted(set(new or []) - set(old or []))
        removed = sorted(set(old or []) - set(new or []))
        parts = [_("added %s") % languages.listed(added)] if added else []
        parts += [_("removed %s") % languages.listed(removed)] if removed else []
        return languages.with_label(label, "; ".join(parts))
    return languages.with_label(label, f"{_describe_value(old)} → {_describe_value(new)}")


def _describe_value(value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        # Texts by language.
        value = "\n".join(f"{code}: {text}" for code, text in value.items())
    return "–" if value in (None, "") else "; ".join(str(value).splitlines())


def _describe_edition(facts, at):
    begins, ends = (datetime.fromisoformat(facts[name]) for name in ("live_from", "live_until"))
    if facts.get("redaction_reason"):
        return [_("Content erased: %s") % facts["redaction_reason"]]
    if facts["withdrawn"]:
        reason = facts["withdrawal_reason"]
        return [_("Message to readers: %s") % reason] if reason else []
    if begins == FOREVER or ends <= at:
        return []
    lines = [_("Live from %s") % clock.describe(begins)]
    return lines + ([_("Until %s") % clock.describe(ends)] if ends < FOREVER else [])
