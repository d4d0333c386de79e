"""What people write for an annual report: texts by chapter, and partners that stand in it as good examples."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models import Partner


class ReportText(models.Model):
    """The text module of one chapter in one year. Plain text: what looks like markup is shown as it was typed."""

    class Chapter(models.TextChoices):
        GREETING = "greeting", _("Words of greeting")
        GLANCE = "glance", _("At a glance")
        PACT = "pact", pgettext_lazy("chapter", "The climate pact")
        PARTNERS = "partners", _("The climate partners")
        EMISSIONS = "emissions", _("Emissions")
        TARGETS = "targets", _("Targets")
        MEASURES = "measures", _("Measures")
        EXAMPLES = "examples", _("Good examples")
        NETWORK = "network", _("Network")
        CONTRIBUTION = "contribution", _("Contribution to the city's goal")
        OUTLOOK = "outlook", _("Outlook")
        ANNEX = "annex", _("Annex")

    NEEDED = (Chapter.GLANCE, Chapter.ANNEX)  # never left out: the figures in brief, and how they came about

    year = models.PositiveSmallIntegerField(_("reporting year"))
    chapter = models.CharField(_("chapter"), max_length=12, choices=Chapter)
    text_de = models.TextField(_("text (German)"), max_length=6000)
    text_en = models.TextField(_("text (English)"), max_length=6000, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("text module of the annual report")
        verbose_name_plural = _("text modules of the annual report")
        ordering = ["-year", "chapter"]
        constraints = [
            models.UniqueConstraint(fields=["year", "chapter"], name="one_text_per_year_and_chapter"),
            models.CheckConstraint(condition=~Q(text_de=""), name="text_module_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.year}, {self.get_chapter_display()}"


class ReportExample(models.Model):
    """A partner that the office chose as a good example of a year; shown is only what the partner has released."""

    MOST = 8

    year = models.PositiveSmallIntegerField(_("reporting year"))
    position = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="+", verbose_name=_("partner"))
    text_de = models.TextField(_("text (German)"), max_length=2000, blank=True)
    text_en = models.TextField(_("text (English)"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("good example of the annual report")
        verbose_name_plural = _("good examples of the annual report")
        ordering = ["-year", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "partner"], name="one_example_per_year_and_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.year}, {self.partner}"
