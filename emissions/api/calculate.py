"""The portal's calculation for everybody: from amounts to tonnes. Nothing is stored, nothing is rounded."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emissions import calculation, factors
from emissions.api.factor import set_of
from emissions.models import Balance, Factor
from klimapakt.lib.api import DecimalField, PerAddress, StrictSerializer, YearField

MOST_LINES = 1000
MOST_CONTRACTS = 100
KWH = "kWh"


class LineSerializer(StrictSerializer):
    factor = serializers.CharField(max_length=100)
    amount = DecimalField(min_value=Decimal(0))


class ContractSerializer(StrictSerializer):
    kwh = DecimalField(min_value=Decimal(0))
    kg_per_kwh = DecimalField(min_value=Decimal(0), decimal_places=8)


class CalculationSerializer(StrictSerializer):
    """Lines with the key of a factor; contracts for green power; the residual mix for what they do not cover."""

    year = YearField()
    gwp = serializers.ChoiceField(Balance.GwpSet.choices, default=Balance.GwpSet.AR5)
    lines = LineSerializer(many=True, max_length=MOST_LINES)  # type: ignore[call-arg]  # of the list, which the stubs do not know
    contracts = ContractSerializer(  # type: ignore[call-arg]  # as above
        many=True, required=False, default=list, max_length=MOST_CONTRACTS
    )
    residual_kg_per_kwh = DecimalField(
        required=False, allow_null=True, default=None, min_value=Decimal(0), decimal_places=8
    )


class CalculatedLineSerializer(serializers.Serializer[Any]):  # Any: a pair of line and factor
    factor = serializers.CharField(source="used.key")
    amount = DecimalField()
    unit = serializers.CharField(source="used.unit")
    kg_per_unit = DecimalField(source="used.kg_co2e_per_unit")
    factor_year = serializers.IntegerField(source="used.valid_year", allow_null=True)
    factor_year_gap = serializers.IntegerField()
    scope = serializers.CharField(source="used.scope")
    category = serializers.CharField(source="used.ghgp_category")
    gwp_set = serializers.CharField(source="used.gwp_set")
    kg_co2e = DecimalField(source="line.kg")


class TotalsSerializer(serializers.Serializer[Any]):  # Any: figures by name
    lines = CalculatedLineSerializer(many=True)
    scope1_t = DecimalField()
    scope2_location_t = DecimalField()
    scope2_market_t = DecimalField()
    market_fallback = serializers.BooleanField()
    scope3_t = DecimalField(allow_null=True)
    biogenic_t = DecimalField(allow_null=True)
    gwp = serializers.CharField()
    mixes_gwp_sets = serializers.BooleanField()


@dataclass(frozen=True)
class Calculated:
    """A line with what it stands on."""

    used: Factor
    amount: Decimal
    line: calculation.Line
    factor_year_gap: int


class CalculateView(APIView):
    """What amounts come to, with the factors of a year: scope 2 location- and market-based, scope 3, biogenic CO2."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (PerAddress,)

    @extend_schema(request=CalculationSerializer, responses=TotalsSerializer)
    def post(self, request: Request) -> Response:
        asked = CalculationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(TotalsSerializer(calculate(asked.validated_data)).data)


def calculate(asked: dict[str, Any]) -> dict[str, object]:  # Any: cleaned values
    lines = calculated(asked["lines"], asked["year"])
    totals = calculation.totals(
        [one.line for one in lines],
        contracts=[calculation.Contract(**contract) for contract in asked["contracts"]],
        residual_kg_per_kwh=asked["residual_kg_per_kwh"],
    )
    return {
        "lines": lines,
        "scope1_t": calculation.tonnes(totals.scope1_kg),
        "scope2_location_t": calculation.tonnes(totals.scope2_location_kg),
        "scope2_market_t": calculation.tonnes(totals.scope2_market_kg),
        "market_fallback": totals.is_market_fallback,
        "scope3_t": None if totals.scope3_kg is None else calculation.tonnes(totals.scope3_kg),
        "biogenic_t": None if totals.biogenic_kg is None else calculation.tonnes(totals.biogenic_kg),
        "gwp": asked["gwp"],
        "mixes_gwp_sets": factors.mixes_gwp_sets([asked["gwp"], *(one.used.gwp_set for one in lines)]),
    }


def calculated(lines: list[dict[str, Any]], year: int) -> list[Calculated]:  # Any: cleaned values
    keys = {line["factor"] for line in lines}
    known = {one.key: one for one in Factor.objects.filter(factor_set=set_of(None), key__in=keys).for_year(year)}
    mistakes = [{"factor": [mistake]} if (mistake := refused(known.get(line["factor"]))) else {} for line in lines]
    if any(mistakes):
        raise exceptions.ValidationError({"lines": mistakes})
    return [one_calculated(known[line["factor"]], line["amount"], year) for line in lines]


def refused(factor: Factor | None) -> str:
    """Why a factor cannot be used; empty if it can."""
    if factor is None:
        return _("There is no such factor.")
    if factor.use == Factor.Use.REFERENCE:
        return _("This factor is for reference only, never for balances.")
    if not factor.is_for_balances:
        return _("This factor has upstream emissions inside: in scope 1 and 2 they would be counted twice.")
    return ""


def one_calculated(factor: Factor, amount: Decimal, year: int) -> Calculated:
    is_power = factors.is_electricity(factor.key, factor.scope) and factor.unit == KWH
    line = calculation.line(
        scope=factor.scope,
        amount=amount,
        kg_per_unit=factor.kg_co2e_per_unit,
        biogenic_per_unit=factor.kg_biogenic_per_unit,
        electricity_kwh=amount if is_power else None,
    )
    return Calculated(factor, amount, line, factors.year_gap(year, factor.valid_year))
