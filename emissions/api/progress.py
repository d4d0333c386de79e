"""Where one's own partner stands: its series, and each target with pathway and status."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emissions import progress
from emissions.api.own import climate_partner
from emissions.api.pathway import ByYear, StandingSerializer, standing
from emissions.models import ScopeTotal, Target
from klimapakt.lib.api import DecimalField
from partners.api.partner import PartnerQuery


class SeriesSerializer(serializers.Serializer[Any]):  # Any: totals by scope
    """t CO2e of balances that were handed in or checked; null: not stated."""

    year = serializers.IntegerField()
    scope1_t = DecimalField(allow_null=True)
    scope2_location_t = DecimalField(allow_null=True)
    scope2_market_t = DecimalField(allow_null=True)
    scope3_t = DecimalField(allow_null=True)
    biogenic_t = DecimalField(allow_null=True)


class TargetStandingSerializer(serializers.Serializer[Any]):  # Any: a target and where it stands
    id = serializers.IntegerField()
    scopes = serializers.CharField()
    basis = serializers.CharField()
    base_year = serializers.IntegerField()
    target_year = serializers.IntegerField()
    actuals = ByYear()
    standing = StandingSerializer()


class ProgressSerializer(serializers.Serializer[Any]):  # Any: as above
    partner = serializers.CharField()
    series = SeriesSerializer(many=True)
    targets = TargetStandingSerializer(many=True)


class ProgressView(APIView):
    """Series by year, and for each absolute target the pathway and the status."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(parameters=[PartnerQuery], responses=ProgressSerializer)
    def get(self, request: Request) -> Response:
        partner = climate_partner(request)
        totals = progress.totals_by_year(partner)
        targets = Target.objects.valid().filter(partner=partner, unit=Target.Unit.ABSOLUTE).order_by("scopes")
        return Response(
            ProgressSerializer(
                {
                    "partner": partner.slug,
                    "series": [{"year": year, **in_tonnes(kg)} for year, kg in totals.items()],
                    "targets": [shown(target, totals) for target in targets],
                }
            ).data
        )


def in_tonnes(kg: Any) -> dict[str, Any]:  # Any: kg by scope, t by name
    return {f"{scope}_t": kg[scope] / 1000 if scope in kg else None for scope in ScopeTotal.Scope.values}


def shown(target: Target, totals: progress.Totals) -> dict[str, Any]:  # Any: JSON
    actuals = progress.series(totals, scopes=target.scopes, basis=target.basis)
    own = {name: getattr(target, name) for name in ("id", "scopes", "basis", "base_year", "target_year")}
    return {**own, "actuals": actuals, "standing": standing(target.path, actuals)}
