"""Django settings; everything that differs between installations comes from the environment.

Every variable is described in the README.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import environ
from pghistory import ContextJSONField, ContextUUIDField, ForeignKey

from crm.exceptions import DatabaseUrlError
from crm.secret_key import kept_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
# A variable that is set to nothing means the default.
env.ENVIRON = {name: value for name, value in os.environ.items() if value}

DATA_DIR = Path(env("CRM_DATA_DIR", default=str(BASE_DIR / "var"))).absolute()
DEBUG = env.bool("CRM_DEBUG", default=False)
ALLOWED_HOSTS = env.list("CRM_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CRM_TRUSTED_ORIGINS", default=[])
SECRET_KEY = env("CRM_SECRET_KEY", default="") or kept_secret_key(DATA_DIR)

INSTALLED_APPS = [
    "crm",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "unfold.contrib.inlines",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "knox",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "rest_framework",
    "contacts",
    "gdpr",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "crm.null_characters.refuse_null_characters",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"

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
            ],
        },
    },
]

if url := env("DATABASE_URL", default=""):
    if url.partition(":")[0] not in ("postgres", "postgresql", "psql", "pgsql"):
        raise DatabaseUrlError
    DATABASES = {"default": env.db("DATABASE_URL")}
    # libpq writes the folder of a Unix socket so: postgres://user@%2Frun%2Fpostgresql/name
    DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])
else:
    DATABASES = {
        "default": {
            "ENGINE": "crm.embedded",
            "NAME": "crm",
            "DATA_DIR": DATA_DIR / "postgres",
            "DURABLE": env.bool("CRM_DURABLE", default=True),
        }
    }
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CRM_CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if pool_size := env.int("CRM_DB_POOL_SIZE", default=0):
    # Django refuses persistent connections beside a pool.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": pool_size}
# Unfold would keep for minutes what people have searched for, and whom they found.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    # Counts of requests to public pages, each process its own.
    "limits": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "crm.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

LANGUAGE_CODE = env("CRM_LANGUAGE", default="en")
TIME_ZONE = env("CRM_TIME_ZONE", default="UTC")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files", "file_permissions_mode": 0o600},
    },
    # Whom a restored backup must not bring back: never kept with the backups of the database.
    "erasure_ledger": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "erasures", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["contacts.uploads.BoundedFileUploadHandler"]
MAX_UPLOAD_MB = env.int("CRM_MAX_UPLOAD_MB", default=500)
FILE_UPLOAD_TEMP_DIR = None
# How many lines a text file may have that is imported; all other limits stand in contacts/importing/limits.py.
MAX_IMPORT_LINES = env.int("CRM_MAX_IMPORT_LINES", default=5_000_000)
# How long files that were imported or made, and plans that nobody carried out, are kept.
KEEP_FILES_DAYS = env.int("CRM_KEEP_FILES_DAYS", default=30)
# How long the admin's own log is kept, which names rows.
KEEP_LOGS_DAYS = env.int("CRM_KEEP_LOGS_DAYS", default=365)
# An input for each column of the widest file.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("CRM_HTTPS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("CRM_HTTPS", default=False) else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "crm.discreet_lines.DiscreetFormatter",
            "fmt": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("CRM_LOG_LEVEL", default="WARNING")},
}

# --- The product ------------------------------------------------------------------------------------

BASE_CURRENCY = env("BASE_CURRENCY", default="EUR")
# Telephone numbers without a country code are read as numbers of the contact's country, else of this one.
DEFAULT_REGION = env("CRM_DEFAULT_REGION", default="")

# Who is responsible for the data, as the record of processing names them: name, address, data-protection officer.
CONTROLLER = env("CRM_CONTROLLER", default="")

# Whether sales reps see everybody's records, and change their own and their team's, or see only those.
REPS_SEE_ALL = env.bool("CRM_REPS_SEE_ALL", default=True)

# Who keeps the record of consent; contacts does not know whom it tells.
CONSENT_LEDGER = "gdpr.consent.ConsentLedger"
# What the ledger raises where it refuses an entry.
CONSENT_REFUSED = "gdpr.exceptions.Refused"
# What the form of a new contact asks about consent.
CONSENT_FORM = "gdpr.admin.consent_form.ConsentForm"

# Who knows whom nothing may be written about: asked before a contact is stored, through whatever door.
CONTACT_GUARDS = ["gdpr.suppression.SuppressionGuard"]
# With this key, which no backup of the database holds, people are known again of whom nothing else is kept.
SUPPRESSION_KEY = env("CRM_SUPPRESSION_KEY", default="") or kept_secret_key(DATA_DIR, "suppression_key")

# In whose name people are asked and written to, and where their links lead: https://crm.example.com
ORGANISATION = env("CRM_ORGANISATION", default="Contact CRM")
PUBLIC_URL = env("CRM_PUBLIC_URL", default="http://localhost:8000").rstrip("/")

# How often one link is followed within a minute, or links that hold no longer are from one address.
PUBLIC_PAGES_PER_MINUTE = env.int("CRM_PUBLIC_PAGES_PER_MINUTE", default=30)

# Until a server is named (smtp+tls://user:password@host:587), nothing is sent, nor what needs a mail offered.
SENDS_MAIL = bool(env("CRM_EMAIL_URL", default=""))
globals().update(env.email_url("CRM_EMAIL_URL", default="dummymail://"))
DEFAULT_FROM_EMAIL = env("CRM_FROM_EMAIL", default="crm@localhost")

# Who is asked what contacts do not say yet; each proposes, of several the most certain one counts.
ENRICHMENT_PROVIDERS = ["contacts.enrichment.providers.local.LocalProvider"]

# The password of the log-ins that `manage.py demo` makes; random ones, kept in the data folder, when blank.
DEMO_PASSWORD = env("CRM_DEMO_PASSWORD", default="")

# --- History ------------------------------------------------------------------------------------------

PGHISTORY_BASE_MODEL = "contacts.models.event.Event"
PGHISTORY_CONTEXT_FIELD = ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = ContextUUIDField()
PGHISTORY_FOREIGN_KEY_FIELD = ForeignKey(db_index=False)

# --- Jobs ---------------------------------------------------------------------------------------------

# A second job beside a long import. Asked to end, the worker lets its jobs finish; a job that it broke off
# would count as aborted and never be taken up again, unlike that of a worker which is killed.
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 2,
    "delete_jobs": "successful",
}

# --- The REST API -------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    # The first one says how to authenticate where nobody has: WWW-Authenticate: Token
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "contacts.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["contacts.api.permissions.ModelPermissions"],
    "DEFAULT_PARSER_CLASSES": ["contacts.api.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "contacts.api.paging.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "contacts.api.schema.Operation",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "contacts.api.problems.problem_response",
    "URL_FORMAT_OVERRIDE": None,
}
# For tokens that are made without saying how long they hold.
REST_KNOX = {"TOKEN_TTL": timedelta(days=365)}
SPECTACULAR_SETTINGS = {
    "TITLE": "Contact CRM",
    "DESCRIPTION": "Contacts, companies, deals and what happens with them. Errors are problem details (RFC 9457).",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "contacts.api.schema.describe_problems",
        "contacts.api.schema.describe_filters",
        "contacts.api.schema.close_bodies",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ConsentKindEnum": "gdpr.models.ConsentEvent.Kind",
        "ConsentChannelEnum": "gdpr.models.ConsentEvent.Channel",
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"

UNFOLD = {
    "SITE_TITLE": "Contact CRM",
    "SITE_HEADER": "Contact CRM",
    "SITE_SYMBOL": "contacts",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": f"/{STATIC_URL}crm/favicon.svg"}],
    "STYLES": [f"/{STATIC_URL}crm/admin.css"],
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_HISTORY": True,
    "SHOW_BACK_BUTTON": True,
    "COMMAND": {"search_callback": "contacts.admin.palette.found"},
    "DASHBOARD_CALLBACK": "contacts.admin.home.dashboard",
    "SIDEBAR": {"show_search": True, "command_search": True, "navigation": "crm.navigation.sidebar"},
    # The blue of Tailwind: https://tailwindcss.com/docs/colors
    "COLORS": {
        "primary": {
            "50": "oklch(97% .014 254.604)",
            "100": "oklch(93.2% .032 255.585)",
            "200": "oklch(88.2% .059 254.128)",
            "300": "oklch(80.9% .105 251.813)",
            "400": "oklch(70.7% .165 254.624)",
            "500": "oklch(62.3% .214 259.815)",
            "600": "oklch(54.6% .245 262.881)",
            "700": "oklch(48.8% .243 264.376)",
            "800": "oklch(42.4% .199 265.638)",
            "900": "oklch(37.9% .146 265.522)",
            "950": "oklch(28.2% .091 267.935)",
        }
    },
}
