"""The portal's pathway for everybody: from base year to target, and where actual values stand. Nothing is stored."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emissions import pathway
from klimapakt.lib.api import FIRST_YEAR, LAST_YEAR, DecimalField, PerAddress, StrictSerializer, YearField

AIMS = ("target_t", "reduction_percent", "annual_rate_percent")
REASONS = {  # what pathway.InvalidPath says of a field, for people
    "base_t": gettext_lazy("The value in the base year is above 0."),
    "target_year": gettext_lazy("The target year lies after the base year."),
    "target_t": gettext_lazy("The target lies between 0 and the value of the base year."),
    "interim": gettext_lazy("Interim targets are 0 or more and lie between base year and target year."),
    "reduction_percent": gettext_lazy("The reduction lies above 0 and at most at 100 percent."),
    "annual_rate_percent": gettext_lazy("The yearly rate lies above 0."),
}
ZERO, HUNDRED = Decimal(0), Decimal(100)


class ByYear(serializers.DictField):
    """{"2026": "190"}"""

    child = DecimalField(min_value=ZERO)

    def to_internal_value(self, data: Any) -> dict[int, Decimal]:  # Any: what was sent
        values = super().to_internal_value(data)
        years = [year for year in values if not (year.isascii() and year.isdigit() and len(year) == 4)]
        if years or any(not FIRST_YEAR <= int(year) <= LAST_YEAR for year in values):
            raise serializers.ValidationError(
                _("Years have four digits, from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return {int(year): value for year, value in values.items()}

    def to_representation(self, value: dict[int, Decimal]) -> dict[str, Any]:  # Any: JSON
        return {str(year): self.child.to_representation(one) for year, one in value.items()}


class PathwaySerializer(StrictSerializer):
    """One of target_t, reduction_percent, annual_rate_percent (linear, of the base year) says where the path ends."""

    base_year = YearField()
    base_t = DecimalField()
    target_year = YearField()
    target_t = DecimalField(required=False)
    reduction_percent = DecimalField(required=False, decimal_places=10)
    annual_rate_percent = DecimalField(required=False, decimal_places=10, max_value=HUNDRED)
    actuals = ByYear(required=False, default=dict)
    interim = ByYear(required=False, default=dict)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:  # Any: cleaned values
        given = [name for name in AIMS if name in asked]
        if len(given) != 1:
            field = given[1] if given else AIMS[0]
            raise serializers.ValidationError(
                {field: [_("Name exactly one of: %(names)s.") % {"names": ", ".join(AIMS)}]}
            )
        return asked


class PointSerializer(serializers.Serializer[Any]):  # Any: a year and its value
    year = serializers.IntegerField()
    t = DecimalField()


class StandingSerializer(serializers.Serializer[Any]):  # Any: figures by name
    """Null: it cannot be said. `trend_t` continues a line through at least three years; it is no forecast."""

    path = PointSerializer(many=True)
    target_t = DecimalField()
    reduction_percent = DecimalField()
    annual_rate_percent = DecimalField()
    status = serializers.ChoiceField([status.value for status in pathway.Status])
    gap_t = DecimalField(allow_null=True)
    progress = DecimalField(allow_null=True)
    elapsed = DecimalField(allow_null=True)
    needed_annual_percent = DecimalField(allow_null=True)
    trend_t = DecimalField(allow_null=True)
    budget_t = DecimalField()
    used_t = DecimalField()
    overspend_t = DecimalField()


class PathwayView(APIView):
    """A pathway with its values by year, and how actual values compare with it."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (PerAddress,)

    @extend_schema(request=PathwaySerializer, responses=StandingSerializer)
    def post(self, request: Request) -> Response:
        asked = PathwaySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        return Response(standing(path_of(values), values["actuals"]))


def path_of(asked: dict[str, Any]) -> pathway.Path:  # Any: cleaned values
    """By whichever aim was named; 400 names what is wrong with it."""
    common = {name: asked[name] for name in ("base_year", "base_t", "target_year", "interim")}
    try:
        if "reduction_percent" in asked:
            return pathway.Path.by_reduction(**common, reduction_percent=asked["reduction_percent"])
        if "annual_rate_percent" in asked:
            return pathway.Path.by_annual_rate(**common, annual_rate_percent=asked["annual_rate_percent"])
        return pathway.Path(**common, target_t=asked["target_t"])
    except pathway.InvalidPath as error:
        raise exceptions.ValidationError({error.field: [REASONS[error.field]]}) from error


def standing(path: pathway.Path, actuals: dict[int, Decimal]) -> Any:  # Any: JSON
    at = pathway.assess(path, actuals)
    figures = {
        name: getattr(at, name)
        for name in (
            "status", "gap_t", "progress", "elapsed", "needed_annual_percent", "trend_t", "budget_t", "used_t",
            "overspend_t",
        )
    }  # fmt: skip
    ends = {name: getattr(path, name) for name in ("target_t", "reduction_percent", "annual_rate_percent")}
    points = [{"year": year, "t": t} for year, t in path.values().items()]
    return StandingSerializer({"path": points, **ends, **figures}).data
