"""A draft as the API takes it: totals in tonnes, or lines with factor and site. It replaces what was there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers

from emissions import actions
from emissions.carriers import BY_KEY, CARRIERS, KEYS, POSITIONS, Absence
from emissions.errors import BalanceExists, BalanceLocked, EditedMeanwhile, YearNotPossible
from emissions.forms.balance import KG_PER_T, MOST_T
from emissions.models import Balance, Consumption, Factor, FactorSet, ScopeTotal
from klimapakt.lib.api import Conflict, DecimalField, StrictSerializer
from partners.models import Partner, Site, User

MOST_LINES = 5000
STATED = ("scope2_market", "scope3")  # totals that no line gives
ZERO = Decimal(0)


class NewLineSerializer(StrictSerializer):
    """A factor with its amount, or a carrier with the reason why there is none."""

    factor = serializers.ChoiceField(KEYS, required=False)
    carrier = serializers.ChoiceField([carrier.slug for carrier in CARRIERS], required=False)
    site = serializers.CharField(required=False, allow_null=True, max_length=120, help_text="Name of an own site.")
    amount = DecimalField(required=False, allow_null=True, min_value=ZERO)
    unit = serializers.CharField(required=False, allow_null=True, max_length=20)
    quality = serializers.ChoiceField(Consumption.Quality.choices, required=False, default=Consumption.Quality.BILLED)
    absence = serializers.ChoiceField(Absence.choices, required=False, allow_blank=True)
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)

    def validate(self, line: dict[str, Any]) -> dict[str, Any]:  # Any: checked values
        has_amount, is_absent = line.get("amount") is not None, bool(line.get("absence"))
        if has_amount == is_absent:
            raise serializers.ValidationError({"amount": [_("State an amount, or the reason why there is none.")]})
        needed = "factor" if has_amount else "carrier"
        if not line.get(needed):
            raise serializers.ValidationError({needed: [_("This field is needed.")]})
        return line


class TonnesField(DecimalField):
    def __init__(self) -> None:
        super().__init__(required=False, allow_null=True, min_value=ZERO, max_value=MOST_T)


class DraftSerializer(StrictSerializer):
    """Either lines, or totals per scope in t. What is left out is not stated."""

    entry = serializers.ChoiceField(Balance.Entry.choices)
    city_share_percent = DecimalField(
        required=False, allow_null=True, min_value=ZERO, max_value=Decimal(100), max_digits=5, decimal_places=2
    )
    tool = serializers.CharField(required=False, allow_blank=True, max_length=160)
    includes_upstream = serializers.BooleanField(required=False)
    scope1_t = TonnesField()
    scope2_location_t = TonnesField()
    scope2_market_t = TonnesField()
    scope3_t = TonnesField()
    biogenic_t = TonnesField()
    lines = NewLineSerializer(  # type: ignore[call-arg]  # of the list, which the stubs do not know
        many=True, required=False, max_length=MOST_LINES
    )
    edition = serializers.CharField(required=False, max_length=40)

    def validate(self, draft: dict[str, Any]) -> dict[str, Any]:  # Any: checked values
        sums = [f"{scope}_t" for scope in ScopeTotal.Scope.values if scope not in STATED]
        of_quick = (*sums, "tool", "includes_upstream")
        others = ("lines",) if draft["entry"] == Balance.Entry.QUICK else of_quick
        if foreign := [name for name in others if name in draft]:
            mistake = _("This does not go with the kind of entry.")
            raise serializers.ValidationError({name: [mistake] for name in foreign})
        return draft

    def kg(self, scopes: Sequence[str]) -> dict[str, Decimal | None]:
        t = {scope: self.validated_data.get(f"{scope}_t") for scope in scopes}
        return {scope: None if value is None else value * KG_PER_T for scope, value in t.items()}


def overtaken() -> Conflict:
    return Conflict(_("Somebody saved other values, or handed the balance in, since you read it. Read it again."))


@transaction.atomic
def save(partner: Partner, year: int, asked: DraftSerializer, by: User) -> Balance:
    """Begins the draft if there is none; what was sent replaces what it held."""
    draft = asked.validated_data
    balance = Balance.objects.of_partner(partner).filter(year=year).first() or begun(partner, year, draft["entry"], by)
    if balance.entry != draft["entry"]:
        raise exceptions.ValidationError({"entry": [_("This balance was begun with the other kind of entry.")]})
    fields = {"city_share_percent": draft.get("city_share_percent")}
    seen = draft.get("edition", "")
    try:
        if balance.entry == Balance.Entry.QUICK:
            fields |= {"tool": draft.get("tool", ""), "includes_upstream": draft.get("includes_upstream", False)}
            kg = asked.kg(ScopeTotal.Scope.values)
            return actions.save_quick_totals(balance=balance, kg=kg, fields=fields, by=by, seen=seen)
        lines = new_lines(balance, draft.get("lines", []))
        return actions.save_balance_lines(
            balance=balance, lines=lines, stated_kg=asked.kg(STATED), fields=fields, by=by, seen=seen
        )
    except (BalanceLocked, EditedMeanwhile) as error:
        raise overtaken() from error


def begun(partner: Partner, year: int, entry: str, by: User) -> Balance:
    today = timezone.localdate()
    try:
        return actions.start_balance(partner=partner, year=year, entry=entry, by=by, today=today)
    except YearNotPossible as error:
        mistake = _("A balance is about a calendar year that is over.")
        raise exceptions.ValidationError({"year": [mistake]}) from error
    except FactorSet.DoesNotExist as error:
        raise Conflict(_("No emission factors are stored yet. Please tell the office.")) from error
    except BalanceExists as error:
        raise overtaken() from error


@dataclass(frozen=True)
class Known:
    """What lines may name."""

    factors: Mapping[str, Factor]
    sites: Mapping[str, Site]


def new_lines(balance: Balance, lines: Sequence[Mapping[str, Any]]) -> list[actions.NewLine]:  # Any: checked values
    usable = Factor.objects.filter(factor_set=balance.factor_set, key__in=KEYS).for_balances().for_year(balance.year)
    known = Known({one.key: one for one in usable}, {site.name: site for site in balance.places()})
    mistakes = [mistake_of(line, known) for line in lines]
    if not any(mistakes):
        made = [new_line(line, known) for line in lines]
        places = [(line.site, line.position) for line in made]
        twice = {"non_field_errors": [_("There is a line before for the same site and carrier: add the amounts up.")]}
        mistakes = [twice if place in places[:at] else {} for at, place in enumerate(places)]
        if not any(mistakes):
            return made
    raise exceptions.ValidationError({"lines": mistakes})


def mistake_of(line: Mapping[str, Any], known: Known) -> dict[str, list[str]]:  # Any: checked values
    if line.get("site") and line["site"] not in known.sites:
        return {"site": [_("You have no such site.")]}
    if line.get("absence"):
        return {}
    factor = known.factors.get(line["factor"])
    if factor is None:
        return {"factor": [_("There is no such factor.")]}
    if line.get("unit") and line["unit"] != factor.unit:
        return {"unit": [_("This factor counts in %(unit)s.") % {"unit": factor.unit}]}
    return {}


def new_line(line: Mapping[str, Any], known: Known) -> actions.NewLine:  # Any: checked values
    site, note = known.sites.get(line.get("site") or ""), line.get("note", "")
    if line.get("absence"):
        return actions.NewLine(POSITIONS[line["carrier"]], site, absence_reason=line["absence"], note=note)
    factor = known.factors[line["factor"]]
    return actions.NewLine(POSITIONS[BY_KEY[factor.key].slug], site, factor, line["amount"], line["quality"], note=note)
