"""Warnings that someone acknowledges with a reason."""

from django.conf import settings
from django.utils.translation import get_language

from tianhe_site import languages

from .. import content_checks, history
from ..errors import ContentError


def check_content(edition, at, reasons=None):
    """Return the warnings that `reasons` acknowledge, each with its reason, as the history keeps
    them.

    `reasons` are by key of the finding. Raises `ContentError` if a finding blocks, or if a warning
    has no reason, neither in `reasons` nor from an earlier action on this edition.
    """
    given = reasons or {}
    known = {**history.acknowledged(edition), **given}
    findings = content_checks.examine(edition, at)
    open_ones = [
        finding
        for finding in findings
        if finding.level == content_checks.Level.BLOCK or not known.get(finding.key, "").strip()
    ]
    if open_ones:
        raise ContentError(open_ones)
    acknowledged = [each for each in findings if each.key in given]
    return [
        {
            "edition": edition.pk,
            "key": each.key,
            "sentence": each.message,
            "reason": given[each.key].strip(),
        }
        for each in _for_records(acknowledged, edition, at)
    ]


def _for_records(findings, edition, at):
    """Return these findings with the messages that records keep."""
    if not findings or get_language() == settings.LANGUAGE_CODE:
        return findings
    keys = {finding.key for finding in findings}
    with languages.for_records():
        return [each for each in content_checks.examine(edition, at) if each.key in keys]
