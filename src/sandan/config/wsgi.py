"""The WSGI application that `sandan serve` runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandan.config.settings")
application = get_wsgi_application()
