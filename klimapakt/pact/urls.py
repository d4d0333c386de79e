from django.urls import URLPattern, URLResolver, path, re_path

from klimapakt.pact.pages import PAGES
from klimapakt.pact.views import office, own, public

app_name = "pact"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    re_path(rf"^(?P<name>{'|'.join(PAGES)})/$", public.page, name="page"),
    # /mein-bereich/
    path("mein-bereich/", own.home_for_me, name="home_for_me"),
    path("mein-bereich/<slug:slug>/", own.own_overview, name="own_overview"),
    # /geschaeftsstelle/
    path("geschaeftsstelle/", office.office_home, name="office_home"),
]
