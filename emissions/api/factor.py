"""Emission factors with source and licence, as JSON."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from emissions.factors import SCOPES
from emissions.models import Factor, FactorSet
from klimapakt.lib.api import DecimalField, StrictSerializer, YearField, query


class FactorQuery(StrictSerializer):
    """`year`: of each key the factor that a balance of that year uses. Without a set: the current one."""

    set = serializers.CharField(required=False, max_length=40)
    key = serializers.CharField(required=False, max_length=100)
    year = YearField(required=False)
    scope = serializers.ChoiceField(sorted(SCOPES), required=False)
    q = serializers.CharField(required=False, max_length=100, allow_blank=True)
    page = serializers.CharField(required=False)
    page_size = serializers.CharField(required=False)


class FactorSerializer(serializers.ModelSerializer[Factor]):
    set = serializers.CharField(source="factor_set.edition")
    year = serializers.IntegerField(source="valid_year", allow_null=True)
    kg_co2e_per_unit = DecimalField()
    kg_biogenic_per_unit = DecimalField(allow_null=True)
    is_for_balances = serializers.BooleanField()

    class Meta:
        model = Factor
        fields = (
            "set", "key", "year", "name_de", "name_en", "scope", "category", "ghgp_category", "unit",
            "kg_co2e_per_unit", "kg_biogenic_per_unit", "basis", "region", "gwp_set", "use", "is_for_balances",
            "source", "source_url", "licence", "note",
        )  # fmt: skip


class FactorListView(generics.ListAPIView[Factor]):
    """Factors of one set: searched, of one scope, or as a balance of one year uses them."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    serializer_class = FactorSerializer

    @extend_schema(parameters=[FactorQuery])
    def get(self, request: Request) -> Response:
        return self.list(request)

    def get_queryset(self) -> QuerySet[Factor]:
        asked = query(FactorQuery, self.request)
        found = Factor.objects.filter(factor_set=set_of(asked.get("set"))).for_table()
        if "key" in asked:
            found = found.filter(key=asked["key"])
        if "scope" in asked:
            found = found.filter(scope=asked["scope"])
        if words := asked.get("q"):
            found = found.found(words)
        return found.for_year(asked["year"]) if "year" in asked else found


def set_of(edition: str | None) -> FactorSet | None:
    """The set of that name, else the current one; None before the first import."""
    if edition is None:
        return FactorSet.objects.latest_in_use()
    found = FactorSet.objects.filter(edition=edition).first()
    if found is None:
        raise exceptions.ValidationError({"set": [_("There is no such set of factors.")]})
    return found
