"""What guests and the office type around the day itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.needs import NeedsForm
from events.models import AgendaItem, Event, Feedback, Inquiry, SignUp, SpeakerQuestion
from events.models.needs import NEEDS
from klimapakt.lib.forms import FilterForm
from klimapakt.lib.traps import TrapForm
from partners.models import Partner


class SignUpForm(NeedsForm, TrapForm):
    name = forms.CharField(
        label=_("First name and last name"), max_length=200, error_messages={"required": _("Enter your name.")}
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an address like name@company.de."),
        },
    )
    company = forms.CharField(label=_("Company"), max_length=160, required=False)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("Only for the waiting list: on the day before the event we call."),
    )
    may_be_photographed = forms.BooleanField(label=_("I may be photographed."), required=False)

    field_order = ("name", "email", "company", "phone")

    def sign_up_fields(self) -> dict[str, Any]:  # Any: values of the fields
        names = ("name", "email", "company", "phone", *NEEDS, "may_be_photographed")
        return {name: self.cleaned_data[name] for name in names if hasattr(SignUp, name)}


class DetailsForm(NeedsForm):
    may_be_photographed = forms.BooleanField(label=_("I may be photographed."), required=False)


class AskForm(forms.ModelForm[SpeakerQuestion]):
    class Meta:
        model = SpeakerQuestion
        fields = ("item", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "item": {"required": _("Choose a point of the agenda.")},
            "text": {"required": _("Write your question.")},
        }

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        item = self.fields["item"]
        item.queryset = AgendaItem.objects.public().filter(event=event, question_minutes__gt=0)  # type: ignore[attr-defined]  # a model choice
        item.empty_label = _("choose")  # type: ignore[attr-defined]  # a model choice


MARKS = [("1", _("1 – not at all")), ("2", "2"), ("3", "3"), ("4", "4"), ("5", _("5 – very"))]


class FeedbackForm(forms.ModelForm[Feedback]):
    class Meta:
        model = Feedback
        fields = (*Feedback.MARKS, "words")
        widgets = {"words": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        for name in Feedback.MARKS:
            self.fields[name] = forms.TypedChoiceField(
                label=self.fields[name].label,
                choices=MARKS,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a mark from 1 to 5.")},
            )
        self.order_fields([*Feedback.MARKS, "words"])


class InquiryForm(forms.ModelForm[Inquiry]):
    class Meta:
        model = Inquiry
        fields = ("kind", "text")
        labels = {"kind": _("What would you like?"), "text": _("In a few words")}
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"kind": {"required": _("Choose what you would like.")}}

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.fields["kind"].choices = Inquiry.Kind.choices  # type: ignore[attr-defined]  # without an empty one


class DoorForm(FilterForm):
    q = forms.CharField(label=_("Name or company"), max_length=100, required=False)


class WalkInForm(forms.Form):
    """Somebody at the door who is not on the list."""

    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Enter the name.")})
    partner = forms.ModelChoiceField(
        label=_("Company"), queryset=Partner.objects.none(), required=False, empty_label=_("none of the pact")
    )
    company = forms.CharField(label=_("Other company"), max_length=160, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.fields["partner"].queryset = Partner.objects.active().in_alphabet()  # type: ignore[attr-defined]  # a model choice
