"""What `wagtail start` sets, with debug mode off and the connection kept open.

`BENCH_DATA` and `BENCH_STATIC` are as for `plain_django`. With `BENCH_CACHE`, wagtail-cache keeps
whole pages in the memory of each process.
"""

import os

from benchmarks.contenders.plain_django import settings as plain

SECRET_KEY, DEBUG, ALLOWED_HOSTS = plain.SECRET_KEY, False, plain.ALLOWED_HOSTS
SITE_URL = WAGTAILADMIN_BASE_URL = plain.SITE_URL
WAGTAIL_SITE_NAME = "Tianhe"

INSTALLED_APPS = [
    "benchmarks.contenders.wagtail_site",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
CACHES = {**plain.CACHES, "pages": {**plain.CACHES["default"], "LOCATION": "pages"}}
if "BENCH_CACHE" in os.environ:
    INSTALLED_APPS.append("wagtailcache")
    WAGTAIL_CACHE_BACKEND = "pages"
    MIDDLEWARE = [
        "wagtailcache.cache.UpdateCacheMiddleware",
        *MIDDLEWARE,
        "wagtailcache.cache.FetchFromCacheMiddleware",
    ]

ROOT_URLCONF = "benchmarks.contenders.wagtail_site.urls"
WSGI_APPLICATION = "benchmarks.contenders.wagtail_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": plain.TEMPLATES[0]["DIRS"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "benchmarks.contenders.wagtail_site.context.site",
            ],
            "libraries": {"plain": "benchmarks.contenders.plain_django.templatetags.plain"},
        },
    },
]

DATABASES = plain.DATABASES
DEFAULT_AUTO_FIELD = plain.DEFAULT_AUTO_FIELD
LANGUAGE_CODE, TIME_ZONE, USE_TZ = plain.LANGUAGE_CODE, plain.TIME_ZONE, True
STATIC_URL, STATIC_ROOT = plain.STATIC_URL, plain.STATIC_ROOT
STORAGES = plain.STORAGES
