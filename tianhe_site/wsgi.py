"""The WSGI application that gunicorn serves: Django, wrapped in the middleware of `serving`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

from tianhe_site.database import limit_statement_time
from tianhe_site.serving import health, process_memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tianhe_site.settings")
process_memory.share_one_pool()

django_application = get_wsgi_application()
connection_created.connect(limit_statement_time)

# These import models, which needs Django to be set up.
from tianhe_site.accounts.log_in import devices  # noqa: E402
from tianhe_site.monitoring.access_log import AccessLog  # noqa: E402
from tianhe_site.monitoring.requests import RequestIds  # noqa: E402
from tianhe_site.operations import readiness  # noqa: E402
from tianhe_site.outbox.sender import sender  # noqa: E402
from tianhe_site.publishing import cache_version  # noqa: E402
from tianhe_site.serving.connection_pool import ConnectionPool  # noqa: E402
from tianhe_site.serving.database_watch import DatabaseWatch  # noqa: E402
from tianhe_site.serving.page_cache import PageCache  # noqa: E402
from tianhe_site.serving.thread_shares import ThreadShares  # noqa: E402
from tianhe_site.throttle.addresses import address_in  # noqa: E402

# A process that watches the database also sends email that is due.
watch = DatabaseWatch(cache_version.last_change, when_started=sender.start)
shares = ThreadShares(
    django_application,
    watch,
    is_known_browser=devices.is_known_browser,
    pool=ConnectionPool(),
)
# A developer should see a changed template at once.
site = RequestIds(shares, address_in)
application = health.Health(
    site if settings.DEBUG else PageCache(site, watch),
    {"/healthz": health.alive, "/readyz": readiness.answer},
)
if settings.ACCESS_LOG:
    application = AccessLog(application, address_in)
