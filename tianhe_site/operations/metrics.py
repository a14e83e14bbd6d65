"""What Prometheus reads: the counts of this server's processes, and the state of the site."""

from django.conf import settings

from tianhe_site.monitoring import access
from tianhe_site.serving.health import PLAIN_TEXT

from . import readiness, status

NOT_FOUND = ("404 Not Found", PLAIN_TEXT, "File not found.\n")
# The state of the site, from the facts of `status`: what it is, and how to get it. None: unknown.
GAUGES = {
    "audit_log_entries": ("Number of the last entry", lambda facts: facts["audit_log"]["number"]),
    "mail_waiting": ("Messages that should be out", lambda facts: facts["mail"]["waiting"]),
    "mail_failing_since_timestamp_seconds": (
        "Since when mail fails, 0 if it doesn't",
        lambda facts: _seconds(facts["mail"]["failing_since"]),
    ),
    "disk_free_bytes": ("Free on the data folder's disk", lambda facts: facts["disk"]["free"]),
    "disk_minimum_bytes": (
        "Below that nothing can be saved",
        lambda facts: facts["disk"]["minimum"],
    ),
    "last_backup_timestamp_seconds": (
        "When the last backup on this host was made, 0 if there is none",
        lambda facts: _seconds((facts["last_backup"] or {}).get("made_at")),
    ),
    "next_change_timestamp_seconds": (
        "When the next edition begins or ends, 0 if none is scheduled",
        lambda facts: _seconds(next((each["at"] for each in facts["schedule"]), None)),
    ),
}


def start():
    """Begin to hand on what this process counts, if somebody may ask."""
    if settings.MONITORING_TOKEN:
        from tianhe_site.monitoring import metrics

        metrics.start()


def answer(environ):
    """Answer a scrape; whoever lacks the token finds nothing here."""
    if not access.is_allowed(environ):
        return NOT_FOUND
    from tianhe_site.monitoring import metrics

    return "200 OK", metrics.CONTENT_TYPE, metrics.text(State())


class State:
    """A collector of the state of the site. What has no answer in time is left out."""

    def collect(self):
        from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily

        # Both begin before one of them is waited for.
        call = status.ASKED.begin()
        checks = GaugeMetricFamily("tianhe_check_ok", "Checks of /readyz.", labels=["check"])
        for name, (outcome, _detail) in readiness.checks().items():
            checks.add_metric([name], outcome == readiness.OK)
        yield checks
        try:
            facts = call.result()
        except Exception:
            # /readyz says what is wrong.
            return
        yield InfoMetricFamily("tianhe_release", "The release.", {"release": facts["release"]})
        for name, (about, get) in GAUGES.items():
            yield GaugeMetricFamily(f"tianhe_{name}", f"{about}.", get(facts))


def _seconds(moment):
    """Return a moment as seconds since 1970, 0 for None."""
    return moment.timestamp() if moment else 0
