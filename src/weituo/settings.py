"""Every setting, from the environment (`WEITUO_…`, `DATABASE_URL`) with defaults that fit one machine.

A value that cannot be read stops the start with its name: nothing falls back silently. `docs/settings.md` is the
same list in prose. The data folder holds everything worth keeping: secret key, database, blobs.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable, stripped; `default` when unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """1/true/yes/on or 0/false/no/off."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number, not negative."""
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def listed(name: str) -> list[str]:
    """Values between commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def secret(path: Path) -> str:
    """The secret kept at `path`, made at the first start (mode 0600). Two first starts at once agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


SOURCE = Path(__file__).resolve().parent
ROOT = SOURCE.parent.parent  # the clone; in an installed wheel a folder that holds none of the optional things below

# --- where things are kept -------------------------------------------------------------------------------------------

DATA = Path(text("WEITUO_DATA", "data")).expanduser().resolve()
try:
    DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    SECRET_KEY = text("WEITUO_SECRET_KEY") or secret(DATA / "secret-key")
    KEY_PASSPHRASE = text("WEITUO_KEY_PASSPHRASE") or secret(DATA / "key-passphrase")  # of the ledger's signing keys
except OSError as error:
    raise ImproperlyConfigured(f"The data folder {DATA} cannot be written ({error}). Set WEITUO_DATA.") from error
BLOBS = DATA / "blobs"

# --- the database ----------------------------------------------------------------------------------------------------

# FULL: what somebody was given a receipt for is still there after a power cut.
SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY"


def database(url: str) -> dict[str, Any]:
    """Django's DATABASES entry: the URL's database, or SQLite in the data folder."""
    if not url:
        url = f"sqlite:///{DATA / 'weituo.sqlite3'}"
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured("DATABASE_URL cannot be read: postgres://user:password@host/name") from error
    options = found.setdefault("OPTIONS", {})
    if found["ENGINE"].endswith("sqlite3"):
        # one writer at a time, known at BEGIN: no deadlock between two transactions that both started by reading
        options.update(transaction_mode="IMMEDIATE", timeout=20, init_command=SQLITE_START)
        found["CONN_HEALTH_CHECKS"] = False
    elif not found["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must name PostgreSQL or SQLite.")
    return found


DATABASES = {"default": database(text("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- who may talk to us ----------------------------------------------------------------------------------------------

DEBUG = flag("WEITUO_DEBUG")
ORIGIN = text("WEITUO_ORIGIN").rstrip("/")
"""The public address, `https://baoxiu.example.cn`: printed on code labels; `https` switches secure cookies on."""

_origin = urlsplit(ORIGIN)
if ORIGIN and (_origin.scheme not in {"http", "https"} or not _origin.hostname or _origin.path):
    raise ImproperlyConfigured("WEITUO_ORIGIN must look like https://baoxiu.example.cn")
HTTPS = _origin.scheme == "https"

TRIAL = not ORIGIN
"""No public address yet: this machine's names and private addresses are answered, so that a phone on the same
network can be used (`weituo.hosts`). With WEITUO_ORIGIN only that host and WEITUO_HOSTS are."""
ALLOWED_HOSTS = ["*"] if TRIAL else [str(_origin.hostname), "localhost", "127.0.0.1", *listed("WEITUO_HOSTS")]
TRIAL_HOSTS = listed("WEITUO_HOSTS")
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []
TRUSTED_PROXIES = number("WEITUO_PROXIES", 0)
"""How many reverse proxies stand in front; that many last entries of X-Forwarded-For are believed."""

if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 180 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 30 * 24 * 3600  # an engineer's phone stays signed in through a week without network
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if HTTPS else None  # browsers ignore it, loudly, without HTTPS
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "weituo.faces.shared.errors.csrf_failure"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # forms without their files
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # larger photos go through a temporary file
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 40

# --- anchors outside (docs/anchors.md): off while these are empty ----------------------------------------------------

TSA_URL, TSA_ROOTS = text("WEITUO_TSA_URL"), text("WEITUO_TSA_ROOTS")  # an authority's address; its roots, a PEM file
CHAIN_URL, CHAIN_CONTRACT = text("WEITUO_CHAIN_URL"), text("WEITUO_CHAIN_CONTRACT")
CHAIN_KEY = text("WEITUO_CHAIN_KEY")  # a file with the owner's key in hex
CHAIN_ID, CHAIN_CONFIRMATIONS = number("WEITUO_CHAIN_ID", 1), number("WEITUO_CHAIN_CONFIRMATIONS", 12)

# --- notices outside (docs/notices.md) -------------------------------------------------------------------------------

EMAIL_HOST, EMAIL_PORT = text("WEITUO_MAIL_HOST"), number("WEITUO_MAIL_PORT", 465)  # off while the host is empty
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = text("WEITUO_MAIL_USER"), text("WEITUO_MAIL_PASSWORD")
EMAIL_USE_SSL, EMAIL_TIMEOUT = EMAIL_PORT == 465, 10
EMAIL_USE_TLS = EMAIL_PORT == 587
DEFAULT_FROM_EMAIL = text("WEITUO_MAIL_FROM") or EMAIL_HOST_USER
PUSH_HOSTS = listed("WEITUO_PUSH_HOSTS")  # further hosts of push services: `ntfy.example.cn=ntfys`
# a language model besides the rules, off unless set (docs/understanding.md)
UNDERSTANDING_URL = os.environ.get("WEITUO_UNDERSTANDING_URL", "")
UNDERSTANDING_MODEL = os.environ.get("WEITUO_UNDERSTANDING_MODEL", "")
UNDERSTANDING_KEY = os.environ.get("WEITUO_UNDERSTANDING_KEY", "")
NOTICE_LOOPBACK = flag("WEITUO_NOTICE_LOOPBACK")  # robots may stand on this machine: `weituo notice fake`
HANDOVER_MINUTES = number("WEITUO_HANDOVER_MINUTES", 30)  # a hand-over nobody acknowledged is told after these

# --- people ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
LOGIN_URL = "sign-in"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "weituo.people.backends.CodeBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SECOND_FACTOR = text("WEITUO_SECOND_FACTOR", "asked")
"""Of roles that sign, accept, pay or administer: `off`, `asked` (a line on their pages) or `required`."""
if SECOND_FACTOR not in {"off", "asked", "required"}:
    raise ImproperlyConfigured("WEITUO_SECOND_FACTOR must be off, asked or required.")
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = "weituo.people.backends.lockout"  # a stranger elsewhere cannot lock somebody out
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]  # kept masked beside a failure
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "weituo.hosts.client"
AXES_LOCKOUT_CALLABLE = "weituo.faces.shared.views.signing.locked"

# --- the house -------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "weituo",
    "weituo.ledger",
    "weituo.people",
    "weituo.estate",
    "weituo.pact",
    "weituo.duty",
    "weituo.work",
    "weituo.oversight",
    "weituo.month",
    "weituo.notice",
    "weituo.faces.shared",
    "weituo.faces.account",
    "weituo.faces.resident",
    "weituo.faces.engineer",
    "weituo.faces.engineer.app",
    "weituo.faces.office",
    "weituo.faces.office.calibration",
    "weituo.faces.office.drafts",
    "weituo.faces.office.ledger",
    "weituo.faces.office.notices",
    "weituo.faces.office.duty",
    "weituo.faces.office.dispatch",
    "weituo.faces.office.understanding",
    "weituo.faces.office.phones",
    "weituo.faces.office.map",
    "weituo.faces.office.photos",
    "weituo.faces.office.statements",
    "weituo.faces.auditor",
    "weituo.faces.api",
]

MIDDLEWARE = [
    "weituo.faces.shared.middleware.HeadersMiddleware",
    "weituo.hosts.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "weituo.faces.shared.middleware.ActorMiddleware",
    "weituo.faces.shared.middleware.LanguageMiddleware",
    "weituo.faces.shared.middleware.FactorMiddleware",
    "weituo.faces.shared.middleware.AccessMiddleware",
    "weituo.faces.shared.middleware.ReadsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "weituo.urls"
WSGI_APPLICATION = "weituo.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "weituo.faces.shared.context.page",
            ]
        },
    }
]

# --- words and time --------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]  # each in its own words
LANGUAGE_COOKIE_NAME = "weituo_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"  # pages of an estate use the estate's own zone

# --- static files ----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [folder for folder in (ROOT / "frontend" / "dist",) if folder.is_dir()]
_collected = flag("WEITUO_COLLECTED", (STATIC_ROOT / "staticfiles.json").is_file())  # `weituo up` collects
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _collected
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_USE_FINDERS = not _collected
WHITENOISE_AUTOREFRESH = False

# --- the log: what happened, not to whom -----------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "weituo.hosts.Discreet"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["discreet"]},
    },
    "root": {"handlers": ["console"], "level": text("WEITUO_LOG", "WARNING").upper()},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "httpx": {"level": "WARNING"},  # below, both would write down the addresses of robots, which are credentials
        "httpcore": {"level": "WARNING"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # scanners' noise; they got their 400
    },
}
