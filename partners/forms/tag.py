"""Choosing by the tags that the office gave."""

from typing import Any

from django import forms

from partners.models.partner import tags_in_use


class TagField(forms.ChoiceField):
    """Asks once for each form which tags there are."""

    def __deepcopy__(self, memo: Any) -> "TagField":  # Any: as in Django
        copy: TagField = super().__deepcopy__(memo)
        copy.choices = tags_in_use()
        return copy
