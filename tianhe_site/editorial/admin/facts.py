"""What reviewers and publishers should know about a text, in a short list: label and lines."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tianhe_site import languages
from tianhe_site.media_library import media_snapshot
from tianhe_site.media_library.addresses import PRIVATE_ROOT
from tianhe_site.publishing import clock, content_checks, history
from tianhe_site.publishing.models import HistoryEntry, kind_of_change
from tianhe_site.publishing.models.editions import ChangeKind
from tianhe_site.publishing.sources import describe, sources_of


@dataclass(frozen=True)
class Fact:
    """One row of the list. `note` is what a person wrote, quoted below the lines."""

    label: str
    lines: list = field(default_factory=list)
    note: str = ""


def with_lines(*facts):
    """Return the facts that say something."""
    return [fact for fact in facts if fact and (fact.lines or fact.note)]


def act(label, entry):
    """Return who did what an entry records, when, and their note."""
    return Fact(label, [clock.and_when(entry.actor, entry.at)], entry.note)


def go_live_wish(submission, label=None):
    """Return when the entry of a submission asks for the text to go live."""
    wish = history.wish_in(submission)
    lines = [clock.describe(wish) if wish else _("As soon as possible")]
    return Fact(label or _("Go live"), lines)


def second_person(rule):
    """Return why a text needs a second person, and who could be it (see `second_approver`)."""
    if not rule or not rule["names"]:
        return None
    who = _("These people can approve it: %s.") % languages.listed(rule["names"])
    return Fact(_("Needs a second person"), [*map(str, rule["reasons"]), who])


def change_kind(edition):
    """Return which kind of change the author calls it, and what that means."""
    meaning = {
        ChangeKind.CORRECTION: _("Readers will see this correction: %s") % edition.correction,
        ChangeKind.TYPO: _("Readers see no note. A changed fact or number is a correction."),
    }
    label = kind_of_change(edition.change_kind)
    return Fact(_("Kind of change"), [label, meaning[edition.change_kind]] if label else [])


def sources(content):
    """Return how many sources a text has, and a link to each."""
    found = sources_of(content)
    if not found:
        return Fact(_("Sources"), [_("None")] if hasattr(content, "sources") else [])
    count = ngettext("%d source", "%d sources", len(found)) % len(found)
    rows = format_html_join("", "<li>{}</li>", ((_source(each),) for each in found))
    return Fact(_("Sources"), [count, format_html("<ol>{}</ol>", rows)])


def _source(source):
    words = describe(source)
    if not source.get("url"):
        return words
    link = '<a href="{}" target="_blank" rel="noopener">{}</a>'
    return format_html(link, source["url"], words)


def pictures(edition):
    """Return each picture with what people hear who don't see it."""
    entries = [entry for entry in edition.media if "image" in entry]
    loaded = media_snapshot.load(entries, PRIVATE_ROOT) if entries else []
    label = _("Pictures") if len(loaded) > 1 else _("Picture")
    return Fact(label, [_picture(each) for each in loaded])


def _picture(snapshot):
    thumbnail = snapshot.fallback(media_snapshot.THUMBNAIL_WIDTH)
    if snapshot.entry.get("decorative"):
        words = _("Decorative only")
    else:
        words = snapshot.description or _("Not described")
    image = format_html('<img src="{}" alt="">', snapshot.url(thumbnail)) if thumbnail else ""
    return format_html('<span class="fact-picture">{}<span>{}</span></span>', image, words)


def acknowledged(edition):
    """Return the warnings about a text that someone keeps, with their reasons."""
    reasons = history.acknowledged(edition)
    findings = content_checks.examine(edition, clock.now()) if reasons else []
    return Fact(
        _("Warnings kept"),
        [
            format_html(
                "{} <strong>{}</strong> {}", finding.message, _("Reason:"), reasons[finding.key]
            )
            for finding in findings
            if finding.key in reasons
        ],
    )


def responses(edition):
    """Return the newest submission of an edition, None if it wasn't submitted, and its newest
    response."""
    entries = history.review_of(edition)
    submissions = [each for each in entries if each.verb == HistoryEntry.Verb.SUBMIT]
    answers = [each for each in entries if each.verb != HistoryEntry.Verb.SUBMIT]
    return (submissions or [None])[0], (answers or [None])[0]


def address(path):
    """Return the whole address at a path; nothing for what has no page."""
    return Fact(_("Where"), [settings.SITE_URL + path] if path else [])
