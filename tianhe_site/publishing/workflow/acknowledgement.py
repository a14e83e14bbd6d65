"""Warnings about a text that somebody keeps knowingly, and says why."""

from .. import content_checks, history
from ..errors import ContentError


def check_content(edition, at, reasons=None):
    """Return the warnings that are acknowledged by the `reasons` given now, each with its reason.

    Raises `ContentError` where the content must be fixed first, or a warning has no reason,
    neither in `reasons` (by the key of the finding) nor from an earlier action on this edition.
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
    return [
        {
            "edition": edition.pk,
            "key": each.key,
            "sentence": each.message,
            "reason": given[each.key].strip(),
        }
        for each in findings
        if each.key in given
    ]
