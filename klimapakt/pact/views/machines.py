"""For search engines: what there is in both languages, and what is none of their business."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as render_sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from klimapakt.lib.public import public_page
from klimapakt.pact.models import News, PageVersion
from partners.models import Partner

LISTS = (
    "pact:home",
    "pact:partner_list",
    "events:event_list",
    "pact:news_list",
    "emissions:factor_list",
    "pact:barrier_report",
)
CLOSED = (
    "/e/",
    "/konto/",
    "/abmelden/",
    "/mein-bereich/",
    "/geschaeftsstelle/",
    "/stadt/",
    "/auftraege/",
    "/verwaltung/",
    "/postfach/",
    "/api/",
)


class Bilingual(Sitemap[Any]):  # Any: of whatever a part lists
    """Each address in German and English, and each names the other."""

    i18n = alternates = x_default = True


class Lists(Bilingual):
    def items(self) -> Iterable[str]:
        return LISTS

    def location(self, item: str) -> str:
        return reverse(item)


class Pages(Bilingual):
    def items(self) -> Iterable[PageVersion]:
        return PageVersion.objects.live().filter(is_placeholder=False).order_by("name")

    def location(self, item: PageVersion) -> str:
        return reverse("pact:page", args=[item.name])

    def lastmod(self, item: PageVersion) -> dt.datetime | None:
        return item.published_at


class Partners(Bilingual):
    def items(self) -> Iterable[Partner]:
        return Partner.objects.listed().in_alphabet()

    def location(self, item: Partner) -> str:
        return reverse("pact:partner_detail", args=[item.slug])


class Events(Bilingual):
    def items(self) -> Iterable[Event]:
        return Event.objects.published().latest_first()


class Latest(Bilingual):
    def items(self) -> Iterable[News]:
        return News.objects.published(timezone.now())

    def lastmod(self, item: News) -> dt.datetime:
        return item.changed_at


PARTS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {  # Any: as above
    "lists": Lists,
    "pages": Pages,
    "partners": Partners,
    "events": Events,
    "news": Latest,
}


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    return render_sitemap(request, sitemaps=PARTS)


@public_page
def robots(_request: HttpRequest) -> HttpResponse:
    closed = [f"Disallow: {prefix}{path}" for path in CLOSED for prefix in ("", "/en")]
    lines = ["User-agent: *", *closed, "", f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
