"""Settings, read from the environment; `.env.example` documents every variable.

`SITE_URL` decides how strict the site is. An https address is production: secrets are required,
cookies are Secure, HSTS is on. Plain http is for this machine only and needs no configuration.
"""

import fcntl
import os
import re
import sys
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage
from django.core.management.utils import get_random_secret_key
from dotenv import load_dotenv
from environs import Env, EnvValidationError, ValidationError, validate

from tianhe_site import weak_secrets

# Everything this process and its children write is private to its account: drafts, sessions,
# original pictures with their GPS position, exports.
os.umask(0o077)

BASE_DIR = Path(__file__).resolve().parent.parent

# Collects every missing or malformed variable; seal() below reports them all at once.
env = Env(eager=False)
try:
    # Into the environment, as gunicorn.conf.py does: commands read some of it from there.
    load_dotenv(BASE_DIR / ".env")
except (OSError, UnicodeDecodeError) as error:
    raise ImproperlyConfigured(
        f"{BASE_DIR / '.env'} can't be read ({error}). It is for the site's account alone, and so "
        "are commands: sudo -u tianhe …"
    ) from None

# Set to nothing, it would be whatever folder a process runs in.
DATA_DIR = Path(env.str("TIANHE_DATA", "") or BASE_DIR / "var").absolute()
PORT = env.int("PORT", 8000, validate=validate.Range(1, 65535))
# gunicorn.conf.py reads it for itself, without these settings.
WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", 2, validate=validate.Range(1))
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname
PRODUCTION = urlsplit(SITE_URL).scheme == "https"
POSTGRESQL = "django.db.backends.postgresql"
SQLITE = "django.db.backends.sqlite3"
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# Every wait for the database is limited: eight waiting requests occupy all threads of two
# processes, and readers get nothing. The longest wait of eight writers on SQLite was 5.7 seconds.
LOCK_SECONDS = 10
# A hanging server accepts a connection and never answers.
CONNECT_SECONDS = 5
# For one statement of a request. Our slowest, a search of 100,000 items, takes 0.3 seconds.
STATEMENT_SECONDS = 15
# For a statement or a connection on the replica: who gets no answer there asks the primary. Until
# then those who were asking a replica that hangs have all threads of readers. No driver gives up a
# connection sooner.
REPLICA_SECONDS = 2


def _local_secret_key():
    """Return the key kept in the data folder; create it on the first start."""
    key_file = DATA_DIR / "secret_key"
    try:
        if not key_file.exists():
            DATA_DIR.mkdir(parents=True, exist_ok=True)
            _make_secret_key(key_file)
        key = key_file.read_text(errors="replace")
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {DATA_DIR} can't be used ({error.strerror}). "
            "Make it writable, or set another one in TIANHE_DATA."
        ) from None
    if fault := weak_secrets.problem_with_key(key):
        raise ImproperlyConfigured(
            f"The key in {key_file} is weak: {fault}. Remove this file. The next start creates a "
            "new key, and everyone has to log in again."
        )
    return key


def _make_secret_key(key_file):
    """Create the key; if another process does so at the same time, wait for its key."""
    # Under another name first: a start killed here must not leave an empty key.
    unfinished = key_file.with_suffix(".new")
    unfinished.touch(mode=0o600)
    with unfinished.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not key_file.exists():
            file.truncate(0)
            file.write(get_random_secret_key())
            file.flush()
            unfinished.replace(key_file)


def _sqlite_options():
    """Options measured under concurrent writers. Without them, 25 to 75 % of the writes end in
    "database is locked"; with them, the longest wait was 5.7 seconds."""
    pragmas = [
        "journal_mode=WAL",
        "synchronous=FULL",
        "mmap_size=0",
        # Kilobytes of each connection; the system keeps the file in memory. With 32 connections of
        # 1,000, a process took 26 MB more, and no less time for any page of 100,000 items.
        "cache_size=-256",
        "journal_size_limit=67108864",
        "recursive_triggers=ON",
        # Redacted content must not remain in free pages of the file.
        "secure_delete=ON",
    ]
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": LOCK_SECONDS,
        "init_command": "".join(f"PRAGMA {pragma};" for pragma in pragmas),
    }


def _postgresql_options(given):
    """Options for every connection. Those `given` in DATABASE_URL come last and win. Statement
    time is limited only where requests are served (see `database.py`), since migrations may take
    long."""
    # PostgreSQL took longer to compile the conditions of a list (0.3 to 2 seconds) than to check
    # them for 100,000 items.
    own = f"-c lock_timeout={LOCK_SECONDS * 1000} -c jit=off"
    options = f"{own} {given.get('options', '')}".strip()
    # Only of `prepared_queries`. Behind PgBouncer this needs its session mode, as the options do.
    prepare = {"prepare_threshold": 5}
    return {"connect_timeout": CONNECT_SECONDS, **prepare, **given, "options": options}


def _postgresql(given):
    """Return what to add to the settings of a database on PostgreSQL."""
    return {
        "OPTIONS": _postgresql_options(given.get("OPTIONS", {})),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _former_limit(name, default):
    """Return an upload limit by the name that releases up to 0.5 read it under."""
    return env.int(name, default, validate=validate.Range(1))


def _media_storage(folder):
    """Return the storage of uploaded files: the private ones, or the copies for readers."""
    if MEDIA_IN_S3:
        return {
            "BACKEND": "tianhe_site.media_library.s3.S3MediaStorage",
            "OPTIONS": {
                "endpoint_url": MEDIA_S3_ENDPOINT or None,
                "bucket_name": MEDIA_S3["MEDIA_S3_BUCKET"],
                "access_key": MEDIA_S3["MEDIA_S3_ACCESS_KEY"],
                "secret_key": MEDIA_S3["MEDIA_S3_SECRET_KEY"],
                "region_name": MEDIA_S3["MEDIA_S3_REGION"],
                "location": folder,
            },
        }
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # A name belongs to one content, so an interrupted save's leftover is replaced.
        "OPTIONS": {"location": DATA_DIR / "media" / folder, "allow_overwrite": True},
    }


def _static_storage():
    if DEBUG:
        return {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return {
        "BACKEND": "tianhe_site.static_files.HashedStaticFilesStorage",
        # The manifest of all files isn't itself a file for readers.
        "OPTIONS": {"manifest_storage": FileSystemStorage(location=DATA_DIR)},
    }


def _check_contact(value):
    """Refuse a contact that RFC 9116 doesn't allow."""
    if value and not re.fullmatch(r"(mailto:[^\s@]+@[^\s@]+|https://[^\s/]+\S*)", value):
        raise ValidationError("It must begin with mailto: or https://.")


def _check_sender(value):
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", parseaddr(value)[1]):
        raise ValidationError("It must be an address, such as web@example.org.")


def _check_issuer(value):
    """Refuse an address that would send what lets people in over the network in the clear."""
    address = urlsplit(value)
    is_local = address.hostname in ("127.0.0.1", "localhost", "::1")
    if value and not (address.scheme == "https" or address.scheme == "http" and is_local):
        raise ValidationError("It must begin with https://.")
    # The width of the column that links to people there.
    if len(value) > 200:
        raise ValidationError("It must have at most 200 characters.")


def _check_languages(value):
    unknown = [code for code in value if "name_local" not in LANG_INFO.get(code, {})]
    if unknown:
        raise ValidationError(f"No language has the code {', '.join(map(repr, unknown))}.")
    if value[:1] != [LANGUAGE_CODE]:
        raise ValidationError(f"It must begin with {LANGUAGE_CODE}, the language at /.")


def _check_token(value):
    if value and len(value) < 32:
        raise ValidationError(f"It is too short. Make one: {weak_secrets.HOW_TO_MAKE_ONE}")


def _check_single_sign_on():
    given = {
        "OIDC_ISSUER": OIDC_ISSUER,
        "OIDC_CLIENT_ID": OIDC_CLIENT_ID,
        "OIDC_CLIENT_SECRET": OIDC_CLIENT_SECRET,
    }
    missing = ", ".join(name for name, value in given.items() if not value)
    if missing:
        raise ImproperlyConfigured(
            f"For single sign-on, set these variables too: {missing}. For log-in by password "
            "alone, set none of OIDC_… (.env.example explains each)."
        )


def _check_secret_key(key):
    if fault := weak_secrets.problem_with_key(key):
        raise ImproperlyConfigured(
            f"SECRET_KEY is weak: {fault}. Create another one: {weak_secrets.HOW_TO_MAKE_ONE}"
        )


def _check_media_in_s3():
    missing = ", ".join(name for name, value in MEDIA_S3.items() if not value)
    if missing:
        raise ImproperlyConfigured(
            f"To keep media in S3, set these variables too: {missing}. To keep them in "
            "TIANHE_DATA, set none of MEDIA_S3_… (.env.example explains each)."
        )
    if not find_spec("storages") or not find_spec("boto3"):
        raise ImproperlyConfigured(
            "MEDIA_S3_BUCKET is set, but the package django-storages[s3] isn't installed. Install "
            "it: .venv/bin/pip install --no-deps --require-hashes -r requirements/s3.txt"
        )


GIVEN_SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else env.str("SECRET_KEY", "")
SECRET_KEY = GIVEN_SECRET_KEY or (None if PRODUCTION else _local_secret_key())
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])

DEBUG = env.bool("DEBUG", False)
POLICIES = ["all", "content", "marked", "off"]
REVIEW_POLICY = env.str("REVIEW_POLICY", "content", validate=validate.OneOf(POLICIES))
# The setting that releases before 0.5 had instead. A site that still sets it stays as strict as it
# was.
SECOND_PERSON_FOR_ALL = env.bool("SECOND_PERSON_FOR_ALL", False)
if SECOND_PERSON_FOR_ALL:
    REVIEW_POLICY = "all"
# Whether staff need a second factor to work here. On plain http, which only works on this machine,
# they may do without.
SECOND_FACTOR = env.str(
    "SECOND_FACTOR",
    "required" if PRODUCTION else "optional",
    validate=validate.OneOf(["required", "optional"]),
)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 120, validate=validate.Range(1))
SESSION_HOURS = env.int("SESSION_HOURS", 12, validate=validate.Range(1))
SECURITY_LOG_DAYS = env.int("SECURITY_LOG_DAYS", 365, validate=validate.Range(1))
# How many proxies in front each append the address they got a request from to X-Forwarded-For.
PROXIES = env.int("PROXIES", 1 if PRODUCTION else 0, validate=validate.Range(0))
OIDC_ISSUER = env.str("OIDC_ISSUER", "", validate=_check_issuer)
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
OIDC_NAME = env.str("OIDC_NAME", "single sign-on", validate=validate.Length(1, 40))
HAS_SINGLE_SIGN_ON = bool(OIDC_ISSUER or OIDC_CLIENT_ID or OIDC_CLIENT_SECRET)
APPROVAL_DAYS = env.int("APPROVAL_DAYS", 90, validate=validate.Range(1, 3650))
MEDIA_MAX_PIXELS = env.int(
    "MEDIA_MAX_PIXELS", _former_limit("MEDIA_MOST_PIXELS", 25_000_000), validate=validate.Range(1)
)
MEDIA_MAX_BYTES = env.int(
    "MEDIA_MAX_BYTES", _former_limit("MEDIA_MOST_BYTES", 20 * 1024**2), validate=validate.Range(1)
)
MINIMUM_FREE_MB = env.int("MINIMUM_FREE_MB", 100, validate=validate.Range(0))
MEDIA_S3_ENDPOINT = env.str("MEDIA_S3_ENDPOINT", "")
MEDIA_S3 = {
    "MEDIA_S3_BUCKET": env.str("MEDIA_S3_BUCKET", ""),
    "MEDIA_S3_ACCESS_KEY": env.str("MEDIA_S3_ACCESS_KEY", ""),
    "MEDIA_S3_SECRET_KEY": env.str("MEDIA_S3_SECRET_KEY", ""),
    "MEDIA_S3_REGION": env.str("MEDIA_S3_REGION", ""),
}
MEDIA_IN_S3 = bool(MEDIA_S3_ENDPOINT or any(MEDIA_S3.values()))
HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", False)
HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "", validate=_check_contact)
# The language at /, in which the words of our code are written.
LANGUAGE_CODE = "en"
LANGUAGE_CODES = env.list("LANGUAGES", [LANGUAGE_CODE, "zh-hans"], validate=_check_languages)
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", f"tianhe-site@{SITE_HOST}", validate=_check_sender)
# On a terminal a person reads it, such as the one who has to find the first password there.
LOG_FORMAT = env.str(
    "LOG_FORMAT",
    "json" if PRODUCTION and not sys.stderr.isatty() else "lines",
    validate=validate.OneOf(["json", "lines"]),
)
# With https the proxy in front has one. Django's server for developers writes its own.
ACCESS_LOG = env.bool("ACCESS_LOG", not PRODUCTION and not DEBUG)
MONITORING_TOKEN = env.str("MONITORING_TOKEN", "", validate=_check_token)
# With https the console is a log, where no mail belongs.
email = env.dj_email_url("EMAIL_URL", "dummy:" if PRODUCTION else "console:")
database = env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
HAS_REPLICA = bool(env.str("DATABASE_REPLICA_URL", ""))
replica = env.dj_db_url("DATABASE_REPLICA_URL") if HAS_REPLICA else None

try:
    env.seal()
except EnvValidationError as error:
    problems = [
        f"{name}: {' '.join(messages)}" for name, messages in sorted(error.error_messages.items())
    ]
    raise ImproperlyConfigured(
        "The site can't start. Set these variables (.env.example explains each): "
        + "; ".join(problems)
    ) from None

if not re.fullmatch(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?", SITE_URL):
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL!r}. It must be like https://www.example.org: the name as browsers "
        "send it, in lower case, and no path."
    )
if GIVEN_SECRET_KEY or PRODUCTION:
    _check_secret_key(GIVEN_SECRET_KEY)
if database["ENGINE"] not in (POSTGRESQL, SQLITE):
    raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite:///.")
if HAS_REPLICA and {each["ENGINE"] for each in (database, replica)} != {POSTGRESQL}:
    raise ImproperlyConfigured(
        "DATABASE_REPLICA_URL is set, so it and DATABASE_URL must both begin with postgres://. "
        "SQLite has no replica."
    )
if "EMAIL_BACKEND" not in email:
    raise ImproperlyConfigured("EMAIL_URL must begin with submission://, smtp:// or console:.")
if MEDIA_IN_S3:
    _check_media_in_s3()
if HAS_SINGLE_SIGN_ON:
    _check_single_sign_on()
    OIDC_ISSUER = OIDC_ISSUER.rstrip("/")
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured(
        "DEBUG shows the inner workings of the site, so it can't be on with https. Turn it off."
    )
if REVIEW_POLICY == "off" and PRODUCTION:
    raise ImproperlyConfigured(
        "REVIEW_POLICY=off lets one person publish anything, so it can't be off with https. Set "
        "it to content (the default), all or marked."
    )
if not PRODUCTION and SITE_HOST not in ("127.0.0.1", "localhost", "::1"):
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL}, but plain http only works on this machine. Use an https address."
    )

ALLOWED_HOSTS = [SITE_HOST] if PRODUCTION else LOOPBACK_HOSTS
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "tianhe_site.editorial.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    # Also without single sign-on: once it was on, its rows go with the accounts that they link.
    "allauth.socialaccount",
    "tianhe_site.rich_text.apps.StaticFilesWithoutUnusedPlugins",
    "ckeditor",
    "tree_queries",
    "tianhe_site.seo",
    "tianhe_site.rich_text",
    "tianhe_site.media_library",
    "tianhe_site.search",
    "tianhe_site.throttle",
    "tianhe_site.outbox",
    "tianhe_site.publishing",
    "tianhe_site.editorial",
    "news",
    "pages",
    "tianhe_site.operations",
    # Last: its roles name permissions that migrating the apps above creates.
    "tianhe_site.accounts",
]

MIDDLEWARE = [
    "tianhe_site.monitoring.requests.note_person",
    "django.middleware.security.SecurityMiddleware",
    "tianhe_site.static_files.StaticFilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "tianhe_site.languages.speak",
    "tianhe_site.public_urls.know_public_addresses",
    "tianhe_site.accounts.staff_pages.protect",
    "tianhe_site.seo.keep_out_of_indexes",
    "tianhe_site.busy.BusySessionMiddleware",
    # Before anything reads the body.
    "tianhe_site.media_library.upload_handlers.refuse_too_large",
    "tianhe_site.kept_forms.note_saved_forms",
    "tianhe_site.refusals.MethodsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # Before anything asks the database.
    "tianhe_site.unavailable.answer_early",
    "tianhe_site.publishing.slashes.SlashMiddleware",
    "tianhe_site.accounts.sessions.SessionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tianhe_site.publishing.actor.remember_user",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tianhe_site.throttle.answers.say_when_to_retry",
    "tianhe_site.accounts.factors.second_factor.require_second_factor",
    "tianhe_site.busy.BusyMiddleware",
    "tianhe_site.accounts.staff_language.speak",
    "tianhe_site.operations.old_addresses.redirect_old",
]

ROOT_URLCONF = "tianhe_site.urls"
WSGI_APPLICATION = "tianhe_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tianhe_site.seo.canonical",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

if database["ENGINE"] == SQLITE:
    database["OPTIONS"] = _sqlite_options()
    # To open the file takes longer than the queries of a page. What is open needs no room on a full
    # disk.
    database["CONN_MAX_AGE"] = None
    # A file, so that tests with several threads get production's locking.
    database["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
else:
    database |= _postgresql(database)
DATABASES = {"default": database}
if HAS_REPLICA:
    DATABASES["replica"] = {
        **replica,
        **_postgresql(replica),
        # Asking whether a connection is well takes as long as the question itself if it hangs. One
        # that was lost is noticed by the question, which the primary answers then.
        "CONN_HEALTH_CHECKS": False,
        "TEST": {"MIRROR": "default"},
    }
    DATABASES["replica"]["OPTIONS"]["connect_timeout"] = REPLICA_SECONDS
    DATABASE_ROUTERS = ["tianhe_site.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all processes and hosts: a one-time code that one of them took must not work again.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "tianhe_site.accounts.passwords.rules.LengthValidator"},
    {"NAME": "tianhe_site.accounts.passwords.rules.GuessableValidator"},
]

EMAIL_BACKEND = email["EMAIL_BACKEND"]
# To the console or nowhere, mail reaches nobody.
HAS_MAIL = not EMAIL_BACKEND.endswith((".console.EmailBackend", ".dummy.EmailBackend"))
EMAIL_HOST, EMAIL_PORT = email["EMAIL_HOST"], email["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = email["EMAIL_HOST_USER"], email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = email["EMAIL_USE_TLS"], email["EMAIL_USE_SSL"]
# An editor is waiting.
EMAIL_TIMEOUT = 5

# Each by its own name.
LANGUAGES = [(code, LANG_INFO[code]["name_local"]) for code in dict.fromkeys(LANGUAGE_CODES)]
# Where catalogs are, and where they are compiled to at each start: those of the site first, which
# add to those of the release.
CATALOGS = [
    (DATA_DIR / "locale", DATA_DIR / "catalogs" / "site"),
    (BASE_DIR / "locale", DATA_DIR / "catalogs" / "release"),
]
LOCALE_PATHS = [compiled for _source, compiled in CATALOGS]
FORMAT_MODULE_PATH = ["tianhe_site.formats"]
USE_TZ = True
TIME_ZONE = "America/New_York"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private_media": _media_storage("private"),
    "public_media": _media_storage("public"),
    "staticfiles": _static_storage(),
}
FILE_UPLOAD_HANDLERS = [
    "tianhe_site.media_library.upload_handlers.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
MEDIA_ROOT = DATA_DIR / "media"
# By default Django would make them readable for every account of the machine, whatever the umask.
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700

RICH_TEXT_WIDGET = "tianhe_site.rich_text.widgets.CKEditor4Widget"
# ckeditor.W001 warns about the unpatched CKEditor 4. Its known vulnerabilities are closed by
# configuration (rich_text/widgets.py), and the server cleans every text that it saves or shows.
# security.W005 and W021 warn about HSTS for subdomains and preloading: both bind hosts that this
# site doesn't know, for a year or more, so they must be requested explicitly.
# security.W002 misses X-Frame-Options, which repeats `frame-ancestors` for Internet Explorer alone.
SILENCED_SYSTEM_CHECKS = [
    *("ckeditor.W001", "security.W002", "security.W005", "security.W021"),
]

# Security. Public pages use no cookies at all; these are for staff.
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS_INCLUDE_SUBDOMAINS
    SECURE_HSTS_PRELOAD = HSTS_PRELOAD
    # The proxy must set this header itself and drop any that a visitor sends.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# In the session, since a cookie of its own would show to others on this computer who did what.
MESSAGE_STORAGE = "tianhe_site.busy.MessageStorage"
AUTHENTICATION_BACKENDS = ["tianhe_site.accounts.log_in.authentication.PasswordBackend"]
# Why these, and how many at a time: docs/design/accounts.md.
PASSWORD_HASHERS = [
    "tianhe_site.accounts.passwords.hashing.Argon2Hasher",
    "tianhe_site.accounts.passwords.hashing.OldHasher",
]
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "tianhe_site.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_FORMS = {
    "login": "tianhe_site.accounts.log_in.pages.LogInForm",
    "reauthenticate": "tianhe_site.accounts.log_in.confirm.ConfirmByPasswordForm",
    "change_password": "tianhe_site.accounts.passwords.forms.ChangePasswordForm",
    "set_password": "tianhe_site.accounts.passwords.forms.FirstPasswordForm",
    "reset_password": "tianhe_site.accounts.passwords.forms.ForgotForm",
    "reset_password_from_key": "tianhe_site.accounts.passwords.forms.ResetForm",
    "user_token": "tianhe_site.accounts.passwords.forms.ResetTokenForm",
}
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# People are invited; the address of an account is set by an administrator.
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
# `throttle` counts tries, through the database.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
SOCIALACCOUNT_ADAPTER = "tianhe_site.accounts.log_in.single_sign_on.SocialAdapter"
# We send our own: `accounts/security_log/mails.py`.
ACCOUNT_EMAIL_NOTIFICATIONS = False
MFA_ADAPTER = "tianhe_site.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    name: f"tianhe_site.accounts.factors.forms.{form}"
    for name, form in {
        "authenticate": "SecondFactorForm",
        "authenticate_webauthn": "PasskeyAsSecondFactorForm",
        "reauthenticate": "ConfirmByCodeForm",
        "reauthenticate_webauthn": "ConfirmByPasskeyForm",
        "login_webauthn": "LogInByPasskeyForm",
        "activate_totp": "AddAppForm",
        "add_webauthn": "AddPasskeyForm",
        "edit_webauthn": "RenamePasskeyForm",
    }.items()
}
# An administrator sets the address of an account.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_HOST
# A clock that is off by a minute.
MFA_TOTP_TOLERANCE = 2
# Browsers treat this machine as secure without https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Also the target if a login asks to be redirected elsewhere.
LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "admin:index", "account_login"
SESSION_ENGINE = "tianhe_site.accounts.sessions.store"
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {"()": "tianhe_site.monitoring.logs.Lines"},
        "json": {"()": "tianhe_site.monitoring.logs.JsonLines"},
    },
    "filters": {
        "refusals_in_one_line": {
            "()": "django.utils.log.CallbackFilter",
            "callback": "ext://tianhe_site.monitoring.logs.in_one_line",
        },
    },
    "handlers": {
        "console": {
            "class": "tianhe_site.monitoring.logs.Console",
            "formatter": LOG_FORMAT,
            "filters": ["refusals_in_one_line"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Every published action logs its hash, so that a truncated history can be told from one that
    # ends there.
    "loggers": {
        "tianhe.history": {"level": "INFO"},
        "tianhe.access": {"level": "INFO"},
        # A visitor's mistyped address isn't worth a warning.
        "django.request": {"level": "ERROR"},
    },
}
