"""Settings of Heat: every knob is an environment variable, and nothing set is the embedded set-up.

Without DATABASE_URL and REDIS_URL Heat is one process over SQLite in HEAT_DATA; with both it is as many web and
worker processes as one likes. What is missing in a production set-up is refused with its reason, never guessed.
"""

import secrets
import tomllib
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATABASE_URL = env.str("DATABASE_URL", "")
REDIS_URL = env.str("REDIS_URL", "")
EMBEDDED = not DATABASE_URL
DATA_DIR = Path(env.str("HEAT_DATA", str(BASE_DIR / "data"))).resolve()
DEBUG = env.bool("HEAT_DEBUG", False)

if DEBUG and not EMBEDDED:
    raise ImproperlyConfigured("HEAT_DEBUG shows internals to everybody: it is refused where DATABASE_URL is set.")


def _secret_key() -> str:
    """The key that all else is derived from: SECRET_KEY, or a file of the data folder, made on first use."""
    if given := env.str("SECRET_KEY", ""):
        return given
    if not EMBEDDED:
        raise ImproperlyConfigured(
            "Set SECRET_KEY to a long random string, the same for every process: with DATABASE_URL set, none is made."
        )
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    path = DATA_DIR / "secret_key"
    try:
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()


def _networks(name: str) -> list[IPv4Network | IPv6Network]:
    """The networks that an environment variable lists."""
    try:
        return [ip_network(text.strip()) for text in env.list(name, default=[])]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is a list of networks such as 10.1.0.0/16: {error}.") from None


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("HEAT_HOSTS", default=["*"] if EMBEDDED else [])
# Where people and programs reach this server, for links that are made where no call is at hand.
PUBLIC_URL = env.str("HEAT_PUBLIC_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("HEAT_TRUSTED_ORIGINS", default=[PUBLIC_URL])
# Whether strangers may sign up, each with an account of their own; whoever is invited may in any case.
HEAT_SIGN_UP = env.bool("HEAT_SIGN_UP", EMBEDDED)
if PUBLIC_URL.startswith("https://"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "heatsite",
    "requests_app",
    "crunchers",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "heatsite.policy.PolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "heatsite.urls"
APPEND_SLASH = False
WSGI_APPLICATION = "heatsite.wsgi.application"
ASGI_APPLICATION = "heatsite.asgi.application"
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

if DATABASE_URL:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    DATABASES["default"].setdefault("OPTIONS", {})
    if "postgresql" in DATABASES["default"]["ENGINE"]:
        DATABASES["default"]["OPTIONS"]["pool"] = {
            "min_size": 1,
            "max_size": env.int("HEAT_DB_POOL", 16),
            "timeout": 3,
            # An attempt to connect is given up and begun anew before it waits long between its tries: a database that
            # was away for an hour is used again within seconds of its return.
            "reconnect_timeout": 2,
        }
        # A server that is stopped or cut off, rather than gone, is noticed too.
        DATABASES["default"]["OPTIONS"] |= {
            "connect_timeout": 5,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 20_000,  # ms
        }
        DATABASES["default"]["ENGINE"] = "heatsite.postgresql"
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    DATABASES = {
        "default": {
            "ENGINE": "heatsite.sqlite",
            "NAME": DATA_DIR / "heat.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                # synchronous stays FULL: what was answered 200 survives a power cut too.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA cache_size=-16000;",
            },
            # A file, so that a test may open it from several threads, as the server does.
            "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "heatsite.cache.RedisOrHere", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
# kombu looks into the memory broker this often; 0.005 s costs 3 % of a core and brings a task in 3 ms.
CELERY_BROKER_TRANSPORT_OPTIONS = {} if REDIS_URL else {"polling_interval": 0.005}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever: a worker outlives any outage of Redis
CELERY_WORKER_CONCURRENCY = env.int("HEAT_WORK_PROCESSES", 2)
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

AUTH_USER_MODEL = "heatsite.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "heatsite.entrance.backend.EmailBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"

PASSWORD_RESET_TIMEOUT = 86_400  # seconds that a link for a new password works

# Mail goes out by SMTP where EMAIL_URL says how. Without it, the one process prints letters where it runs, for whoever
# runs it is who reads them; and many processes send none: managers hand links over.
if env.str("EMAIL_URL", ""):
    MAIL = "sent"
    vars().update(env.email_url("EMAIL_URL"))
else:
    MAIL = "printed" if EMBEDDED else "none"
    EMAIL_BACKEND = f"django.core.mail.backends.{'console' if EMBEDDED else 'dummy'}.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("HEAT_MAIL_FROM", f"Heat <heat@{urlsplit(PUBLIC_URL).hostname}>")

# django-allauth: signing up, forgotten passwords, addresses. Signing in is Django's own view (heatsite/entrance).
ACCOUNT_ADAPTER = "heatsite.entrance.adapter.Adapter"
ACCOUNT_FORMS = {"signup": "heatsite.entrance.forms.SignUpForm"}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An address that signs up again is told so by mail alone; where none is sent, it gets another user.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if MAIL == "sent" else "none"
ACCOUNT_EMAIL_NOTIFICATIONS = MAIL == "sent"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up alone
# Wrong passwords are axes' to count; these are all others.
ACCOUNT_RATE_LIMITS = {
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "confirm_email": "1/3m/key",
    "change_password": "5/m/user",
    "manage_email": "5/m/user",
    "invite": "30/h/user",
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = "heatsite.formats"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("HEAT_STATIC", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
SECURE_REFERRER_POLICY = "same-origin"


def _file_storage() -> dict[str, object]:
    """Where uploaded files are kept: in a folder, or in a bucket that speaks S3 where one is named."""
    bucket = env.str("HEAT_S3_BUCKET", "")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_ROOT}}
    if find_spec("boto3") is None:
        raise ImproperlyConfigured("HEAT_S3_BUCKET wants boto3: install requirements-s3.txt beside requirements.txt.")
    options: dict[str, object] = {"bucket_name": bucket, "querystring_auth": True, "signature_version": "s3v4"}
    for option in ("endpoint_url", "region_name", "access_key", "secret_key"):
        if value := env.str(f"HEAT_S3_{option.upper()}", ""):
            options[option] = value
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


# Every web process and worker needs the same files: a folder that they share, or a bucket.
MEDIA_ROOT = Path(env.str("HEAT_MEDIA", str(DATA_DIR / "media")))
STORAGES = {
    "default": _file_storage(),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
X_FRAME_OPTIONS = "DENY"

# Attachments come from anywhere (images, sound, film, framed pages); scripts and styles from here alone.
_MEDIA = [SELF, "http:", "https:", "data:", "blob:"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": _MEDIA,
        "media-src": _MEDIA,
        "frame-src": ["http:", "https:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

UNFOLD = {
    "SITE_TITLE": "Heat",
    "SITE_HEADER": "Heat",
    "SITE_SUBHEADER": "Managers",
    "SITE_SYMBOL": "local_fire_department",
    "SITE_FAVICONS": [{"rel": "icon", "href": lambda request: static("icon.svg")}],
    "STYLES": [lambda request: static("css/admin.css")],
    "SHOW_VIEW_ON_SITE": False,
    "SIDEBAR": {"navigation": "heatsite.navigation.sidebar"},
    # The ember of static/css/site.css, in unfold's steps.
    "COLORS": {
        "primary": {
            "50": "#fdf3ec",
            "100": "#fdeee4",
            "200": "#f9d3ba",
            "300": "#ffb387",
            "400": "#ff9457",
            "500": "#ea6f2b",
            "600": "#b8400b",
            "700": "#97340a",
            "800": "#742909",
            "900": "#542009",
            "950": "#35200f",
        }
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["requests_app.api.auth.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["requests_app.api.parsers.StrictJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["requests_app.api.throttles.LiveKeyThrottle"],
    "DEFAULT_SCHEMA_CLASS": "requests_app.api.schema.HeatSchema",
    "EXCEPTION_HANDLER": "requests_app.api.errors.problem_response",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "requests_app.api.negotiation.AlwaysJSON",
}

with (BASE_DIR / "pyproject.toml").open("rb") as _file:
    VERSION = tomllib.load(_file)["project"]["version"]
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Heat",
    "VERSION": VERSION,
    "DESCRIPTION": (
        "An API to human intelligence: a program asks, a person answers.\n\n"
        "Every call but those for this description wants an API key, given in any one of four ways. A test key "
        "(`test_`) is answered at once, by nobody, and sees only what test keys asked; a live key (`live_`) has people "
        "asked, and sees only what live keys asked.\n\n"
        "Paths work with and without a trailing slash. Every error is a problem as RFC 9457 has it; a 400 names all "
        "that is wrong at once."
    ),
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "SERVERS": [{"url": "/", "description": "This server"}],
    "TAGS": [
        {"name": "Ask", "description": "One call a type of question."},
        {"name": "Requests", "description": "What was asked: wait for it, list it, take it back."},
        {"name": "Batches", "description": "Many questions in one call, all or nothing."},
        {"name": "Files", "description": "Files of your own, to attach."},
        {"name": "Account", "description": "Who calls, and what they may."},
        {"name": "Description", "description": "What you are reading."},
        {"name": "Webhooks", "description": "What is sent to you."},
    ],
    "COMPONENT_SPLIT_REQUEST": False,
    "ENFORCE_NON_BLANK_FIELDS": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": False,
    "PREPROCESSING_HOOKS": ["requests_app.api.schema.without_slashes"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "tryItOutEnabled": True, "defaultModelsExpandDepth": 0},
    "POSTPROCESSING_HOOKS": ["requests_app.api.schema.complete"],
}

# What Heat promises and how long it waits; times in seconds.
HEAT_MAX_BLOCK = env.float("HEAT_MAX_BLOCK", 120)
HEAT_MAX_HELD_PER_ACCOUNT = env.int("HEAT_MAX_HELD_PER_ACCOUNT", 5000)
# A held call looks this often, should its wake-up have been lost: with the clock of half a second and a read for all
# who look together, within the 5 s that are promised for Redis away.
HEAT_LOOK_AGAIN = env.float("HEAT_LOOK_AGAIN", 4)
HEAT_MAX_BODY = env.int("HEAT_MAX_BODY", 1024 * 1024)
HEAT_MAX_BATCH_BODY = env.int("HEAT_MAX_BATCH_BODY", 32 * 1024 * 1024)
HEAT_MAX_IMAGE = env.int("HEAT_MAX_IMAGE", 20 * 1024 * 1024)  # bytes of an uploaded picture; the others follow
HEAT_MAX_VIDEO = env.int("HEAT_MAX_VIDEO", 200 * 1024 * 1024)
HEAT_MAX_AUDIO = env.int("HEAT_MAX_AUDIO", 50 * 1024 * 1024)
HEAT_MAX_PIXELS = env.int("HEAT_MAX_PIXELS", 40_000_000)  # of a picture; each takes four bytes while it is decoded
HEAT_FILE_KEPT = env.float("HEAT_FILE_KEPT", 7 * 86_400)  # a client's file that no request uses
HEAT_UPLOAD_KEPT = env.float("HEAT_UPLOAD_KEPT", 86_400)  # a cruncher's file that was never submitted
HEAT_WEB_THREADS = env.int("HEAT_WEB_THREADS", 12)
HEAT_ACKNOWLEDGE = env.float("HEAT_ACKNOWLEDGE", 10)  # an offer not shown by then is taken back
HEAT_LEASE = env.float("HEAT_LEASE", 120)  # past the last heartbeat
HEAT_RESERVED = env.float("HEAT_RESERVED", 60)  # what loads behind a task is kept so long past the page's last asking
HEAT_TASK_LIMIT = env.float("HEAT_TASK_LIMIT", 900)  # past the first sight of the task, whatever the heartbeat says
HEAT_UNSEEN = env.float("HEAT_UNSEEN", 60)  # a waiting page that has not asked for so long is not there
HEAT_FLAGS_TO_END = env.int("HEAT_FLAGS_TO_END", 1)  # flags that end a request asked without confidence
HEAT_RATE = env.float("HEAT_RATE", 50)  # calls a second and live key, in the long run
HEAT_BURST = env.int("HEAT_BURST", 200)  # calls at once
HEAT_CURRENCY = env.str("HEAT_CURRENCY", "USD")  # of rates and earnings, and of prices and charges
HEAT_MONTHLY_QUOTA = env.int("HEAT_MONTHLY_QUOTA", 0)  # live requests a month and account; 0 is none
# Gold questions, whose answers are known: a share of a cruncher's tasks, and so many of their first ones.
HEAT_GOLD_SHARE = env.float("HEAT_GOLD_SHARE", 0.05)
HEAT_GOLD_FIRST = env.int("HEAT_GOLD_FIRST", 5)
# A cruncher is paused after so many of them, if their accuracy may be below this (crunchers/quality.py); 0: nobody is.
HEAT_GOLD_ENOUGH = env.int("HEAT_GOLD_ENOUGH", 30)
HEAT_GOLD_BAR = env.float("HEAT_GOLD_BAR", 0.5)
HEAT_EGRESS_LOOPBACK = env.bool("HEAT_EGRESS_LOOPBACK", EMBEDDED)  # whether webhooks may go to this very machine
HEAT_EGRESS_NETWORKS = _networks("HEAT_EGRESS_NETWORKS")  # inner networks that they may go to: 10.1.0.0/16,fd12::/64
HEAT_HOOK_THREADS = env.int("HEAT_HOOK_THREADS", 64)  # webhooks that one process sends at once
HEAT_HOOKS_PER_HOST = env.int("HEAT_HOOKS_PER_HOST", 4)  # of one account to one host at once; one while the host fails
# What webhooks' signing secrets are derived from: give the old SECRET_KEY here when that one is changed.
HEAT_SIGNING_KEY = env.str("HEAT_SIGNING_KEY", "") or SECRET_KEY
HEAT_SAMPLE_KEY = env.bool("HEAT_SAMPLE_KEY", EMBEDDED)  # whether the seeds' sample test key is known

DATA_UPLOAD_MAX_MEMORY_SIZE = HEAT_MAX_BATCH_BODY
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"no_tokens": {"()": "heatsite.redacting.NoTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_tokens"]}},
    "root": {"handlers": ["console"], "level": env.str("HEAT_LOG_LEVEL", "WARNING")},
}
