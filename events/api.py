"""Events for everybody, as JSON."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.permissions import AllowAny

from events.agenda import Slot, slots
from events.models import Event, Speaker
from klimapakt.lib.api import StrictSerializer, query


class EventQuery(StrictSerializer):
    """`from` and `to`: days on which an event begins."""

    to = serializers.DateField(required=False)
    kind = serializers.ChoiceField(Event.Kind.choices, required=False)
    page = serializers.CharField(required=False)
    page_size = serializers.CharField(required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:  # Any: as in the framework
        return {"from": serializers.DateField(required=False), **super().get_fields()}


class SpeakerSerializer(serializers.ModelSerializer[Speaker]):
    class Meta:
        model = Speaker
        fields = ("name", "title", "organisation", "position")


class SlotSerializer(serializers.Serializer[Slot]):
    starts_at = serializers.DateTimeField()
    kind = serializers.CharField(source="item.kind")
    title_de = serializers.CharField(source="item.title_de")
    title_en = serializers.CharField(source="item.title_en")
    minutes = serializers.IntegerField(source="item.minutes")
    question_minutes = serializers.IntegerField(source="item.question_minutes")
    speakers = SpeakerSerializer(source="item.speakers", many=True)


class EventSerializer(serializers.ModelSerializer[Event]):
    agenda = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Event
        fields = (
            "slug", "kind", "number", "title_de", "title_en", "theme_de", "theme_en", "summary_de", "summary_en",
            "starts_at", "ends_at", "venue", "address", "capacity", "answer_until", "status", "people_attended",
            "companies_attended", "agenda", "url",
        )  # fmt: skip

    @extend_schema_field(SlotSerializer(many=True))
    def get_agenda(self, event: Event) -> list[dict[str, Any]]:  # Any: JSON
        public = [item for item in event.agenda.all() if not item.is_internal]
        return [dict(SlotSerializer(slot).data) for slot in slots(event, public)]


@extend_schema_view(list=extend_schema(parameters=[EventQuery]))
class EventViewSet(viewsets.ReadOnlyModelViewSet[Event]):
    """Published events with agenda and speakers, the latest first."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    serializer_class = EventSerializer
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Event]:
        asked = query(EventQuery, self.request) if self.action == "list" else {}
        paths = {"from": "starts_at__date__gte", "to": "starts_at__date__lte", "kind": "kind"}
        wanted = {path: asked[name] for name, path in paths.items() if name in asked}
        return Event.objects.published().filter(**wanted).latest_first().prefetch_related("agenda__speakers")
