"""The WSGI application, with all views loaded: nobody's first request waits for them."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klimapakt.settings")

application = get_wsgi_application()

from django.urls import resolve  # noqa: E402 -- both need the application

from partners.checks import refuse_demo_accounts  # noqa: E402

resolve("/")
refuse_demo_accounts()
