"""One's own targets: list, set, read, change. A change is a new version with a reason."""

from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from emissions import progress
from emissions.actions import target as actions
from emissions.api.own import climate_partner, must_be_valid, typed
from emissions.errors import TargetExists
from emissions.forms.target import ChangeTargetForm, TargetForm
from emissions.models import Target
from klimapakt.lib.api import Conflict, DecimalField, StrictSerializer, YearField
from partners.api.partner import PartnerQuery
from partners.models import Partner, User


class TargetSerializer(serializers.ModelSerializer[Target]):
    base_value = DecimalField()
    target_value = DecimalField()
    reduction_percent = DecimalField(read_only=True)

    class Meta:
        model = Target
        fields = (
            "id", "version", "scopes", "basis", "unit", "base_year", "base_value", "target_year", "target_value",
            "reduction_percent", "interim", "note", "is_public", "change_reason", "created_at", "superseded_at",
        )  # fmt: skip


class NewTargetSerializer(StrictSerializer):
    """Values in the unit: one of target_value and reduction_percent; without base_value the balance's."""

    unit = serializers.ChoiceField(Target.Unit.choices, required=False, default=Target.Unit.ABSOLUTE)
    scopes = serializers.ChoiceField(Target.Scopes.choices)
    basis = serializers.ChoiceField(Target.Basis.choices, required=False, default=Target.Basis.LOCATION)
    base_year = YearField()
    base_value = DecimalField(required=False)
    target_year = YearField()
    target_value = DecimalField(required=False)
    reduction_percent = DecimalField(required=False, decimal_places=4)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    is_public = serializers.BooleanField(required=False)


class ChangedTargetSerializer(NewTargetSerializer):
    change_reason = serializers.CharField(max_length=300)

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in the framework
        super().__init__(*args, **options)
        for name in ("unit", "scopes", "basis", "base_year", "target_year"):
            self.fields[name].required = False
        self.fields["unit"].default = self.fields["basis"].default = serializers.empty


@extend_schema_view(
    list=extend_schema(parameters=[PartnerQuery]),
    retrieve=extend_schema(parameters=[PartnerQuery]),
)
class TargetViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Target]):
    """The valid targets of one's own partner; earlier versions are read by their id."""

    permission_classes = (IsAuthenticated,)
    serializer_class = TargetSerializer
    queryset = Target.objects.none()

    def get_queryset(self) -> QuerySet[Target]:
        writes = self.action == "partial_update"
        own = Target.objects.filter(partner=climate_partner(self.request, writes=writes)).order_by(
            "scopes", "unit", "pk"
        )
        return own.valid() if self.action == "list" else own

    @extend_schema(parameters=[PartnerQuery], request=NewTargetSerializer, responses={201: TargetSerializer})
    def create(self, request: Request) -> Response:
        partner = climate_partner(request, writes=True)
        asked = NewTargetSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        form = TargetForm(typed(asked.validated_data), known=known_of(partner), today=timezone.localdate())
        must_be_valid(form)
        try:
            target = actions.set_target(partner=partner, new=form.new_target(), by=cast(User, request.user))
        except TargetExists as exists:
            raise Conflict(
                _("There is a target for these scopes already. Change it if it is not right any more.")
            ) from exists
        return Response(TargetSerializer(target).data, status=201)

    @extend_schema(
        parameters=[PartnerQuery],
        request=ChangedTargetSerializer,
        responses=TargetSerializer,
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        target = self.get_object()
        asked = ChangedTargetSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        form = ChangeTargetForm(
            typed(changed(target, asked.validated_data)),
            known=known_of(target.partner),
            today=timezone.localdate(),
        )
        must_be_valid(form)
        try:
            new = actions.change_target(
                target=target,
                new=form.new_target(),
                reason=form.cleaned_data["change_reason"],
                by=cast(User, request.user),
            )
        except TargetExists as exists:
            raise Conflict(_("Somebody changed this target a moment ago. This is how it stands now.")) from exists
        return Response(TargetSerializer(new).data)


def known_of(partner: Partner) -> progress.Known:
    return progress.known_values(progress.Measured(partner))


def changed(target: Target, values: dict[str, Any]) -> dict[str, Any]:  # Any: checked values
    """What stays unsaid stays as it is; a reduction replaces the value, and the other way round."""
    names = ("unit", "scopes", "basis", "base_year", "base_value", "target_year", "target_value", "note", "is_public")
    stored = {name: getattr(target, name) for name in names}
    for number, step in enumerate(progress.steps_of(target), 1):
        stored |= {f"interim_year_{number}": step.year, f"interim_percent_{number}": round(step.reduction_percent, 4)}
    if "reduction_percent" in values:
        del stored["target_value"]
    return stored | values
