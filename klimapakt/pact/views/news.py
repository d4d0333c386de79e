"""News for everybody, its feed, and the office's look at a draft."""

import datetime as dt

from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klimapakt.lib import richtext
from klimapakt.lib.public import public_page
from klimapakt.pact.models import News
from partners.access import MemberRequest, office_required
from partners.models import Pact

IN_FEED = 20


@public_page
def news_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(News.objects.published(timezone.now()), 12).get_page(request.GET.get("seite"))
    return render(request, "pact/news_list.html", {"page": page})


@public_page
def news_detail(request: HttpRequest, slug: str) -> HttpResponse:
    news = get_object_or_404(News.objects.published(timezone.now()), slug=slug)
    return render(request, "pact/news_detail.html", {"news": news, "text": richtext.render(news.text)})


@require_safe
@office_required
def news_preview(request: MemberRequest, pk: int) -> HttpResponse:
    """As everybody will see it; the address stays the office's own."""
    news = get_object_or_404(News, pk=pk)
    context = {
        "news": news,
        "text": richtext.render(news.text),
        "is_preview": not news.is_published(timezone.now()),
    }
    return render(request, "pact/news_detail.html", context)


class NewsFeed(Feed[News, None]):
    """Atom, in the language of its address."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("News: %(pact)s") % {"pact": Pact.objects.current().name}

    def link(self) -> str:
        return reverse("pact:news_list")

    def feed_url(self) -> str:
        return reverse("pact:news_feed")

    def items(self) -> QuerySet[News]:
        return News.objects.published(timezone.now())[:IN_FEED]

    def item_title(self, item: News) -> str:
        return item.title

    def item_description(self, item: News) -> str:
        return item.teaser

    def item_pubdate(self, item: News) -> dt.datetime | None:
        return item.published_at

    def item_updateddate(self, item: News) -> dt.datetime:
        return item.changed_at


@public_page
def news_feed(request: HttpRequest) -> HttpResponse:
    return NewsFeed()(request)
