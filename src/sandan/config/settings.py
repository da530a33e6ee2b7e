"""Django's settings. What an office may change comes from the environment; docs/operating.md lists it."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from sandan.config.contact import contacts
from sandan.config.database import from_url
from sandan.config.home import prepare
from sandan.config.licence import licence
from sandan.config.sign_on import sign_on

_HOME = prepare()
_WEB = Path(__file__).resolve().parent.parent / "web"

SANDAN_HOME = _HOME.path
SANDAN_MASTER_KEY = _HOME.master_key
SANDAN_DEMO = (_HOME.path / "demo").exists()
"""Set by the marker file that `sandan demo` leaves: only then do one-click sign-ins exist."""
SANDAN_COUNTY = os.environ.get("SANDAN_COUNTY", "")
"""The county's name in page heads; the established county unit's name where empty."""

SANDAN_LICENCE = licence(os.environ.get("SANDAN_LICENCE", ""))
"""Under which licence the open data is given."""

SANDAN_SECURITY_CONTACT = contacts(os.environ.get("SANDAN_SECURITY_CONTACT", ""))
"""Where weaknesses are told of, as URIs, for security.txt; empty where the office names none."""
SANDAN_SECURITY_POLICY = os.environ.get("SANDAN_SECURITY_POLICY", "")
"""The office's own page on that; the program's page where empty."""
SANDAN_ADDRESS_HEADER = os.environ.get("SANDAN_ADDRESS_HEADER", "X-Forwarded-For")
"""The header in which the proxy puts the caller's address."""

SANDAN_NOTICE_HOSTS = tuple(filter(None, os.environ.get("SANDAN_NOTICE_HOSTS", "").lower().replace(" ", "").split(",")))
"""Hosts of the county's own network (`host` or `host:port`) to which messages may go; everything else must be public and speak TLS."""

SECRET_KEY = _HOME.session_key
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SANDAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [each for each in os.environ.get("SANDAN_ORIGINS", "").split(",") if each]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "sandan.ledger",
    "sandan.projections",
    "sandan.outbox",
    "sandan.web",
]
MIDDLEWARE = [
    "sandan.web.header.HeaderMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "sandan.web.access.BodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sandan.web.access.AccessMiddleware",
]
ROOT_URLCONF = "sandan.config.urls"
WSGI_APPLICATION = "sandan.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_WEB / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sandan.web.context.county",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

DATABASES = {"default": from_url(os.environ.get("DATABASE_URL", ""), SANDAN_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "sandan.web.password.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "sandan.web.password.NotCommon"},
    {"NAME": "sandan.web.password.NotLocal"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "workspace:desk"
LOGOUT_REDIRECT_URL = "portal:home"

SANDAN_IDLE_MINUTES = int(os.environ.get("SANDAN_IDLE_MINUTES", "30"))
SANDAN_SIGN_ON = sign_on()
"""The county's own sign-on (OpenID Connect), or None."""
# Of allauth only the parts are used, from pages of our own: no address of its own is served, and nobody signs up.
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "sandan.web.factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # one step for clocks that differ (RFC 6238 section 5.2)
MFA_WEBAUTHN_USER_VERIFICATION = "required"
SOCIALACCOUNT_ADAPTER = "sandan.web.sign_on.Adapter"
SOCIALACCOUNT_PROVIDERS = SANDAN_SIGN_ON.providers() if SANDAN_SIGN_ON else {}
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LOCALE_PATHS = [_WEB / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("SANDAN_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "static/"
STATIC_ROOT = SANDAN_HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

_SECURE = os.environ.get("SANDAN_HTTPS", "") == "1"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# A browser takes a __Host- cookie only over HTTPS and from this very host: no neighbour under the same domain can plant one.
_PREFIX = "__Host-" if _SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = (
    f"{_PREFIX}{each}" for each in ("session", "form", "language")
)
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = _SECURE
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        **({"upgrade-insecure-requests": True} if _SECURE else {}),
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_TEMP_DIR = SANDAN_HOME / "uploads"
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "sandan.config.log.Line"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"sandan.security": {"level": "INFO"}},
}
