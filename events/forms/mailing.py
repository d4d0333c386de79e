"""What the office chooses and writes for an invitation."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import Event, Invitation
from klimapakt.lib.forms import FilterForm, KeepsEdition
from partners.models import District, Partner


class AudienceForm(FilterForm):
    """Which partners to offer for choice."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("all")), *Partner.Kind.choices], required=False)
    sector = forms.ChoiceField(label=_("Sector"), choices=[("", _("all")), *Partner.Sector.choices], required=False)
    size = forms.ChoiceField(label=_("Size"), choices=[("", _("all")), *Partner.Size.choices], required=False)
    district = forms.ModelChoiceField(
        label=_("District"), queryset=District.objects.in_order(), required=False, empty_label=_("all")
    )

    def partners(self, event: Event) -> QuerySet[Partner]:
        """Active partners that fit, each with `is_invited`."""
        invited = Invitation.objects.filter(event=event, partner=OuterRef("pk"))
        found = Partner.objects.active().in_alphabet().annotate(is_invited=Exists(invited))
        if not self.is_valid():
            return found
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return found.filter(**chosen)


class PartnerChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, partner: Partner) -> str:
        if partner.is_invited:  # type: ignore[attr-defined]  # annotated by AudienceForm.partners
            return gettext("%(name)s (invited already)") % {"name": partner.name}
        return partner.name


class ComposeForm(KeepsEdition, forms.Form):
    partners = PartnerChoice(
        label=_("Partners"),
        queryset=Partner.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one partner.")},
    )
    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "Placeholders: {name}, {company}, {answer_link}. A blank line begins a new paragraph. "
            "The link in a paragraph of its own becomes a button."
        ),
    )

    def __init__(self, *args: Any, partners: QuerySet[Partner], **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.fields["partners"].queryset = partners  # type: ignore[attr-defined]  # a model choice


class PhoneAnswerForm(forms.Form):
    """An answer that the office takes on the phone."""

    invitation = forms.ModelChoiceField(label=_("Company"), queryset=Invitation.objects.none(), empty_label=_("choose"))
    state = forms.ChoiceField(
        label=_("Answer"),
        choices=[
            (Invitation.State.ACCEPTED, _("comes")),
            (Invitation.State.DECLINED, _("does not come")),
            (Invitation.State.MAYBE, _("perhaps")),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name of who comes"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        choices = event.invitations.standing().select_related("partner", "event").order_by("partner__sort_name", "name")
        field = self.fields["invitation"]
        field.queryset = choices  # type: ignore[attr-defined]  # a model choice
        field.label_from_instance = lambda one: str(one.partner or one.name or one.email)  # type: ignore[attr-defined]  # a model choice

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        values: dict[str, Any] = super().clean() or {}
        if values.get("state") == Invitation.State.ACCEPTED and not values.get("name"):
            self.add_error("name", _("Enter the name of who comes."))
        return values
