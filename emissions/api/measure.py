"""One's own measures: list, record, read, change, and what a year brought."""

from typing import Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from emissions.actions import measure as actions
from emissions.api.own import climate_partner, must_be_valid, typed
from emissions.errors import EditedMeanwhile
from emissions.forms.measure import MeasureForm
from emissions.models import Measure, MeasureUpdate
from klimapakt.lib.api import Conflict, DecimalField, StrictSerializer
from partners.api.partner import PartnerQuery
from partners.models import User


class ResultSerializer(serializers.ModelSerializer[MeasureUpdate]):
    achieved_t = DecimalField(allow_null=True)
    checked_t = DecimalField(allow_null=True)

    class Meta:
        model = MeasureUpdate
        fields = ("year", "achieved_t", "checked_t")


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    """`edition`: send it back with a change, and nobody is overwritten unawares."""

    planned_t_per_year = DecimalField(allow_null=True)
    cost_eur = DecimalField(allow_null=True)
    results = ResultSerializer(source="updates", many=True)
    edition = serializers.CharField()

    class Meta:
        model = Measure
        fields = (
            "id", "title", "description", "field", "status", "dropped_reason", "starts_on", "ends_on",
            "planned_t_per_year", "cost_eur", "lifetime_years", "owner", "is_released", "results", "edition",
        )  # fmt: skip


class NewMeasureSerializer(StrictSerializer):
    title = serializers.CharField(max_length=160)
    description = serializers.CharField(required=False, allow_blank=True, max_length=10_000)
    field = serializers.ChoiceField(Measure.Field.choices)
    status = serializers.ChoiceField(Measure.Status.choices, required=False, default=Measure.Status.PLANNED)
    dropped_reason = serializers.CharField(required=False, allow_blank=True, max_length=300)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True)
    planned_t_per_year = DecimalField(required=False, allow_null=True)
    cost_eur = DecimalField(required=False, allow_null=True, max_digits=14, decimal_places=2)
    lifetime_years = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=100)
    owner = serializers.CharField(required=False, allow_blank=True, max_length=120)
    is_released = serializers.BooleanField(required=False)


class ChangedMeasureSerializer(NewMeasureSerializer):
    edition = serializers.CharField(required=False, max_length=40)

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in the framework
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.required, field.default = False, serializers.empty


@extend_schema_view(
    list=extend_schema(parameters=[PartnerQuery]),
    retrieve=extend_schema(parameters=[PartnerQuery]),
)
class MeasureViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Measure]):
    """The measures of one's own partner. Planned, achieved and checked t a year are never added together."""

    permission_classes = (IsAuthenticated,)
    serializer_class = MeasureSerializer
    queryset = Measure.objects.none()

    def get_queryset(self) -> QuerySet[Measure]:
        partner = climate_partner(self.request, writes=self.action == "partial_update")
        return Measure.objects.filter(partner=partner).in_order().prefetch_related("updates")

    @extend_schema(parameters=[PartnerQuery], request=NewMeasureSerializer, responses={201: MeasureSerializer})
    def create(self, request: Request) -> Response:
        partner = climate_partner(request, writes=True)
        asked = NewMeasureSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        form = MeasureForm(typed(asked.validated_data))
        must_be_valid(form)
        measure = actions.save_measure(measure=form.save(commit=False), partner=partner, by=cast(User, request.user))
        return Response(MeasureSerializer(measure).data, status=201)

    @extend_schema(
        parameters=[PartnerQuery],
        request=ChangedMeasureSerializer,
        responses=MeasureSerializer,
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        measure = self.get_object()
        asked = ChangedMeasureSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        seen = values.pop("edition", "")
        stored = {name: getattr(measure, name) for name in MeasureForm.Meta.fields}
        form = MeasureForm(typed(stored | values), instance=measure)
        must_be_valid(form)
        try:
            saved = actions.save_measure(
                measure=form.save(commit=False), partner=measure.partner, by=cast(User, request.user), seen=seen
            )
        except EditedMeanwhile as newer:
            raise Conflict(_("Somebody else saved other values since you read them. Read them again.")) from newer
        return Response(MeasureSerializer(saved).data)
