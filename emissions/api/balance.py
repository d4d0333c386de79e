"""One's own balances: read, put as a draft with its lines, hand in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emissions import actions
from emissions.api.own import climate_partner, must_be_valid, typed
from emissions.carriers import BY_KEY, CARRIERS, KEYS, POSITIONS, Absence
from emissions.comparison import carrier_of, comparison_of
from emissions.errors import BalanceExists, BalanceIncomplete, BalanceLocked, EditedMeanwhile, YearNotPossible
from emissions.forms.balance import MOST_T, SubmitForm
from emissions.models import Balance, Consumption, Factor, FactorSet, ScopeTotal
from klimapakt.lib.api import Conflict, DecimalField, StrictSerializer
from partners.api.partner import PartnerQuery
from partners.models import Partner, Site, User

KG_PER_T = Decimal(1000)
MOST_LINES = 5000
STATED = ("scope2_market", "scope3")  # totals that no line gives
ZERO = Decimal(0)


class OwnLineSerializer(serializers.Serializer[Consumption]):
    """What was used, or why it was not."""

    carrier = serializers.SerializerMethodField()
    factor = serializers.CharField(source="factor.key", default=None)
    site = serializers.CharField(source="site.name", default=None)
    amount = DecimalField(allow_null=True)
    unit = serializers.CharField(source="factor.unit", default=None)
    quality = serializers.CharField()
    absence = serializers.CharField(source="absence_reason")
    kg_per_unit = DecimalField(source="kg_co2e_per_unit", allow_null=True)
    factor_year = serializers.IntegerField(source="factor.valid_year", default=None)
    factor_year_gap = serializers.IntegerField(allow_null=True)
    kg_co2e = DecimalField(source="kg", allow_null=True)
    kg_biogenic = DecimalField(source="biogenic_kg", allow_null=True)

    def get_carrier(self, line: Consumption) -> str:
        return carrier_of(line).slug


class BalanceSerializer(serializers.ModelSerializer[Balance]):
    """`edition`: send it back with a change. Totals that are null were not stated, which is not zero."""

    state = serializers.SerializerMethodField()
    factor_set = serializers.CharField(allow_null=True)
    city_share_percent = DecimalField(allow_null=True)
    edition = serializers.CharField()

    class Meta:
        model = Balance
        fields = (
            "year", "version", "number", "entry", "state", "boundary", "gwp_set", "factor_set", "city_share_percent",
            "tool", "includes_upstream", "note", "correction_reason", "submitted_at", "approved_at", "edition",
        )  # fmt: skip

    def get_state(self, balance: Balance) -> str:
        return "approved" if balance.is_approved else "draft" if balance.is_draft else "handed_in"

    def to_representation(self, balance: Balance) -> dict[str, Any]:  # Any: JSON
        kg = {total.scope: total.kg for total in balance.totals.all()}
        t = DecimalField()
        totals = {
            f"{scope}_t": t.to_representation(kg[scope] / KG_PER_T) if scope in kg else None
            for scope in ScopeTotal.Scope.values
        }
        return {**super().to_representation(balance), **totals}


class BalanceWithLinesSerializer(BalanceSerializer):
    lines = serializers.SerializerMethodField()

    class Meta(BalanceSerializer.Meta):
        fields = (*BalanceSerializer.Meta.fields, "lines")

    def get_lines(self, balance: Balance) -> Any:  # Any: JSON
        return OwnLineSerializer(balance.lines.for_table(), many=True).data


class NewLineSerializer(StrictSerializer):
    """A factor with its amount, or a carrier with the reason why there is none."""

    factor = serializers.ChoiceField(KEYS, required=False)
    carrier = serializers.ChoiceField([carrier.slug for carrier in CARRIERS], required=False)
    site = serializers.CharField(required=False, allow_null=True, max_length=120, help_text="Name of an own site.")
    amount = DecimalField(required=False, allow_null=True, min_value=ZERO)
    unit = serializers.CharField(required=False, allow_null=True, max_length=20)
    quality = serializers.ChoiceField(Consumption.Quality.choices, required=False, default=Consumption.Quality.BILLED)
    absence = serializers.ChoiceField(Absence.choices, required=False, allow_blank=True)

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
    lines = NewLineSerializer(many=True, required=False, max_length=MOST_LINES)
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


class HandInSerializer(StrictSerializer):
    """A jump over 30 % needs a note that says why, an unlikely figure a confirmation."""

    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    is_confirmed = serializers.BooleanField(required=False)
    edition = serializers.CharField(required=False, max_length=40)


class BalanceListView(generics.ListAPIView[Balance]):
    """The balances of one's own partner, the latest first."""

    permission_classes = (IsAuthenticated,)
    serializer_class = BalanceSerializer

    @extend_schema(parameters=[PartnerQuery])
    def get(self, request: Request) -> Response:
        return self.list(request)

    def get_queryset(self) -> QuerySet[Balance]:
        own = Balance.objects.of_partner(climate_partner(self.request))
        return own.select_related("factor_set").prefetch_related("totals")


class BalanceView(APIView):
    """The balance of one year: read it, or put it as a draft."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(parameters=[PartnerQuery], responses=BalanceWithLinesSerializer)
    def get(self, request: Request, year: int) -> Response:
        return Response(BalanceWithLinesSerializer(found(climate_partner(request), year)).data)

    @extend_schema(parameters=[PartnerQuery], request=DraftSerializer, responses=BalanceWithLinesSerializer)
    def put(self, request: Request, year: int) -> Response:
        partner = climate_partner(request, writes=True)
        asked = DraftSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        balance = save(partner, year, asked, cast(User, request.user))
        return Response(BalanceWithLinesSerializer(found(partner, balance.year)).data)


class BalanceSubmitView(APIView):
    """Hands the draft in, as its lead would on the page."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(parameters=[PartnerQuery], request=HandInSerializer, responses=BalanceWithLinesSerializer)
    def post(self, request: Request, year: int) -> Response:
        partner = climate_partner(request, leads=True)
        balance = found(partner, year)
        asked = HandInSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        comparison = comparison_of(balance)
        form = SubmitForm(typed(values), has_jump=comparison.has_jump, is_suspect=comparison.is_suspect)
        must_be_valid(form)
        try:
            actions.submit_balance(
                balance=balance,
                note=form.cleaned_data["note"],
                seen=values.get("edition", ""),
                by=cast(User, request.user),
            )
        except BalanceIncomplete as error:
            mistake = _("Scope 1 and scope 2 are needed before you can hand in.")
            raise exceptions.ValidationError({"non_field_errors": [mistake]}) from error
        except (BalanceLocked, EditedMeanwhile) as error:
            raise overtaken() from error
        return Response(BalanceWithLinesSerializer(found(partner, year)).data)


def found(partner: Partner, year: int) -> Balance:
    balances = Balance.objects.of_partner(partner).select_related("factor_set", "partner").prefetch_related("totals")
    return get_object_or_404(balances, year=year)


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
    site = known.sites.get(line.get("site") or "")
    if line.get("absence"):
        return actions.NewLine(POSITIONS[line["carrier"]], site, absence_reason=line["absence"])
    factor = known.factors[line["factor"]]
    return actions.NewLine(POSITIONS[BY_KEY[factor.key].slug], site, factor, line["amount"], line["quality"])
