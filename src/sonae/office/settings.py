"""Django's settings, all from :class:`~sonae.office.environment.OfficeSettings`; nothing is written by reading them."""

from __future__ import annotations

from pathlib import Path

from sonae.office.environment import OfficeSettings

OFFICE = OfficeSettings.read()
_HERE = Path(__file__).parent

SECRET_KEY = OFFICE.signing_key()
DEBUG = False
ALLOWED_HOSTS = list(OFFICE.hosts)
DATABASES = {"default": OFFICE.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "office.Account"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name_ja", "name_en"), "max_similarity": 0.6},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "sonae.office",
]
MIDDLEWARE = [
    "sonae.office.access.middleware.HeadersMiddleware",
    "sonae.office.api.envelope.ApiEnvelope",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sonae.office.access.middleware.SessionLimitsMiddleware",
    "sonae.office.access.middleware.LanguageMiddleware",
    "sonae.office.access.middleware.DoorMiddleware",
    "sonae.office.access.middleware.WallMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "sonae.office.urls"
WSGI_APPLICATION = "sonae.office.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "sonae.office.access.page.page_context",
                "django.contrib.messages.context_processors.messages",
                "sonae.office.pages.entry.reader",
            ],
        },
    }
]

LANGUAGE_CODE = OFFICE.language
LANGUAGES = [("ja", "日本語"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

STATIC_URL = "static/"
STATIC_ROOT = OFFICE.home / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": OFFICE.papers}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "sonae.office.fonts.FontFinder",
]
WHITENOISE_USE_FINDERS = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = OFFICE.session_hours * 3600
# A name with this beginning is taken by browsers from this very host over HTTPS alone.
_OVER_HTTPS = "__Host-" if OFFICE.production else ""
SESSION_COOKIE_NAME = f"{_OVER_HTTPS}sonae-session"
CSRF_COOKIE_NAME = f"{_OVER_HTTPS}sonae-csrf"
LANGUAGE_COOKIE_NAME = "sonae-language"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OFFICE.production
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sonae.office.pages.errors.stale_form"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in OFFICE.hosts if host != "*"] if OFFICE.production else []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OFFICE.production else None
SECURE_SSL_REDIRECT = OFFICE.production
SECURE_HSTS_SECONDS = 31_536_000 if OFFICE.production else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "sonae.office.papers.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redaction": {"()": "sonae.office.redaction.RedactionFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(request_id)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["redaction"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "sonae.office.access.reporting.ClosedReporterFilter"
