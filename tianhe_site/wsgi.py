"""The WSGI application that gunicorn serves: Django, behind the cache of finished pages."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

from tianhe_site.database import bound_statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tianhe_site.settings")

django_application = get_wsgi_application()
connection_created.connect(bound_statements)

# Its models can be imported only now that Django is set up.
from tianhe_site.page_cache import PageCache  # noqa: E402

# A developer wants to see a changed template at once.
application = django_application if settings.DEBUG else PageCache(django_application)
