"""Findings as the form of a draft and the pages of verbs show them."""

from dataclasses import dataclass

from django import template
from django.utils.text import capfirst

from tianhe_site.publishing import history
from tianhe_site.publishing.content_checks import Finding, Level

register = template.Library()


@dataclass(frozen=True)
class ShownFinding:
    """A finding with the labels of its field and of the place for what is missing, and the reason
    that was last given for it, "" without one."""

    finding: Finding
    label: str
    place_label: str
    answer: str


@register.simple_tag
def shown_findings(findings, draft):
    """Return a `ShownFinding` for each finding about a draft, which may be None: those that still
    need something first."""
    is_answerable = draft and any(each.level == Level.WARN for each in findings)
    answers = history.last_reasons(draft) if is_answerable else {}
    shown = [
        ShownFinding(
            finding=each,
            label=_label(draft, each.field),
            place_label=_label(draft, each.place),
            answer=answers.get(each.key, "") if each.level == Level.WARN else "",
        )
        for each in findings
    ]
    return sorted(shown, key=lambda each: bool(each.answer))


def _label(draft, name):
    names = {field.name: field for field in draft._meta.get_fields()} if draft else {}
    field = names.get(name)
    return capfirst(str(field.verbose_name)) if field else ""
