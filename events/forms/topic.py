"""What partners wish, and what the office makes of it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event, TopicWish
from partners.models import Offer

State = TopicWish.State


class WishForm(forms.ModelForm[TopicWish]):
    class Meta:
        model = TopicWish
        fields = ("kind", "text", "details")
        labels = {
            "kind": gettext_lazy("What is it about?"),
            "text": gettext_lazy("Your wish in one sentence"),
            "details": gettext_lazy("More about it"),
        }
        help_texts = {
            "text": gettext_lazy("All partners see the wish, but not whose it is. Only the office sees that.")
        }
        widgets = {"kind": forms.RadioSelect, "details": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "kind": {"required": gettext_lazy("Choose what it is about.")},
            "text": {"required": gettext_lazy("Say in one sentence what you wish for.")},
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.fields["kind"].choices = TopicWish.Kind.choices  # type: ignore[attr-defined]  # without an empty one

    def clean_text(self) -> str:
        return " ".join(str(self.cleaned_data["text"]).split())


class SettleForm(forms.Form):
    """What became of a wish: an event, an offer, or an answer in words."""

    state = forms.ChoiceField(
        label=gettext_lazy("What became of it?"),
        choices=[
            (State.PLANNED, gettext_lazy("It is planned for an event")),
            (State.OFFERED, gettext_lazy("It became an offer")),
            (State.ANSWERED, gettext_lazy("Neither: we answer")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what became of the wish.")},
    )
    event = forms.ModelChoiceField(
        label=gettext_lazy("Event"), queryset=Event.objects.none(), required=False, empty_label=gettext_lazy("choose")
    )
    offer = forms.ModelChoiceField(
        label=gettext_lazy("Offer"), queryset=Offer.objects.none(), required=False, empty_label=gettext_lazy("choose")
    )
    answer = forms.CharField(
        label=gettext_lazy("Words to those who wished for it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        for name in ("event", "offer"):
            self.fields[name].is_marked_optional = False  # type: ignore[attr-defined]  # read by PortalBoundField
        coming = Event.objects.published().upcoming(timezone.now())
        self.fields["event"].queryset = coming  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["offer"].queryset = Offer.objects.open_on(timezone.localdate()).in_order()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        values = super().clean() or {}
        state = values.get("state")
        if state != State.PLANNED:
            values["event"] = None
        elif not values.get("event"):
            self.add_error("event", _("Choose the event for which it is planned. It has to be published."))
        if state != State.OFFERED:
            values["offer"] = None
        elif not values.get("offer"):
            self.add_error("offer", _("Choose the offer that it became. It has to be open."))
        if state == State.ANSWERED and not values.get("answer"):
            self.add_error("answer", _("Write the answer."))
        return values
