"""The texts of the public pages, in versions: one of each page is live, all others are its history or drafts."""

import datetime as dt
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from klimapakt.pact.pages import PAGES, PageKind

if TYPE_CHECKING:
    from partners.models import User

REVIEWED_EVERY = dt.timedelta(days=365)


class PageVersionQuerySet(models.QuerySet["PageVersion"]):
    def live(self) -> Self:
        return self.filter(is_live=True)

    def of(self, name: str) -> Self:
        """The versions of one page, the newest first."""
        return self.filter(name=name).order_by("-number")

    def latest_of_each(self) -> Self:
        return self.order_by("name", "-number").distinct("name")


class PageVersion(models.Model):
    """What a public page says, in one version."""

    name = models.CharField(_("page"), max_length=60)
    number = models.PositiveIntegerField(_("version"))
    title_de = models.CharField(_("title (German)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120, blank=True)
    text_de = models.TextField(_("text (German)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    is_placeholder = models.BooleanField(_("only a placeholder"), default=False)
    is_live = models.BooleanField(_("live"), default=False)
    created_at = models.DateTimeField(_("saved at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("saved by")
    )
    published_at = models.DateTimeField(_("published at"), null=True)
    published_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("published by")
    )

    objects = PageVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a page")
        verbose_name_plural = _("versions of pages")
        ordering = ["name", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["name", "number"], name="one_number_per_page_version"),
            models.UniqueConstraint(fields=["name"], condition=Q(is_live=True), name="one_live_version_per_page"),
            models.CheckConstraint(
                condition=Q(is_live=False) | Q(published_at__isnull=False), name="live_page_was_published"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="page_version_keeps_its_text",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("name", "number", "title_de", "title_en", "text_de", "text_en"),  # type: ignore[no-untyped-call]  # no types
                func="""
                    RAISE EXCEPTION 'the text of a version does not change: save a new one'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'page_version_keeps_its_text';
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.title_de} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("pact:page_version", args=[self.name, self.number])

    @property
    def kind(self) -> PageKind:
        return PAGES[self.name]

    @property
    def title(self) -> str:
        return (self.title_en if get_language() == "en" else "") or self.title_de

    @property
    def text(self) -> str:
        return (self.text_en if get_language() == "en" else "") or self.text_de

    @property
    def is_in_german_instead(self) -> bool:
        """An English page whose text nobody has translated."""
        return get_language() == "en" and bool(self.text_de) and not self.text_en

    def wants_attention(self, now: dt.datetime) -> bool:
        """The office has to write it, or to look at it once more."""
        is_old = self.published_at is not None and self.published_at < now - REVIEWED_EVERY
        return self.is_placeholder or (self.kind.is_due_yearly and is_old)

    def publish(self, by: "User | None", now: dt.datetime) -> None:
        """The caller saves, and takes the version before it off."""
        self.is_live, self.published_at, self.published_by = True, now, by
