from django.urls import URLPattern, URLResolver, path, re_path

from klimapakt.pact.pages import PAGES
from klimapakt.pact.views import public

app_name = "pact"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    re_path(rf"^(?P<name>{'|'.join(PAGES)})/$", public.page, name="page"),
]
