"""What people wrote for the report of a year, as it is frozen into one: texts by chapter, good examples with facts."""

import datetime as dt
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from emissions.models import Target
from klimapakt.lib import numbers
from klimapakt.pact import directory
from klimapakt.pact.models import CityReport, ReportExample, ReportText
from partners.models import Partner

Json = dict[str, Any]  # Any: JSON
TOLD = ("sector", "size", "district", "since", "programmes", "website")  # of a profile, if the partner shows it
LANGUAGES = ("de", "en")


def texts(year: int) -> Json:
    return {text.chapter: {"de": text.text_de, "en": text.text_en} for text in ReportText.objects.filter(year=year)}


def examples(year: int) -> list[Json]:
    """Of partners that stand in the public directory at this moment; whoever has left it stands in no new report."""
    chosen = {one.partner_id: one for one in ReportExample.objects.filter(year=year)}
    partners = {partner.pk: partner for partner in directory.listed().filter(pk__in=chosen)}
    every = [(one, partners[pk]) for pk, one in chosen.items() if pk in partners][: ReportExample.MOST]
    return [
        {
            "name": partner.name,
            "text_de": one.text_de or shown_description(partner),
            "text_en": one.text_en,
            **{f"facts_{language}": facts(partner, language) for language in LANGUAGES},
        }
        for one, partner in every
    ]


def shown_description(partner: Partner) -> str:
    return next((str(value) for name, _label, value in directory.fields(partner) if name == "description"), "")


def facts(partner: Partner, language: str) -> list[list[str]]:
    """Label and value: what everybody may see in the directory, the published target, the latest checked balance."""
    with translation.override(language):
        shown = {name: (str(label), value) for name, label, value in directory.fields(partner)}
        rows = [[shown[name][0], plain(shown[name][1])] for name in TOLD if name in shown]
        target = Target.objects.valid().filter(partner=partner, is_public=True).order_by("target_year").first()
        if target:
            words = {
                "percent": numbers.percent(target.reduction_percent, 0),
                "base": target.base_year,
                "year": target.target_year,
            }
            rows.append([_("Published target"), _("%(percent)s less by %(year)s than in %(base)s") % words])
        if partner.balance_year:  # type: ignore[attr-defined]  # annotated by listed()
            rows.append([_("Latest checked balance"), str(partner.balance_year)])  # type: ignore[attr-defined]  # likewise
        return rows


def plain(value: object) -> str:
    return str(date_format(value, "DATE_FORMAT")) if isinstance(value, dt.date) else str(value)


def are_newer(report: CityReport) -> bool:
    """Whether somebody wrote or chose something since the texts of this report were frozen."""
    year = report.snapshot.year
    return bool(texts(year) != report.texts or examples(year) != report.examples)
