"""One's own balances: read, put as a draft with its lines, hand in."""

from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emissions import actions
from emissions.api.draft import DraftSerializer, overtaken, save
from emissions.api.own import climate_partner, must_be_valid, typed
from emissions.comparison import carrier_of, comparison_of
from emissions.errors import (
    BalanceIncomplete,
    BalanceLocked,
    DeliveryIncomplete,
    EditedMeanwhile,
    FactorSetWithdrawn,
)
from emissions.forms.balance import KG_PER_T, SubmitForm
from emissions.models import Balance, Consumption, ScopeTotal
from klimapakt.lib.api import DecimalField, StrictSerializer
from partners.api.partner import PartnerQuery
from partners.models import Partner, User


class OwnLineSerializer(serializers.Serializer[Consumption]):
    """What was used, or why it was not."""

    carrier = serializers.SerializerMethodField()
    factor = serializers.CharField(source="factor.key", default=None)
    site = serializers.CharField(source="site.name", default=None)
    amount = DecimalField(allow_null=True)
    unit = serializers.CharField(source="factor.unit", default=None)
    quality = serializers.CharField()
    absence = serializers.CharField(source="absence_reason")
    note = serializers.CharField()
    kg_per_unit = DecimalField(source="kg_co2e_per_unit", allow_null=True)
    own_factor = serializers.CharField(source="own_factor.name", default=None)
    factor_year = serializers.IntegerField(source="used.valid_year", default=None)
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
    market_fallback = serializers.BooleanField(source="is_market_fallback")
    edition = serializers.CharField()

    class Meta:
        model = Balance
        fields = (
            "year", "version", "number", "entry", "state", "boundary", "gwp_set", "factor_set", "city_share_percent",
            "tool", "includes_upstream", "market_fallback", "note", "correction_reason", "submitted_at", "approved_at",
            "edition",
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
        fields = (*BalanceSerializer.Meta.fields, "lines")  # type: ignore[assignment]  # one more

    def get_lines(self, balance: Balance) -> Any:  # Any: JSON
        return [OwnLineSerializer(line).data for line in balance.lines.direct().for_table()]


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
        except FactorSetWithdrawn as error:
            words = _("The edition %(edition)s of the factors was withdrawn: %(reason)s")
            withdrawn = {"edition": error.args[0].edition, "reason": error.args[0].withdrawal_reason}
            raise exceptions.ValidationError({"factor_set": [words % withdrawn]}) from error
        except DeliveryIncomplete as error:
            mistakes = [f"{part.title}: {part.missing}" for part in error.args[0]]
            raise exceptions.ValidationError({"non_field_errors": mistakes}) from error
        except BalanceIncomplete as error:
            mistake = _("Scope 1 and scope 2 are needed before you can hand in.")
            raise exceptions.ValidationError({"non_field_errors": [mistake]}) from error
        except (BalanceLocked, EditedMeanwhile) as error:
            raise overtaken() from error
        return Response(BalanceWithLinesSerializer(found(partner, year)).data)


def found(partner: Partner, year: int) -> Balance:
    balances = Balance.objects.of_partner(partner).select_related("factor_set", "partner", "own_generation")
    return get_object_or_404(balances.prefetch_related("totals"), year=year)
