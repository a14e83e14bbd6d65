"""What `django-admin startproject` sets, with debug mode off and the connection kept open.

`BENCH_DATA` names the folder of the data, `BENCH_STATIC` that of our site, whose static files these
pages use. With `BENCH_CACHE`, Django's cache middleware keeps
whole pages in the memory of each process.
"""

import os
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from environs import Env

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
DATA_DIR = Path(os.environ["BENCH_DATA"])

SECRET_KEY = "only for measurements"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
SITE_URL = "http://127.0.0.1:8000"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "benchmarks.contenders.plain_django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if "BENCH_CACHE" in os.environ:
    MIDDLEWARE = [
        "django.middleware.cache.UpdateCacheMiddleware",
        *MIDDLEWARE,
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    }
}

ROOT_URLCONF = "benchmarks.contenders.plain_django.urls"
WSGI_APPLICATION = "benchmarks.contenders.plain_django.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The drawings are ours.
        "DIRS": [HERE / "templates", ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "benchmarks.contenders.plain_django.context.site",
            ],
        },
    },
]

_database = Env().dj_db_url("BENCH_DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {"init_command": "PRAGMA journal_mode=WAL;"}
DATABASES = {"default": {**_database, "CONN_MAX_AGE": None}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-us"
USE_TZ = True
TIME_ZONE = "America/New_York"

STATIC_URL = "/static/"
_static = Path(os.environ["BENCH_STATIC"])
STATIC_ROOT = _static / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
        "OPTIONS": {"manifest_storage": FileSystemStorage(location=_static)},
    },
}
