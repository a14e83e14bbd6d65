"""`{% odd_log_ins as odd %}`: what an administrator should look at in the security log."""

from datetime import timedelta

from django import template

from tianhe_site.publishing import clock

from ..security_log import FAILURES, kept

register = template.Library()

# A few people mistype their passwords every day.
MANY = 20
# Counting more tells nobody more.
MAX_COUNTED = 1000


@register.simple_tag(takes_context=True)
def odd_log_ins(context):
    """Return how many log-ins failed in the last 24 hours; 0 unless they are many, and for anyone
    but an administrator."""
    if not context["request"].user.is_superuser:
        return 0
    day = clock.now() - timedelta(days=1)
    failed = kept().filter(kind__in=FAILURES, at__gt=day).order_by()[:MAX_COUNTED].count()
    return failed if failed >= MANY else 0
