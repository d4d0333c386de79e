"""Addresses of the portal. German without prefix, English below /en/; administration and machine doors once."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from klimapakt.lib import health
from klimapakt.pact.views import machines

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("verwaltung/", admin.site.urls),
    path("api/v1/", include("klimapakt.pact.urls_api")),
    *i18n_patterns(
        path("", include("events.urls")),  # first: answers come by hundreds at once, and all before is asked each time
        path("konto/", include("klimapakt.pact.urls_account")),
        path("", include("partners.urls")),  # before the roof: it has addresses that take any word for a partner's
        path("", include("klimapakt.pact.urls")),
        path("", include("emissions.urls")),
        prefix_default_language=False,
    ),
]
if settings.MAILBOX_DIR:
    urlpatterns.append(path("postfach/", include("klimapakt.pact.urls_mailbox")))

handler400 = "klimapakt.pact.views.bad_request"
handler403 = "klimapakt.pact.views.forbidden"
handler404 = "klimapakt.pact.views.not_found"
handler429 = "klimapakt.pact.views.too_many_requests"  # asked for by allauth
handler500 = "klimapakt.pact.views.server_error"
