"""What the office says about many partners at once: who, what, and the values that the action needs."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klimapakt.pact import bulk
from klimapakt.pact.board import COLUMNS
from klimapakt.pact.forms.office import ExtendDeliveryForm
from partners.models import District, Partner

CHOSEN, PAGE, ALL = "chosen", "page", "all"


class BulkStartForm(forms.Form):
    """Under the list: rows, this page, or all that the filter finds; and what is to be done."""

    scope = forms.ChoiceField(choices=[(CHOSEN, ""), (PAGE, ""), (ALL, "")])
    verb = forms.ChoiceField(choices=bulk.LABELS.items())
    page = forms.CharField(required=False)
    board = forms.IntegerField(required=False)  # the year of a round: its board asks, not the list of partners
    column = forms.ChoiceField(required=False, choices=[("", ""), *COLUMNS.items()])


class BulkForm(forms.Form):
    """Goes along with every confirmation: who is meant, and which confirmation it is."""

    keys = forms.CharField(widget=forms.HiddenInput)
    once = forms.UUIDField(widget=forms.HiddenInput)
    board = forms.IntegerField(widget=forms.HiddenInput, required=False)  # the round from whose board one came

    def chosen(self) -> list[int]:
        return keys_in(str(self.cleaned_data["keys"]))

    def values(self) -> dict[str, Any]:  # Any: JSON
        return {
            name: getattr(value, "pk", value)
            for name, value in self.cleaned_data.items()
            if name not in ("keys", "once", "board")
        }


class ExtendManyForm(ExtendDeliveryForm, BulkForm):
    pass


class ChamberForm(BulkForm):
    chamber = forms.ModelChoiceField(Partner.objects.founding().in_alphabet(), label=_("Chamber"))


class DistrictForm(BulkForm):
    district = forms.ModelChoiceField(District.objects.all(), label=_("District"))


class TagForm(BulkForm):
    tag = forms.CharField(label=_("Tag"), max_length=40, help_text=_("A word by which the office finds them again."))


FORMS: dict[str, type[BulkForm]] = {
    bulk.EXTEND: ExtendManyForm,
    bulk.REMIND: BulkForm,
    bulk.INVITE: BulkForm,
    bulk.CHAMBER: ChamberForm,
    bulk.DISTRICT: DistrictForm,
    bulk.TAG: TagForm,
}


def confirmation(verb: str, keys: list[int], board: int | None = None) -> BulkForm:
    return FORMS[verb](initial={"keys": ",".join(map(str, keys)), "once": uuid.uuid4(), "board": board})


def keys_in(text: str) -> list[int]:
    """Keys that the database may have; whatever else stands there finds nobody."""
    return [key for word in text.split(",") if word.isdecimal() and len(word) < 19 and (key := int(word))]
