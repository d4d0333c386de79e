"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klimapakt.settings")

application = get_wsgi_application()

from partners.checks import refuse_demo_accounts  # noqa: E402 -- models need the application

refuse_demo_accounts()
