"""All settings. What differs between machines comes from the environment; a missing secret raises with its name."""

import logging
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from environs import Env

from klimapakt.lib import logs

django_stubs_ext.monkeypatch()  # ModelAdmin[Partner] and the like

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# -- Machine ---------------------------------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])  # older keys: they still open what they sealed
DEBUG = env.bool("DEBUG", False)
BASE_URL = env.str("BASE_URL", "http://localhost:8000").rstrip("/")
HOST_NAME = urlsplit(BASE_URL).hostname or "localhost"
ALLOWED_HOSTS = [HOST_NAME, "127.0.0.1", *env.list("ALLOWED_HOSTS", [])]  # health checks come to 127.0.0.1
IS_HTTPS = BASE_URL.startswith("https://")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / ".portal" / "data")))
DEMO = env.bool("DEMO", False)
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", True)
MAILBOX_DIR = env.str("MAILBOX_DIR", "")  # where ./portal's mail catcher keeps what it caught; empty: no such page
if DEMO and IS_HTTPS and not env.bool("DEMO_IN_PUBLIC", False):
    raise ImproperlyConfigured("DEMO is on for an https address. Switch it off, or set DEMO_IN_PUBLIC for a show case.")
if not STAFF_SECOND_FACTOR and not DEMO:
    raise ImproperlyConfigured("STAFF_SECOND_FACTOR may be off only in a demo.")
if MAILBOX_DIR and not DEMO and HOST_NAME != "localhost":
    raise ImproperlyConfigured("MAILBOX_DIR shows everybody all mails, login codes too: leave it empty outside a demo.")

# -- Application -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "klimapakt.pact.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth tells the age of sessions with it
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "pgtrigger",
    "pghistory",
    "django_htmx",
    "django_structlog",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "partners",
    "events",
    "emissions",
    "klimapakt.pact",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "klimapakt.lib.health.DatabaseGuardMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "partners.access.ShutDoorsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "partners.access.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "klimapakt.lib.logs.RouteMiddleware",
    "klimapakt.lib.history.keep_who",
]
ROOT_URLCONF = "klimapakt.urls"
WSGI_APPLICATION = "klimapakt.wsgi.application"
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
                "partners.context.pact",
            ],
            "libraries": {"ui": "klimapakt.lib.ui"},
            "builtins": ["klimapakt.lib.ui", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "klimapakt.lib.forms.PortalRenderer"

# -- Data ------------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": env.dj_db_url("DATABASE_URL", conn_max_age=env.int("CONN_MAX_AGE", 60), conn_health_checks=True),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "klimapakt.lib.cache.RedisOrMemory",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        "KEY_PREFIX": "klimapakt",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_SAVE_EVERY_REQUEST = False
MEDIA_ROOT = DATA_DIR / "files"  # private: nothing of it has an address of its own
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a mailing to all partners, a balance of a company with many sites
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_STORAGES = {
    "compressed": "whitenoise.storage.CompressedManifestStaticFilesStorage",
    "named": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    "as they lie": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
STATIC_FILES = env.str("STATIC_FILES", "compressed")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_STORAGES[STATIC_FILES]},
}
WHITENOISE_USE_FINDERS = STATIC_FILES == "as they lie"

# What is kept of foreign keys needs no index of its own: klimapakt.lib.history names the few that are searched.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"  # inside a transaction too, one change comes after the other
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = False  # who it was stands in the row itself

# -- Work for later --------------------------------------------------------------------------------------------------


def broker_url(url: str) -> str:
    """The address as Celery spells it: redis-py names a socket unix://path?db=N, kombu redis+socket://path?virtual_host=N."""
    if not url.startswith("unix://"):
        return url
    path, _mark, number = url.removeprefix("unix://").partition("?db=")
    return f"redis+socket://{path}?virtual_host={number or 0}"


CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "partners.tasks.send_letter": {"queue": "mail"},
    "partners.tasks.send_mailing": {"queue": "bulk"},  # to many: nobody's confirmation waits behind it
    "klimapakt.pact.tasks.*": {"queue": "documents"},
    "klimapakt.pact.batch_tasks.*": {"queue": "documents"},
    "partners.document_tasks.*": {"queue": "documents"},
    "emissions.document_tasks.*": {"queue": "documents"},
    "events.tasks_onsite.*": {"queue": "documents"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Berlin"

# -- Mail ------------------------------------------------------------------------------------------------------------
vars().update({name: value for name, value in env.dj_email_url("EMAIL_URL").items() if name.startswith("EMAIL_")})
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Klimapakt <klimapakt@localhost.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAILBOX_URL = env.str("MAILBOX_URL", "")  # imaps://user:password@host/Folder: what comes back, answers of calendars
MAILBOX_ADDRESS = env.str("MAILBOX_ADDRESS", "")  # its address; empty: nobody is asked to answer by calendar
MAILS_PER_SECOND = env.int("MAILS_PER_SECOND", 0)  # 0: as fast as the server takes them

# -- Language and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "klimapakt" / "locale"]
FORMAT_MODULE_PATH = "klimapakt.formats"
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # else years and keys get separators; klimapakt.lib.numbers formats amounts
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

# -- People ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "partners.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the address is unique without case: a constraint, stricter than unique=True
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("pact:home_for_me")
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "partners.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts come by invitation: the invited address is the proven one
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True  # nobody is asked: SESSION_COOKIE_AGE holds for all ways of signing in
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "partners.adapters.MFAAdapter"
MFA_FORMS = {"add_webauthn": "partners.forms.account.AddPasskeyForm"}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # as above: allauth makes unproven rows of its own on the way to a new password
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS  # browsers trust http only on localhost
USERSESSIONS_TRACK_ACTIVITY = False  # four queries a request for a time that nobody needs

# -- API -------------------------------------------------------------------------------------------------------------
API_CALCULATIONS = env.str("API_CALCULATIONS", "60/minute")  # from one address, of each of the two calls that calculate
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["partners.api.access.TokenAuthentication", "partners.api.access.SignedIn"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["klimapakt.lib.api.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "klimapakt.lib.api.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "NUM_PROXIES": TRUSTED_PROXIES,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Klimapakt",
    "DESCRIPTION": "Decimals are strings with a point. Lists come in pages: count, next, previous, results.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "GwpSet": "emissions.models.Balance.GwpSet",
        "MeasureStatus": "emissions.models.Measure.Status",
        "PathwayStatus": ["on_track", "close", "behind", "no_data"],
    },
}

# -- Security --------------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "klimapakt.pact.views.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_SSL_REDIRECT = False  # the proxy in front does it
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
LEAST_SECONDS_IN_FORM = 2  # who fills in a public form faster is a machine
X_FRAME_OPTIONS = "DENY"
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", "")  # host:port of a virus scanner for uploads; empty: none
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],  # the demo mailbox shows mails in a frame; each has a stricter policy of its own
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# -- Logs ------------------------------------------------------------------------------------------------------------
DJANGO_STRUCTLOG_USER_ID_FIELD = None  # no personal data in the logs
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # one line for each request is enough: its end
logs.configure_structlog()
LOGGING = logs.logging_config(level=env.str("LOG_LEVEL", "INFO"))
