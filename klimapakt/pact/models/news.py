"""News of the pact: a draft until it has a day, and public from then on."""

import datetime as dt
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class NewsQuerySet(models.QuerySet["News"]):
    def published(self, now: dt.datetime) -> Self:
        return self.filter(published_at__lte=now).order_by("-published_at", "-pk")


class News(models.Model):
    """One piece of news, in German and perhaps in English."""

    slug = models.SlugField(_("address in the portal"), max_length=80, unique=True)
    title_de = models.CharField(_("title (German)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    teaser_de = models.CharField(_("in short (German)"), max_length=300)
    teaser_en = models.CharField(_("in short (English)"), max_length=300, blank=True)
    text_de = models.TextField(_("text (German)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    published_at = models.DateTimeField(
        _("public from"),
        null=True,
        blank=True,
        help_text=_("Empty: a draft. In the future: it appears by itself."),
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pact:news_detail", args=[self.slug])

    def is_published(self, now: dt.datetime) -> bool:
        return self.published_at is not None and self.published_at <= now

    @property
    def title(self) -> str:
        return (self.title_en if get_language() == "en" else "") or self.title_de

    @property
    def teaser(self) -> str:
        return (self.teaser_en if get_language() == "en" else "") or self.teaser_de

    @property
    def text(self) -> str:
        return (self.text_en if get_language() == "en" else "") or self.text_de
