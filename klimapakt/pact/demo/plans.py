"""What targets and measures are made of beyond the figures: savings, reasons, an intensity target, a corrected base."""

import datetime as dt
import random
from decimal import ROUND_HALF_UP, Decimal

from emissions import actions, progress
from emissions.actions.totals import write_totals
from emissions.models import Balance, Measure, MeasureUpdate, Target
from klimapakt.pact.demo.cases import LAST_YEAR
from klimapakt.pact.demo.people import PIONEER
from partners.models import Partner, User

CENT = Decimal("0.01")
WHAT = {
    Measure.Field.ELECTRICITY: "Weniger Strom bei gleicher Leistung. Gemessen wird an eigenen Zählern.",
    Measure.Field.HEAT: "Die Räume werden mit weniger Energie warm. Abgestimmt mit dem Vermieter und dem Heizungsbauer.",
    Measure.Field.RENEWABLES: "Eigener Strom für den Tag; der Überschuss geht ins Netz und wird hier nicht abgezogen.",
    Measure.Field.PROCESS: "Umbau während des Betriebs, eine Halle nach der anderen.",
    Measure.Field.MOBILITY: "Mit Ladepunkten am Standort und einer Betriebsvereinbarung.",
    Measure.Field.BUILDING: "Zusammen mit der ohnehin fälligen Sanierung.",
    Measure.Field.PROCUREMENT: "Steht seitdem in der Einkaufsrichtlinie.",
    Measure.Field.CIRCULAR: "Mit zwei Kunden erprobt, dann für alle eingeführt.",
    Measure.Field.BEHAVIOUR: "Auszubildende führen die Rundgänge selbst durch.",
}
DROPPED = (
    ("funding", "", "Photovoltaik auf dem Dach"),
    ("funding", "Der Topf war vor unserem Antrag leer.", "Wärmepumpe statt Gaskessel"),
    ("staff", "", "Energiescouts ausbilden"),
    ("owner", "", "Dach und Fassade dämmen"),
    ("funding", "", "Fenster erneuern"),
    ("staff", "Die Stelle blieb unbesetzt.", "Druckluftnetz abdichten"),
)


def load(*, partners: list[Partner], office: User, rng: random.Random, today: dt.date) -> None:
    enrich(rng)
    drop(partners, today)
    pioneer = next((partner for partner in partners if partner.slug == PIONEER), None)
    if pioneer is not None:
        aim_per_employee(pioneer)
        correct_base_year(pioneer, office)


def enrich(rng: random.Random) -> None:
    """Savings of money and energy, a few words, and how the results are known."""
    measures = list(Measure.objects.order_by("pk"))
    for one in measures:
        one.description = WHAT[Measure.Field(one.field)]
        one.saving_eur_per_year = ((one.cost_eur or Decimal(0)) / rng.choice((3, 4, 6, 8, 11))).quantize(CENT)
        one.saving_kwh_per_year = ((one.planned_t_per_year or Decimal(0)) * 2600).quantize(Decimal(1), ROUND_HALF_UP)
        if one.status == Measure.Status.DROPPED:
            one.dropped_cause = Measure.Cause.FUNDING
    names = ("description", "saving_eur_per_year", "saving_kwh_per_year", "dropped_cause")
    Measure.objects.bulk_update(measures, names, batch_size=500)
    MeasureUpdate.objects.filter(
        pk__in=MeasureUpdate.objects.filter(measure__partner__slug=PIONEER, year=LAST_YEAR)
        .order_by("pk")[2:4]
        .values("pk")
    ).update(checked_t=None, checked_at=None, checked_by=None)  # so that there is something to report
    MeasureUpdate.objects.filter(measure__status=Measure.Status.DONE).update(how=MeasureUpdate.How.MEASURED)
    MeasureUpdate.objects.exclude(measure__status=Measure.Status.DONE).update(how=MeasureUpdate.How.ESTIMATED)


def drop(partners: list[Partner], today: dt.date) -> None:
    """Reasons of enough partners that they may be told; not of those whose measures the office has published."""
    checked = Balance.objects.approved().filter(year=LAST_YEAR).values("partner")
    others = Partner.objects.filter(pk__in=[partner.pk for partner in partners]).exclude(pk__in=checked)
    others = others.active().order_by("pk")[: 3 * len(DROPPED)]
    fields = dict.fromkeys(("Photovoltaik auf dem Dach",), Measure.Field.RENEWABLES)
    Measure.objects.bulk_create(
        Measure(
            partner=partner,
            title=title,
            field=fields.get(title, Measure.Field.BUILDING),
            status=Measure.Status.DROPPED,
            dropped_cause=cause,
            dropped_reason=words,
            starts_on=dt.date(today.year - 1, 3, 1),
        )
        for number, partner in enumerate(others)
        for cause, words, title in [DROPPED[number % len(DROPPED)]]
    )


def aim_per_employee(partner: Partner) -> None:
    """Where the company grows, tonnes per head say more than tonnes."""
    values = progress.Measured(partner).series(scopes="1+2", basis="location", unit=Target.Unit.PER_EMPLOYEE)
    if values:
        year = min(values)
        base = values[year].quantize(Decimal("0.001"), ROUND_HALF_UP)
        Target.objects.create(
            partner=partner,
            unit=Target.Unit.PER_EMPLOYEE,
            base_year=year,
            base_value=base,
            target_year=2035,
            target_value=(base * Decimal("0.55")).quantize(Decimal("0.001")),
            interim={"2030": str((base * Decimal("0.75")).quantize(Decimal("0.001")))},
            note="Wir wollen wachsen und trotzdem je Kopf weniger ausstoßen.",
        )


def correct_base_year(partner: Partner, office: User) -> None:
    """A meter that was forgotten in the base year: the portal proposes to recalculate it."""
    target = Target.objects.valid().filter(partner=partner, unit=Target.Unit.ABSOLUTE).first()
    balance = Balance.objects.approved().filter(partner=partner, year=target.base_year).first() if target else None
    if balance is None or balance.entry != Balance.Entry.LINES:
        return
    reason = "Der Gaszähler der Halle Süd fehlte in der ersten Fassung."
    lead = partner.memberships.leads()[0].user
    corrected = actions.correct_balance(balance=balance, reason=reason, by=lead)
    for line in corrected.lines.filter(factor__scope="1"):
        line.amount = (line.amount or Decimal(0)) * Decimal("1.25")
        line.kg = line.amount * (line.kg_co2e_per_unit or Decimal(0))
        line.save(update_fields=["amount", "kg"])
    write_totals(balance=corrected, stated_kg={})
    handed_in = actions.submit_balance(balance=corrected, note=reason, by=lead)
    actions.approve_balance(balance=handed_in, by=office)
