"""Narrows the list of a founding partner's members."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klimapakt.lib.forms import FilterForm
from klimapakt.pact.members import STAGES, Member
from partners.models import Partner


class MemberFilter(FilterForm):
    """Narrows the members of a founding partner; what nobody offers narrows nothing."""

    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=160)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Delivery"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        states = [choice for choice in Partner.Status.choices if choice[0] != Partner.Status.LEFT]
        self.fields["status"].choices = [("", _("all")), *states]  # type: ignore[attr-defined]  # a choice field
        self.fields["stage"].choices = [("", _("all")), *STAGES.items()]  # type: ignore[attr-defined]  # a choice field

    def narrowed(self, rows: list[Member]) -> list[Member]:
        values = self.cleaned_data if self.is_valid() else {}
        name, status, stage = (values.get(key, "") for key in ("q", "status", "stage"))
        return [
            row
            for row in rows
            if name.casefold() in row.name.casefold() and status in ("", row.status) and stage in ("", row.stage)
        ]
