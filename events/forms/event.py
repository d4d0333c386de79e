"""What the office writes about an event."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event
from klimapakt.lib.forms import DayField, MomentField


class Whole(forms.IntegerField):
    def __init__(self, **options: Any) -> None:  # Any: as in Django
        options.setdefault("min_value", 1)
        options.setdefault("max_value", 30_000)
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(**options)


def number_taken(number: object) -> str:
    return _("There is an event of this kind with the number %(number)s.") % {"number": number}


def check_times(form: forms.Form | forms.ModelForm[Event], values: dict[str, Any]) -> None:  # Any: the form's values
    """Says in words what the database would refuse."""
    begin, end, answers = (values.get(name) for name in ("starts_at", "ends_at", "answer_until"))
    if begin and end and end <= begin:
        form.add_error("ends_at", _("The event must end after it begins."))
    if begin and answers and answers > timezone.localdate(begin):
        form.add_error("answer_until", _("Answers are due before the event, or on its day."))


class EventForm(forms.ModelForm[Event]):
    """A draft shows all of it; once published, date and place have a page of their own."""

    starts_at = MomentField(label=gettext_lazy("Begins"))
    ends_at = MomentField(label=gettext_lazy("Ends"))
    answer_until = DayField(label=gettext_lazy("Answers until"))
    number = Whole(label=gettext_lazy("Number in its series"), required=False)
    capacity = Whole(label=gettext_lazy("Seats"))
    seats_per_company = Whole(label=gettext_lazy("Seats per company"), initial=2)
    offer_hours = Whole(
        label=gettext_lazy("Hours to accept a seat that became free"),
        initial=48,
        max_value=336,
        help_text=gettext_lazy("For the waiting list; on the day before the event the office calls instead."),
    )

    class Meta:
        model = Event
        fields = (
            "kind", "number", "title_de", "title_en", "theme_de", "theme_en", "starts_at", "ends_at", "venue",
            "address", "capacity", "seats_per_company", "answer_until", "summary_de", "summary_en", "is_public",
            "is_open", "offer_hours",
        )  # fmt: skip
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("summary_de", "summary_en")}
        help_texts = {
            "venue": gettext_lazy("For a webinar: online"),
            "summary_de": gettext_lazy("Two or three sentences."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.fields["number"].help_text = _("Next numbers: %(numbers)s. Leave it empty outside of a series.") % {
            "numbers": ", ".join(f"{label} {Event.objects.next_number(kind)}" for kind, label in Event.Kind.choices)
        }
        if self.instance.pk and self.instance.status != Event.Status.DRAFT:
            for name in ("starts_at", "ends_at", "venue", "address"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        values = super().clean() or {}
        number = values.get("number")
        if Event.objects.exclude(pk=self.instance.pk).numbered(values.get("kind"), number).exists():
            self.add_error("number", number_taken(number))
        check_times(self, {"starts_at": self.instance.starts_at if self.instance.pk else None, **values})
        return values


class CloneForm(forms.Form):
    number = Whole(label=gettext_lazy("Number in its series"), required=False)
    title_de = forms.CharField(label=gettext_lazy("Title (German)"), max_length=160)
    title_en = forms.CharField(label=gettext_lazy("Title (English)"), max_length=160, required=False)
    starts_at = MomentField(label=gettext_lazy("Begins"))


class MoveForm(forms.Form):
    """Another date or place. `seen`: the version of the calendar entry that the page showed."""

    starts_at = MomentField(label=gettext_lazy("Begins"))
    ends_at = MomentField(label=gettext_lazy("Ends"))
    venue = forms.CharField(label=gettext_lazy("Venue"), max_length=160, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    answer_until = DayField(label=gettext_lazy("Answers until"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands in the mail."),
        error_messages={"required": gettext_lazy("Give a reason: people read it.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean_starts_at(self) -> dt.datetime:
        begin: dt.datetime = self.cleaned_data["starts_at"]
        if begin <= timezone.now():
            raise ValidationError(_("The new date is over already."))
        return begin

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        values: dict[str, Any] = super().clean() or {}
        check_times(self, values)
        return values

    def hide(self) -> None:
        """For the page on which one confirms: all values once more, out of sight."""
        for field in self.fields.values():
            field.widget = forms.HiddenInput()


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands in the mail and on the public page."),
        error_messages={"required": gettext_lazy("Give a reason: people read it.")},
    )


class HoldForm(forms.Form):
    people = Whole(label=gettext_lazy("People who came"), required=False)
    companies = Whole(label=gettext_lazy("Companies that came"), required=False)
