from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import actions
from events.errors import EventNotDraft
from events.models import AgendaItem, Event, Speaker
from partners.access import MemberRequest


class EventForm(forms.ModelForm[Event]):
    def clean_capacity(self) -> int:
        """Nobody loses a seat by a new number."""
        capacity: int = self.cleaned_data["capacity"]
        taken = self.instance.registrations.seated().count() if self.instance.pk else 0
        if taken > capacity:
            raise ValidationError(_("%(count)s seats are taken already: enter at least as many.") % {"count": taken})
        return capacity


class AgendaItemInline(admin.StackedInline[AgendaItem, Event]):
    model = AgendaItem
    extra = 0
    autocomplete_fields = ("speakers",)


@admin.register(Event)
class EventAdmin(admin.ModelAdmin[Event]):
    form = EventForm
    list_display = ("title_de", "kind", "starts_at", "status", "seats", "work_screen")
    list_filter = ("kind", "status")
    search_fields = ("title_de", "theme_de", "venue")
    prepopulated_fields = {"slug": ("title_de",)}
    readonly_fields = ("status", "work_screen")
    inlines = (AgendaItemInline,)
    actions = ("publish", "cancel")
    date_hierarchy = "starts_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).with_counts()  # type: ignore[attr-defined,no-any-return]  # our own queryset

    def save_model(self, request: MemberRequest, obj: Event, form: EventForm, change: bool) -> None:  # type: ignore[override]  # the admin's request has a user
        if change and "capacity" in form.changed_data:
            actions.change_capacity(event=obj, capacity=obj.capacity, by=request.user)
        super().save_model(request, obj, form, change)

    @admin.display(description=gettext_lazy("seats taken"))
    def seats(self, event: Event) -> str:
        return f"{event.seats_taken} / {event.capacity}"  # type: ignore[attr-defined]  # annotated

    @admin.display(description=gettext_lazy("work screen"))
    def work_screen(self, event: Event) -> SafeString | str:
        if not event.pk:
            return "–"
        return format_html('<a href="{}">{}</a>', reverse("events:event_manage", args=[event.pk]), _("Invite, answers"))

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish(self, request: MemberRequest, queryset: QuerySet[Event]) -> None:
        for event in queryset:
            try:
                actions.publish_event(event=event, by=request.user)
            except EventNotDraft:
                messages.error(request, _("%(event)s was not a draft any more.") % {"event": event})

    @admin.action(description=gettext_lazy("Cancel"), permissions=["change"])
    def cancel(self, request: MemberRequest, queryset: QuerySet[Event]) -> None:
        for event in queryset:
            try:
                actions.cancel_event(event=event, by=request.user, reason="")
            except EventNotDraft:
                messages.error(request, _("%(event)s cannot be cancelled any more.") % {"event": event})


@admin.register(Speaker)
class SpeakerAdmin(admin.ModelAdmin[Speaker]):
    list_display = ("name", "organisation", "position")
    search_fields = ("name", "organisation")
