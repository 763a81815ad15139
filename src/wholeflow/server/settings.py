"""Django's settings, read from the environment; defaults are safe on a laptop."""

from pathlib import Path

from wholeflow.server import configuration as _configuration

SECRET_KEY = _configuration.secret_key()
DEBUG = False
ALLOWED_HOSTS = [
    host.strip() for host in _configuration.read("WHOLEFLOW_HOSTS").split(",")
]
_HTTPS = _configuration.yes("WHOLEFLOW_HTTPS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "wholeflow.server.history",
    "wholeflow.server.accounts",
    "wholeflow.server.mapping",
    "wholeflow.server.measuring",
    "wholeflow.server.flowing",
    "wholeflow.server.shell",
]
MIDDLEWARE = [
    "wholeflow.server.shell.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wholeflow.server.shell.middleware.system_as_found",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wholeflow.server.shell.middleware.errors_in_words",
]
ROOT_URLCONF = "wholeflow.server.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "wholeflow.server.shell.frame.frame",
            ],
        },
    }
]

DATABASES = {"default": _configuration.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "front"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a long shift
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if _HTTPS else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
CSRF_FAILURE_VIEW = "wholeflow.server.shell.views.form_too_old"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS = [
    "wholeflow.server.flowing.uploads.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# A log that is sent is never in a folder that others can read.
FILE_UPLOAD_TEMP_DIR = str(_configuration.data_folder() / "logs" / "arriving")
SILENCED_SYSTEM_CHECKS = ["files.E001"]  # it is made when the first file arrives

LANGUAGE_CODE = "en-gb"
TIME_ZONE = _configuration.read("WHOLEFLOW_TIME_ZONE")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(_configuration.data_folder(), "static-collected")
STORAGES = {
    "staticfiles": {"BACKEND": "wholeflow.server.shell.static_files.HashedFiles"},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
