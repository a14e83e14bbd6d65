"""The WSGI application that gunicorn serves: Django, with what answers before it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

from tianhe_site.database import bound_statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tianhe_site.settings")

django_application = get_wsgi_application()
connection_created.connect(bound_statements)

# Their models can be imported only now that Django is set up.
from tianhe_site.database_watch import DatabaseWatch  # noqa: E402
from tianhe_site.health import Health  # noqa: E402
from tianhe_site.page_cache import PageCache  # noqa: E402
from tianhe_site.publishing import generation  # noqa: E402
from tianhe_site.thread_shares import ThreadShares  # noqa: E402

watch = DatabaseWatch(generation.last_change)
shares = ThreadShares(django_application, watch)
# A developer wants to see a changed template at once.
application = Health(shares if settings.DEBUG else PageCache(shares, watch), watch)
