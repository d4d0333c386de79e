from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klimapakt.lib.admin import Record
from klimapakt.pact.models import News


@admin.register(News)
class NewsAdmin(Record):
    list_display = ("title_de", "published_at", "state", "look")
    search_fields = ("title_de", "title_en", "teaser_de")
    search_help_text = gettext_lazy("Title or first sentence")
    prepopulated_fields = {"slug": ("title_de",)}
    readonly_fields = ("look",)
    fieldsets = (
        (None, {"fields": ("title_de", "slug", "teaser_de", "text_de", "published_at", "look")}),
        (gettext_lazy("English"), {"fields": ("title_en", "teaser_en", "text_en")}),
    )

    @admin.display(description=gettext_lazy("Status"))
    def state(self, news: News) -> str:
        if news.published_at is None:
            return _("draft")
        return _("public") if news.is_published(timezone.now()) else _("appears by itself")

    @admin.display(description=gettext_lazy("Preview"))
    def look(self, news: News) -> SafeString | str:
        if news.pk is None:
            return _("after saving")
        return format_html('<a href="{}">{}</a>', reverse("pact:news_preview", args=[news.pk]), _("Look at it"))
