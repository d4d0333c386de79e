from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import actions
from events.actions.event import WHEN_AND_WHERE
from events.errors import EventNotDraft, OnlyLeadSends
from events.models import AgendaItem, Event, Speaker
from klimapakt.lib.admin import ActionForm, Record, RecordFields, RecordForm
from partners.access import MemberRequest


class AgendaFormSet(BaseInlineFormSet[AgendaItem, Event, Any]):  # Any: a form of agenda items
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:  # Any: as in Django
        """A new item stands at the end, until somebody says otherwise."""
        options = super().get_form_kwargs(index)
        if index is None or index >= self.initial_form_count():
            last = max((item.position for item in self.get_queryset()), default=0)
            options["initial"] = {"position": last + 1}
        return options


class AgendaItemInline(RecordFields, admin.StackedInline[AgendaItem, Event]):
    model = AgendaItem
    formset = AgendaFormSet
    extra = 1
    fields = (
        ("position", "kind"),
        ("title_de", "title_en"),
        "speakers",
        ("minutes", "question_minutes"),
        ("is_internal", "internal_note"),
    )
    autocomplete_fields = adds_related = ("speakers",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgendaItem]:
        return super().get_queryset(request).prefetch_related("speakers")


class EventActionForm(ActionForm):
    reason = forms.CharField(label=gettext_lazy("Reason, when cancelling"), max_length=200, required=False)


class EventForm(RecordForm):
    """Says in words what the database would refuse."""

    def clean(self) -> dict[str, Any]:  # Any: the form's values
        values = super().clean() or {}
        begin, end, answers = values.get("starts_at"), values.get("ends_at"), values.get("answer_until")
        if begin and end and end <= begin:
            self.add_error("ends_at", gettext_lazy("The event must end after it begins."))
        if begin and answers and answers > timezone.localdate(begin):
            self.add_error("answer_until", gettext_lazy("Answers are due before the event, or on its day."))
        for name in ("capacity", "seats_per_company"):
            if values.get(name) == 0:
                self.add_error(name, gettext_lazy("Enter at least 1."))
        taken = self.instance.registrations.seated().aggregate(last=Max("seat_no"))["last"] if self.instance.pk else 0
        if values.get("capacity") and taken and values["capacity"] < taken:
            text = gettext_lazy("Seat %(number)s is taken already: there cannot be fewer seats.")
            self.add_error("capacity", ValidationError(text, params={"number": taken}))
        return values


@admin.register(Event)
class EventAdmin(Record):
    form = EventForm
    list_display = ("title_de", "kind", "starts_at", "status", "seats", "work_screen")
    list_filter = ("kind", "status")
    search_fields = ("title_de", "theme_de", "venue")
    search_help_text = gettext_lazy("Title, theme or venue")
    prepopulated_fields = {"slug": ("title_de",)}
    readonly_fields = ("status", "work_screen")
    fieldsets = (
        (None, {"fields": (("kind", "number"), ("title_de", "title_en"), "slug", ("theme_de", "theme_en"))}),
        (gettext_lazy("When and where"), {"fields": (("starts_at", "ends_at"), ("venue", "address"))}),
        (
            gettext_lazy("Seats and answers"),
            {"fields": (("capacity", "seats_per_company", "answer_until"), ("is_open", "offer_hours"))},
        ),
        (gettext_lazy("Public page"), {"fields": (("status", "work_screen"), "is_public", "summary_de", "summary_en")}),
        (gettext_lazy("Afterwards"), {"fields": (("people_attended", "companies_attended"),)}),
    )
    inlines = (AgendaItemInline,)
    action_form = EventActionForm
    actions = ("publish", "cancel")
    date_hierarchy = "starts_at"
    save_on_top = True

    def view_on_site(self, event: Event) -> str | None:
        return event.get_absolute_url() if event.is_public and event.status != Event.Status.DRAFT else None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).with_counts()  # type: ignore[attr-defined,no-any-return]  # our own queryset

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> tuple[str, ...]:
        """Date and place of a published event change on the work screen, where one sees who gets a mail."""
        fixed = () if obj is None or obj.status == Event.Status.DRAFT else WHEN_AND_WHERE
        return (*(str(name) for name in super().get_readonly_fields(request, obj)), *fixed)

    def save_related(self, request: MemberRequest, form: Any, formsets: Any, change: bool) -> None:  # type: ignore[override]  # the admin's request has a user
        def save() -> None:
            super(EventAdmin, self).save_related(request, form, formsets, change)

        actions.save_agenda(event=form.instance, save=save, by=request.user)

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
            else:
                messages.success(request, _("%(event)s is published.") % {"event": event})

    @admin.action(description=gettext_lazy("Cancel"), permissions=["change"])
    def cancel(self, request: MemberRequest, queryset: QuerySet[Event]) -> None:
        reason = request.POST.get("reason", "").strip()
        if not reason:
            messages.error(request, _("Nothing was cancelled: enter the reason."))
            return
        for event in queryset:
            try:
                actions.cancel_event(event=event, by=request.user, reason=reason)
            except EventNotDraft:
                messages.error(request, _("%(event)s cannot be cancelled any more.") % {"event": event})
            except OnlyLeadSends:
                messages.error(
                    request,
                    _("%(event)s: people would get mail, which the head of the office sends.") % {"event": event},
                )
            else:
                messages.success(request, _("%(event)s is cancelled.") % {"event": event})


@admin.register(Speaker)
class SpeakerAdmin(Record):
    list_display = ("name", "organisation", "position")
    fields = (("title", "name"), ("organisation", "position"), ("email", "language"))
    search_fields = ("name", "organisation")
