"""`{% dashboard as lists %}`: the lists on the dashboard. `{{ moment|in_offices }}`: a time in both
offices. `{{ name|and_when:moment }}`: who did something, and when."""

from django import template
from django.db import connection
from django.urls import reverse

from tianhe_site import disk_space, outbox, read_only
from tianhe_site.publishing import clock, history, states, workflow
from tianhe_site.publishing.models import Review

from .. import calendar_month, dashboard, own_drafts

register = template.Library()
register.filter("in_offices", clock.describe)
register.filter("and_when", clock.and_when)


@register.simple_tag(takes_context=True, name="dashboard")
def lists(context):
    """Return the lists that concern the user, by name."""
    request = context["request"]
    user, at = request.user, clock.now()
    requests, own_requests = dashboard.requests_for(user, at)
    reviews = dashboard.review_lists(user)
    needed = {
        "waiting": reviews.waiting,
        "changes": [row for row in reviews.answered if row.edition.review == Review.CHANGES],
        "handed_over": dashboard.handed_over_to(user),
        "ready": reviews.ready,
        "requests": _describe(requests),
        "redactions": _redactions(user),
    }
    drafts, all_drafts = own_drafts.own_drafts(user, at)
    scheduled = dashboard.scheduled_for(user, at)
    return {
        **needed,
        "needs_you": any(needed.values()),
        "add_links": dashboard.add_links(request),
        "all_waiting": dashboard.full_lists(reviews.waiting, states.State.IN_REVIEW),
        "all_ready": dashboard.full_lists(reviews.ready, states.State.APPROVED),
        "publish_all_url": dashboard.publish_all_url(reviews.ready),
        "drafts": drafts,
        "all_drafts": all_drafts,
        "writes": own_drafts.writes(user),
        "submitted": reviews.submitted,
        "approved": [row for row in reviews.answered if row.edition.review == Review.APPROVED],
        "own_requests": _describe(own_requests),
        "scheduled": scheduled,
        "month": calendar_month.month_of(request.GET.get("month", ""), at, scheduled),
        "published": dashboard.published_for(user, at),
        "links": [
            (link, clock.describe(link.expires_at), edition, url, close_url)
            for link, edition, url, close_url in dashboard.open_links_for(user, at)
        ],
        "broken_links": dashboard.broken_links_for(user, at),
        "reminders": dashboard.reminders_for(user, at),
        "translations": dashboard.translations_for(user, at),
        "alerts": dashboard.alerts_for(user, at),
        "is_being_moved": read_only.is_on(connection),
        "is_disk_full": disk_space.is_low(),
        "mail_trouble": outbox.trouble(at),
    }


def _describe(requests):
    """Return (entry, title, changes) of each request."""
    return [
        (entry, workflow.kind_of(entry).title, history.describe_request(entry))
        for entry in requests
    ]


def _redactions(user):
    """Return (entry, address of the approval page) of each pending redaction."""
    if not user.has_perm(workflow.REDACT):
        return []
    entries = workflow.open_redactions(clock.now())
    return [(entry, _url(entry)) for entry in entries if entry.actor_id != user.pk]


def _url(entry):
    name = entry.kind.replace(".", "_")
    return reverse(f"admin:{name}_confirm_redaction", args=[entry.item_id, entry.pk])
