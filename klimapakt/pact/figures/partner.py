"""The figures of one partner for its own report: what the office has checked by now, nothing suppressed.

Shape as in the pact's figures: decimals are strings, days are ISO, tonnes are t CO2e of the whole company. No names of
people are in it.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Case, QuerySet, When
from django.utils import timezone, translation

from emissions import calculation, intensity, vsme, vsme_json
from emissions.comparison import carrier_of
from emissions.models import Balance, Consumption, Measure, MeasureUpdate, ScopeTotal, Target
from emissions.progress import Measured
from events.models import Event, Registration
from klimapakt.lib import numbers
from klimapakt.pact.figures.disclosure import text
from partners.models import Offer, OfferRequest, Pact, Partner

RULES_VERSION = "2026-p1"
Json = dict[str, Any]  # Any: JSON
LANGUAGES = ("de", "en")


class CheckedOnly(Measured):
    """The partner's series from checked balances up to a year."""

    def __init__(self, partner: Partner, year: int) -> None:
        super().__init__(partner)
        self.year = year

    @cached_property
    def balances(self) -> list[tuple[int, str, Decimal, tuple[object, ...]]]:
        totals = ScopeTotal.objects.filter(
            balance__partner=self.partner,
            balance__superseded_at__isnull=True,
            balance__approved_at__isnull=False,
            balance__year__lte=self.year,
        )
        made_alike = ("balance__includes_upstream", "balance__boundary", "balance__gwp_set")
        rows = totals.order_by("balance__year").values_list("balance__year", "scope", "kg", *made_alike)
        return [(year, scope, kg, tuple(kind)) for year, scope, kg, *kind in rows]


def checked(partner: Partner) -> QuerySet[Balance]:
    return Balance.objects.approved().filter(partner=partner)


def compute(*, partner: Partner, year: int, cut_off: dt.datetime, pact: Pact) -> Json:
    """As it stands now: there is no earlier cut-off. Raises Balance.DoesNotExist without a checked one of the year."""
    balances = list(
        checked(partner).filter(year__lte=year).order_by("year").select_related("denominators", "factor_set")
    )
    balance = next((one for one in balances if one.year == year), None)
    if balance is None:
        raise Balance.DoesNotExist
    measured = CheckedOnly(partner, year)
    lines = list(balance.lines.for_table())
    denominators = getattr(balance, "denominators", None)
    return {
        "year": year,
        "cut_off": cut_off.isoformat(),
        "pact": {
            "name": pact.name,
            "city": pact.city,
            "office": pact.office_name,
            "office_address": pact.office_address,
            "office_email": pact.office_email,
            "office_phone": pact.office_phone,
        },
        "partner": about(partner),
        "balance": facts(balance),
        "years": [year_row(one, measured.totals.get(one.year, {})) for one in balances],
        "lines": [line_row(line) for line in lines if line.scope3_category is None],
        "scope3_lines": [line_row(line) for line in lines if line.scope3_category is not None],
        "scope3": [
            {"number": row.number, "status": row.status, "t": tonnes(row.kg), "reason": row.reason}
            for row in balance.scope3_categories.order_by("number")
        ],
        "credits": [
            {"t": text(row.t), "standard": row.standard, "project": row.project, "vintage": row.vintage}
            for row in balance.credits.order_by("retired_on", "pk")
        ],
        "intensities": [
            {
                "kind": kind,
                "divided_by": numbers.plain(row.divided_by) if row.divided_by is not None else None,
                "location_kg": text(row.location_kg),
                "market_kg": text(row.market_kg),
                "counting": denominators.counting if denominators else "",
                "area": denominators.area if denominators else "",
            }
            for kind, row in intensity.by_kind(measured.totals.get(year, {}), denominators)
        ],
        "targets": [target_row(target, measured) for target in targets(partner)],
        "measures": measures(partner, year),
        "effects": effects(partner, year, measured),
        "events": events(partner, year),
        "training": training(partner, year),
        "vsme": in_both(balance),
    }


def about(partner: Partner) -> Json:
    return {
        "name": partner.name,
        "sector": partner.sector,
        "size": partner.size,
        "employees": partner.employees,
        "joined_on": partner.joined_on.isoformat() if partner.joined_on else None,
        "website": partner.website,
        "sites": partner.sites.count(),
        "sites_in_city": partner.sites.filter(is_in_city=True).count(),
    }


def facts(balance: Balance) -> Json:
    names = ("version", "entry", "boundary", "gwp_set", "includes_upstream", "is_market_fallback", "tool")
    ends_on, share = balance.business_year_ends_on, balance.city_share_percent
    return {
        **{name: getattr(balance, name) for name in names},
        "number": balance.number,
        "checked_on": day_of(balance.approved_at),
        "city_share_percent": None if share is None else str(share),
        "business_year_ends_on": ends_on.isoformat() if ends_on else None,
        "factor_edition": balance.factor_set.edition if balance.factor_set else "",
        "correction_reason": balance.correction_reason,
    }


def year_row(balance: Balance, kg: Any) -> Json:  # Any: kg by scope
    return {
        "year": balance.year,
        "checked_on": day_of(balance.approved_at),
        "has_upstream": balance.includes_upstream,
        "is_market_fallback": balance.is_market_fallback,
        **{f"{scope}_t": tonnes(kg.get(scope)) for scope in ScopeTotal.Scope.values},
    }


def line_row(line: Consumption) -> Json:
    used, carrier = line.used, carrier_of(line)
    factor, own = line.factor, line.own_factor
    return {
        "carrier": carrier.slug,
        "name_de": own.name if own else factor.name_de if factor else "",
        "name_en": own.name if own else (factor.name_en or factor.name_de) if factor else "",
        "is_own_factor": own is not None,
        "scope": factor.scope if factor else "",
        "category": line.scope3_category,
        "site": str(line.site) if line.site else "",
        "amount": None if line.amount is None else numbers.plain(line.amount),
        "unit": line.unit,
        "kg_per_unit": None if line.kg_co2e_per_unit is None else numbers.plain(line.kg_co2e_per_unit),
        "t": tonnes(line.kg),
        "source": used.source if used else "",
        "factor_year": used.valid_year if used else None,
        "year_gap": line.factor_year_gap,
        "quality": line.quality,
        "absence": line.absence_reason,
    }


def targets(partner: Partner) -> QuerySet[Target]:
    """The broadest one in tonnes first."""
    rank = Case(When(unit=Target.Unit.ABSOLUTE, then=0), default=1)
    return Target.objects.valid().filter(partner=partner).order_by(rank, "-scopes", "pk")


def target_row(target: Target, measured: Measured) -> Json:
    actuals = measured.of(target)
    return {
        "pk": target.pk,
        **{name: getattr(target, name) for name in ("scopes", "basis", "unit", "base_year", "target_year", "interim")},
        "base_value": numbers.plain(target.base_value),
        "target_value": numbers.plain(target.target_value),
        "set_on": day_of(target.created_at),
        "actual": [[year, text(value)] for year, value in sorted(actuals.items())],
        "comparable": sorted(measured.in_trend(target)),
        "history": [
            {
                "version": one.version,
                "set_on": day_of(one.created_at),
                "base_year": one.base_year,
                "base_value": numbers.plain(one.base_value),
                "target_year": one.target_year,
                "target_value": numbers.plain(one.target_value),
                "reason": one.change_reason,
            }
            for one in Target.objects.history_of(target).filter(basis=target.basis)
        ],
    }


def measures(partner: Partner, year: int) -> list[Json]:
    """What is not dropped and has begun, or is planned; with the latest result up to the year."""
    found = Measure.objects.filter(partner=partner).effective().in_order().prefetch_related("updates")
    return [measure_row(one, year) for one in found]


def measure_row(measure: Measure, year: int) -> Json:
    updates: Iterable[MeasureUpdate] = measure.updates.all()  # the latest first
    last = next((one for one in updates if one.year <= year), None)
    return {
        "title": measure.title,
        "field": measure.field,
        "status": measure.status,
        "starts_on": measure.starts_on.isoformat(),
        "ends_on": measure.ends_on.isoformat() if measure.ends_on else None,
        "planned_t": text(measure.planned_t_per_year),
        "achieved_t": text(last.achieved_t) if last else None,
        "checked_t": text(last.checked_t) if last else None,
        "result_year": last.year if last else None,
        "cost_eur": None if measure.cost_eur is None else str(measure.cost_eur),
        "saving_eur": None if measure.saving_eur_per_year is None else str(measure.saving_eur_per_year),
    }


def effects(partner: Partner, year: int, measured: Measured) -> Json | None:
    """From the base of the broadest target in tonnes, else from the first balance, to the year."""
    target = targets(partner).filter(unit=Target.Unit.ABSOLUTE).first()
    scopes, basis = (target.scopes, target.basis) if target else (Target.Scopes.S12, Target.Basis.LOCATION)
    values = measured.series(scopes=scopes, basis=basis)
    base_year = target.base_year if target else min(values, default=year)
    if year not in values or year <= base_year:
        return None
    by_field = Measure.objects.filter(partner=partner).achieved_by_field(year, since=base_year)
    return {
        "base_year": base_year,
        "base_t": text(target.base_value if target else values[base_year]),
        "now_t": text(values[year]),
        "by_field": {field: text(value) for field, value in by_field.items()},
    }


def events(partner: Partner, year: int) -> list[Json]:
    """Meetings of the year that have been held, with how many of the company took part; nobody is named."""
    end = dt.datetime(year + 1, 1, 1, tzinfo=timezone.get_current_timezone())
    own = Registration.objects.filter(partner=partner).attended()
    counts: dict[int, int] = {}
    for event in own.values_list("event", flat=True):
        counts[event] = counts.get(event, 0) + 1
    held = (
        Event.objects.in_year(year)
        .exclude(status=Event.Status.CANCELLED)
        .filter(pk__in=counts, ends_at__lt=min(end, timezone.now()))
    )
    return [
        {
            "day": timezone.localdate(event.starts_at).isoformat(),
            "kind": event.kind,
            "title_de": event.title_de,
            "title_en": event.title_en or event.title_de,
            "people": counts[event.pk],
        }
        for event in held.order_by("starts_at", "pk")
    ]


def training(partner: Partner, year: int) -> list[Json]:
    """Offers of the office that the partner was granted or has finished in the year."""
    given = OfferRequest.objects.filter(partner=partner, state__in=Offer.GIVEN, decided_at__year=year)
    return [
        {
            "kind": one.offer.kind,
            "title_de": one.offer.title_de,
            "title_en": one.offer.title_en or one.offer.title_de,
            "is_done": one.state == OfferRequest.State.DONE,
            "seats": one.granted_seats,
        }
        for one in given.select_related("offer").order_by("decided_at", "pk")
    ]


def in_both(balance: Balance) -> Json:
    """VSME with the reasons in both languages; the values are the same."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = vsme_json.written(vsme.disclosures_of(balance, only_checked=True))
    return found


def years(partner: Partner) -> list[int]:
    """Of which there can be a report, the latest first."""
    return list(checked(partner).order_by("-year").values_list("year", flat=True))


def day_of(moment: dt.datetime | None) -> str | None:
    return timezone.localdate(moment).isoformat() if moment else None


def tonnes(kg: Decimal | None) -> str | None:
    return None if kg is None else text(calculation.tonnes(kg))
