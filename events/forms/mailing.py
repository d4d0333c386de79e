"""What the office chooses and writes for a mailing, and what it takes on the phone."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events import emails
from events.models import Event, Invitation, Mailing, Registration
from klimapakt.lib.forms import FilterForm, KeepsEdition
from partners.forms.tag import TagField
from partners.models import District, Partner


class AudienceForm(FilterForm):
    """Which partners to offer for choice."""

    FILTERS = ("status", "kind", "sector", "size", "district")

    status = forms.ChoiceField(
        label=_("Status"),
        choices=[
            (Partner.Status.ACTIVE, _("active")),
            (Partner.Status.AGREEMENT_SENT, _("agreement sent")),
            (Partner.Status.INTERESTED, _("interested")),
        ],
        initial=Partner.Status.ACTIVE,
        required=False,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("all")), *Partner.Kind.choices], required=False)
    sector = forms.ChoiceField(label=_("Sector"), choices=[("", _("all")), *Partner.Sector.choices], required=False)
    size = forms.ChoiceField(label=_("Size"), choices=[("", _("all")), *Partner.Size.choices], required=False)
    district = forms.ModelChoiceField(
        label=_("District"), queryset=District.objects.in_order(), required=False, empty_label=_("all")
    )
    tag = TagField(label=_("Tag"), required=False)
    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[("", _("all")), ("none", _("not invited yet")), *Invitation.State.choices],
        required=False,
    )
    attended = forms.ChoiceField(
        label=_("Earlier events"),
        choices=[("", _("all")), ("yes", _("came before")), ("no", _("first time"))],
        required=False,
    )

    def __init__(self, *args: Any, kind: str = Mailing.Kind.INVITATION, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.mailing_kind = kind

    def partners(self, event: Event) -> QuerySet[Partner]:
        """Partners that fit; a reminder has the silent alone, news of the day who comes.

        Each with `is_invited`, which only an invitation asks for.
        """
        invited = Invitation.objects.filter(event=event, partner=OuterRef("pk"))
        came = Registration.objects.attended().filter(partner=OuterRef("pk"), event__ends_at__lt=event.starts_at)
        is_inviting = self.mailing_kind == Mailing.Kind.INVITATION
        found = Partner.objects.in_alphabet().annotate(is_invited=Exists(invited) if is_inviting else Value(False))
        if self.mailing_kind == Mailing.Kind.REMINDER:
            found = found.filter(Exists(invited.silent()))
        elif self.mailing_kind not in Mailing.INVITING:
            found = found.filter(Exists(Registration.objects.attended().filter(event=event, partner=OuterRef("pk"))))
        if not self.is_valid():
            return found.active()
        values = self.cleaned_data
        found = found.filter(**{name: values[name] for name in self.FILTERS if values[name]})
        if not values["status"]:
            found = found.active()
        if values["tag"]:
            found = found.tagged(values["tag"])
        if values["answer"]:
            state = invited.filter(state=values["answer"])
            found = found.filter(~Exists(invited) if values["answer"] == "none" else Exists(state))
        if values["attended"]:
            found = found.filter(Exists(came) if values["attended"] == "yes" else ~Exists(came))
        return found


class PartnerChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, partner: Partner) -> str:
        if partner.is_invited:  # type: ignore[attr-defined]  # annotated by AudienceForm.partners
            return gettext("%(name)s (invited already)") % {"name": partner.name}
        return partner.name


class ComposeForm(KeepsEdition, forms.Form):
    TYPED = ("subject", "text", "subject_en", "text_en")

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
            "Placeholders: {name}, {company}, {answer_link}, {material_link}, {feedback_link}. "
            "A blank line begins a new paragraph. "
            "The link in a paragraph of its own becomes a button."
        ),
    )
    subject_en = forms.CharField(label=_("Subject (English)"), max_length=200, required=False)
    text_en = forms.CharField(
        label=_("Text (English)"),
        widget=forms.Textarea(attrs={"rows": 18}),
        required=False,
        help_text=_("For people who chose English. Without it they get the German text."),
    )

    def __init__(self, *args: Any, partners: QuerySet[Partner], **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        field: Any = self.fields["partners"]  # Any: the stubs do not know a field's widget
        field.queryset = partners
        field.widget.choices = [(one.pk, field.label_from_instance(one)) for one in partners]  # asked once

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        values: dict[str, Any] = super().clean() or {}
        for name in self.TYPED:
            if unknown := emails.unknown_placeholders(values.get(name, "")):
                names = ", ".join(f"{{{one}}}" for one in sorted(unknown))
                known = ", ".join(f"{{{one}}}" for one in emails.PLACEHOLDERS)
                words = {"names": names, "known": known}
                self.add_error(name, gettext("Unknown: %(names)s. There are: %(known)s.") % words)
        return values


class MomentField(forms.DateTimeField):
    """A moment in local time. In the hour that the clock skips, and in the one it repeats, there is none."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> dt.datetime | None:  # Any: as in Django
        try:
            return super().to_python(value)
        except forms.ValidationError as problem:
            if problem.code == "ambiguous_timezone":
                raise forms.ValidationError(
                    gettext("The clock is changed in that hour: choose another time."), code="clock"
                ) from problem
            raise


class ScheduleForm(forms.Form):
    at = MomentField(
        label=_("Send at"),
        error_messages={
            "required": _("Enter day and time."),
            "invalid": _("Enter day and time like 2026-12-31 09:00."),
        },
    )

    def __init__(self, *args: Any, now: dt.datetime, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.now = now

    def clean_at(self) -> dt.datetime:
        at: dt.datetime = self.cleaned_data["at"]
        if at <= self.now:
            raise forms.ValidationError(gettext("This moment is over: choose one that is to come."))
        return at


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
