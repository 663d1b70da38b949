"""Django as WSGI: what the shell in asgi.py calls for all that is not a socket or a file."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heatsite.settings")
application = get_wsgi_application()
