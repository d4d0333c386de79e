"""VSME B3 and C3 of one's own partner, by element name."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emissions import vsme
from emissions.api.balance import found
from emissions.api.own import climate_partner
from klimapakt.lib import numbers
from klimapakt.lib.api import DecimalField
from partners.api.partner import PartnerQuery


class DatapointSerializer(serializers.Serializer[vsme.Datapoint]):
    """`value` is a string for decimals and texts, a number for years; null: see `reason`."""

    disclosure = serializers.CharField()
    element = serializers.CharField()
    member = serializers.CharField()
    value = serializers.SerializerMethodField("told")
    unit = serializers.CharField()
    reason = serializers.CharField()
    label_de = serializers.CharField()
    label_en = serializers.CharField()
    reference = serializers.CharField()

    def told(self, point: vsme.Datapoint) -> str | int | None:
        return numbers.plain(point.value) if isinstance(point.value, Decimal) else point.value


class EnergyCarrierSerializer(serializers.Serializer[vsme.Carrier]):
    name = serializers.CharField()
    kind = serializers.CharField()
    amount = DecimalField()
    unit = serializers.CharField()
    mwh = DecimalField(allow_null=True)


class DisclosuresSerializer(serializers.Serializer[vsme.Disclosures]):
    taxonomy = serializers.CharField()
    partner = serializers.CharField()
    year = serializers.IntegerField()
    datapoints = DatapointSerializer(many=True)
    carriers = EnergyCarrierSerializer(many=True)
    warnings = serializers.ListField(child=serializers.CharField())


class VsmeView(APIView):
    """VSME B3 and C3. Null: the portal does not know it, and `reason` says why."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(parameters=[PartnerQuery], responses=DisclosuresSerializer)
    def get(self, request: Request, year: int) -> Response:
        balance = found(climate_partner(request), year)
        shown: Any = DisclosuresSerializer(vsme.disclosures_of(balance)).data  # Any: JSON
        return Response(shown)
