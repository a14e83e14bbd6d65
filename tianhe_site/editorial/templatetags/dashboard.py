"""`{% dashboard as lists %}`: the lists on the dashboard. `{{ moment|in_offices }}`: a time in both
offices."""

from django import template
from django.urls import reverse

from tianhe_site.publishing import clock, history, workflow

from .. import dashboard

register = template.Library()
register.filter("in_offices", clock.describe)


@register.simple_tag(takes_context=True, name="dashboard")
def lists(context):
    """Return the lists that concern the user, by name."""
    user, at = context["request"].user, clock.now()
    requests, own_requests = dashboard.requests_for(user, at)
    return {
        "waiting": dashboard.reviewable_by(user),
        "answers": dashboard.responses_for(user),
        "handed_over": dashboard.handed_over_to(user),
        "submitted": dashboard.submitted_by(user),
        "ready": dashboard.publishable_by(user),
        "requests": _describe(requests),
        "own_requests": _describe(own_requests),
        "redactions": _redactions(user),
        "links": [
            (link, clock.describe(link.expires_at), edition, close_url)
            for link, edition, close_url in dashboard.open_links_for(user, at)
        ],
        "reminders": dashboard.reminders_for(user, at),
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
