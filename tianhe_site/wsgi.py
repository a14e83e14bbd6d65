"""The WSGI application that gunicorn serves: Django, wrapped in the middleware of `serving`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

from tianhe_site import replica
from tianhe_site.database import limit_statement_time
from tianhe_site.serving import health, process_memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tianhe_site.settings")
process_memory.share_one_pool()

django_application = process_memory.with_room(get_wsgi_application())
connection_created.connect(limit_statement_time)

# These import models, which needs Django to be set up.
from tianhe_site.accounts.log_in import devices  # noqa: E402
from tianhe_site.monitoring.access_log import AccessLog  # noqa: E402
from tianhe_site.monitoring.requests import RequestIds  # noqa: E402
from tianhe_site.operations import indexing, metrics, readiness  # noqa: E402
from tianhe_site.outbox.sender import sender  # noqa: E402
from tianhe_site.publishing import cache_version  # noqa: E402
from tianhe_site.serving.connection_pool import ConnectionPool  # noqa: E402
from tianhe_site.serving.database_watch import DatabaseWatch  # noqa: E402
from tianhe_site.serving.page_cache import PageCache  # noqa: E402
from tianhe_site.serving.read_replica import ReadReplica  # noqa: E402
from tianhe_site.serving.thread_shares import ThreadShares  # noqa: E402
from tianhe_site.throttle.addresses import address_in  # noqa: E402


def start_threads():
    """Start the threads of a process that serves: they send email that is due, hand on what is
    counted, and index what isn't indexed yet."""
    sender.start()
    metrics.start()
    indexing.start()


watch = DatabaseWatch(cache_version.last_change, when_started=start_threads)
# Within the shares: who is asked of both databases waits for a thread once.
shares = ThreadShares(
    ReadReplica(django_application) if replica.is_set() else django_application,
    watch,
    is_known_browser=devices.is_known_browser,
    pool=ConnectionPool(),
)
site = RequestIds(shares, address_in)
if not settings.DEBUG:
    # A developer should see a changed template at once.
    site = PageCache(site, watch)
application = health.Health(
    AccessLog(site, address_in) if settings.ACCESS_LOG else site,
    {"/healthz": health.alive, "/readyz": readiness.answer, "/metrics": metrics.answer},
)
