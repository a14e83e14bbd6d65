"""Warnings that someone acknowledges with a reason."""

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
