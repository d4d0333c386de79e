"""The agenda, who speaks, and the files."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.forms.event import Whole
from events.models import AgendaItem, Event, Material, Speaker
from klimapakt.lib.uploads import MEGABYTE, PDF, UploadField

MOST_MINUTES = 600
NEW_ROWS = 2


def told(speaker: Speaker) -> str:
    has_declined = speaker.has_declined  # type: ignore[attr-defined]  # annotated by of_event
    return _("%(name)s (has declined)") % {"name": speaker} if has_declined else str(speaker)


class AgendaItemForm(forms.ModelForm[AgendaItem]):
    position = Whole(label=gettext_lazy("Position"))
    minutes = Whole(label=gettext_lazy("Minutes"), min_value=0, max_value=MOST_MINUTES, initial=15)
    question_minutes = Whole(
        label=gettext_lazy("Minutes for questions"), min_value=0, max_value=MOST_MINUTES, initial=0
    )

    class Meta:
        model = AgendaItem
        fields = (
            "position", "kind", "title_de", "title_en", "minutes", "question_minutes", "speakers", "is_internal",
            "internal_note",
        )  # fmt: skip
        widgets = {"speakers": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, speakers: QuerySet[Speaker], **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        if speakers:
            field = self.fields["speakers"]
            field.queryset = speakers  # type: ignore[attr-defined]  # a model choice
            field.widget.choices = [(one.pk, told(one)) for one in speakers]  # asked once for all rows
        else:
            del self.fields["speakers"]


class BaseAgendaFormSet(BaseInlineFormSet[AgendaItem, Event, AgendaItemForm]):
    def __init__(self, data: Any = None, *, instance: Event, **options: Any) -> None:  # Any: as in Django
        self.speakers = Speaker.objects.of_event(instance)
        super().__init__(data, instance=instance, queryset=instance.agenda.with_speakers().with_questions(), **options)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:  # Any: as in Django
        """New rows stand at the end, until somebody says otherwise."""
        options = {**super().get_form_kwargs(index), "speakers": self.speakers}
        if index is not None and index >= self.initial_form_count():
            last = max((item.position for item in self.get_queryset()), default=0)
            options["initial"] = {"position": last + 1 + index - self.initial_form_count()}
        return options

    def add_fields(self, form: AgendaItemForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:  # a new row is left empty instead
            form.fields["DELETE"].label = _("Remove this item")


AgendaFormSet = inlineformset_factory(
    Event,
    AgendaItem,
    form=AgendaItemForm,
    formset=BaseAgendaFormSet,
    extra=NEW_ROWS,
    max_num=40,
    can_delete_extra=False,
)


class SpeakerForm(forms.ModelForm[Speaker]):
    class Meta:
        model = Speaker
        fields = ("title", "name", "organisation", "position", "email", "language")
        help_texts = {"email": gettext_lazy("Without one the office asks by phone.")}


class MaterialForm(forms.Form):
    title_de = forms.CharField(label=gettext_lazy("Title (German)"), max_length=160)
    title_en = forms.CharField(label=gettext_lazy("Title (English)"), max_length=160, required=False)
    file = UploadField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, JPG or PNG, at most 20 MB"),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Visible to"),
        choices=Material.Visibility.choices,
        initial=Material.Visibility.INVITED,
        widget=forms.RadioSelect,
    )
    prefix = "material"


class AnswerForm(forms.Form):
    """A speaker's words to the office, with the button that says yes or no."""

    note = forms.CharField(
        label=gettext_lazy("Message to the office"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    prefix = "answer"


class ConsentForm(forms.Form):
    may_be_photographed = forms.BooleanField(
        label=gettext_lazy("I may be photographed at the event, and the pictures may be published."), required=False
    )
    may_be_quoted = forms.BooleanField(
        label=gettext_lazy("I may be quoted with my name and organisation."), required=False
    )
    quote = forms.CharField(
        label=gettext_lazy("My quote for the press"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    prefix = "consent"

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        values: dict[str, Any] = super().clean() or {}
        if values.get("quote") and not values.get("may_be_quoted"):
            self.add_error("may_be_quoted", _("Allow us to quote you, or leave the quote empty."))
        return values


class SlidesForm(forms.Form):
    file = UploadField(
        label=gettext_lazy("Slides"),
        kinds=(PDF,),
        help_text=gettext_lazy("PDF, at most 20 MB"),
        max_bytes=20 * MEGABYTE,
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    prefix = "slides"
