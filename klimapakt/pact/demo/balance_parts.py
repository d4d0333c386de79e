"""What stands beside the figures of draft and handed-in balances: contracts, scope 3, own power, credits. Invented."""

import datetime as dt
import io
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw

from emissions.actions.totals import write_totals
from emissions.models import (
    Balance,
    Consumption,
    Contract,
    Credit,
    Denominators,
    OwnFactor,
    OwnGeneration,
    Scope3Category,
    ScopeTotal,
)

GAS = "ebev.natural_gas.kwh_hs"
FACTOR_EVIDENCE = "factor-evidence/beispiel-analyse.png"
EVIDENCE = "contract-evidence/beispiel-entwertung.png"
SCOPE3 = (
    (5, Scope3Category.Status.CALCULATED, "3.2", "Wiegescheine des Entsorgers, Faktoren des Portals"),
    (6, Scope3Category.Status.CALCULATED, "18.4", "Reisekosten nach Verkehrsmittel"),
    (7, Scope3Category.Status.CALCULATED, "41.5", "Umfrage, hochgerechnet auf alle Beschäftigten"),
    (1, Scope3Category.Status.NOT_ESTIMATED, None, "Daten der Lieferanten liegen noch nicht vor"),
    (14, Scope3Category.Status.NOT_RELEVANT, None, "Wir vergeben keine Franchises"),
)


def load() -> None:
    """For balances that are not checked yet: those are the ones that people work on."""
    balances = list(
        Balance.objects.filter(approved_at=None, entry=Balance.Entry.LINES).select_related("partner").order_by("pk")
    )
    rows = Consumption.objects.filter(balance__in=balances, factor__key__contains="electricity").order_by("pk")
    power: dict[int, tuple[Decimal, Decimal]] = {}
    for owner, amount, kg in rows.values_list("balance", "amount", "kg"):
        known = power.get(owner, (Decimal(0), Decimal(0)))
        power[owner] = (known[0] + (amount or 0), known[1] + (kg or 0))
    load_contracts(balances, power)
    load_scope3(balances[::2])
    load_beside(balances)
    load_own_factors(balances)


def load_contracts(balances: list[Balance], power: dict[int, tuple[Decimal, Decimal]]) -> None:
    """Every third one buys green power for a part; all get their market-based total, flagged: no residual mix is known."""
    green = balances[::3]
    if green and not default_storage.exists(EVIDENCE):
        default_storage.save(EVIDENCE, ContentFile(evidence()))
    contracts = [
        Contract(
            balance=balance,
            energy=Contract.Energy.ELECTRICITY,
            kind=Contract.Kind.CERTIFICATE,
            supplier="Rheinstrom (Beispiel)",
            kwh=(power[balance.pk][0] * Decimal("0.6")).quantize(Decimal(1)),
            kg_per_kwh=Decimal(0),
            evidence=EVIDENCE,
        )
        for balance in green
        if power.get(balance.pk, (0, 0))[0]
    ]
    Contract.objects.bulk_create(contracts)
    covered = {one.balance_id: one.kwh for one in contracts}
    location = dict(
        ScopeTotal.objects.filter(balance__in=balances, scope=ScopeTotal.Scope.SCOPE2_LOCATION).values_list(
            "balance", "kg"
        )
    )
    totals = []
    for balance in balances:
        kwh, kg = power.get(balance.pk, (Decimal(0), Decimal(0)))
        saved = kg * covered.get(balance.pk, Decimal(0)) / kwh if kwh else Decimal(0)
        totals.append(
            ScopeTotal(
                balance=balance,
                scope=ScopeTotal.Scope.SCOPE2_MARKET,
                kg=(location[balance.pk] - saved).quantize(Decimal("1e-14")),
                is_stated=False,
            )
        )
        balance.is_market_fallback = bool(kwh)
    ScopeTotal.objects.bulk_create(totals)
    Balance.objects.bulk_update(balances, ["is_market_fallback"])


def load_own_factors(balances: list[Balance]) -> None:
    """The gas suppliers of two partners state a value: one balance is a draft, one waits for the office's check."""
    if not default_storage.exists(FACTOR_EVIDENCE):
        default_storage.save(FACTOR_EVIDENCE, ContentFile(evidence("Beispiel: Analyse des Erdgases (erfunden)")))
    gas = Consumption.objects.filter(balance__in=balances, factor__key=GAS).order_by("balance")
    with_gas = set(gas.values_list("balance", flat=True))
    known = {(one.partner_id, one.year) for one in balances}  # base years of targets stay as they are
    drafts = (one for one in balances if one.pk in with_gas and one.is_draft)
    waiting = (one for one in balances if one.pk in with_gas and (one.partner_id, one.year - 1) in known)
    for balance in filter(None, (next(drafts, None), next(waiting, None))):
        load_own_factor(balance, list(gas.filter(balance=balance)))


def load_own_factor(balance: Balance, lines: list[Consumption]) -> None:
    """As if it had been typed before the balance was handed in."""
    Balance.objects.filter(pk=balance.pk).update(submitted_at=None)
    own = OwnFactor.objects.create(
        balance=balance,
        name="Erdgas der Rheingas (Beispiel)",
        key=GAS,
        unit="kWh",
        kg_co2e_per_unit=Decimal("0.179"),
        valid_year=balance.year,
        source=f"Analyse des Erdgases {balance.year}, Rheingas (Beispiel), erfunden",
        evidence=FACTOR_EVIDENCE,
    )
    for line in lines:
        line.own_factor, line.kg_co2e_per_unit, line.factor_year_gap = own, own.kg_co2e_per_unit, 0
        line.kg = (line.amount or Decimal(0)) * own.kg_co2e_per_unit
    Consumption.objects.bulk_update(lines, ["own_factor", "kg_co2e_per_unit", "factor_year_gap", "kg"])
    write_totals(balance=balance)
    Balance.objects.filter(pk=balance.pk).update(submitted_at=balance.submitted_at)


def evidence(words: str = "Beispiel: Entwertungsnachweis (erfunden)") -> bytes:
    """A picture that says of itself that it is none."""
    page = Image.new("RGB", (640, 160), "white")
    ImageDraw.Draw(page).text((24, 64), words, fill="black", font_size=24)
    content = io.BytesIO()
    page.save(content, "PNG")
    return content.getvalue()


def load_scope3(balances: list[Balance]) -> None:
    Scope3Category.objects.bulk_create(
        Scope3Category(
            balance=balance, number=number, status=status, kg=None if t is None else Decimal(t) * 1000, reason=reason
        )
        for balance in balances
        for number, status, t, reason in SCOPE3
    )
    kg = sum((Decimal(t) * 1000 for _number, _status, t, _reason in SCOPE3 if t), Decimal(0))
    ScopeTotal.objects.bulk_create(
        ScopeTotal(balance=balance, scope=ScopeTotal.Scope.SCOPE3, kg=kg, is_stated=False) for balance in balances
    )


def load_beside(balances: list[Balance]) -> None:
    Denominators.objects.bulk_create(
        Denominators(balance=balance, employees=balance.partner.employees, counting=Denominators.Counting.HEADS)
        for balance in balances
        if balance.partner.employees
    )
    OwnGeneration.objects.bulk_create(
        OwnGeneration(balance=balance, used_kwh=Decimal(48_500), exported_kwh=Decimal(12_300))
        for balance in balances[::4]
    )
    Credit.objects.bulk_create(
        Credit(
            balance=balance,
            t=Decimal(25),
            standard="Gold Standard",
            project="Waldgarten (Beispiel)",
            vintage=balance.year - 1,
            registry_id=f"GS-{balance.pk:05}",
            retired_on=dt.date(balance.year, 12, 15),
        )
        for balance in balances[::8]
    )
