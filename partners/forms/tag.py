"""Choosing by the tags that the office gave."""

from functools import cache
from typing import Any

from django import forms

from partners.models.partner import tags_in_use


class TagField(forms.ChoiceField):
    """Asks which tags there are when they are needed, once for each form."""

    def __deepcopy__(self, memo: Any) -> "TagField":  # Any: as in Django
        copy: TagField = super().__deepcopy__(memo)
        copy.choices = cache(tags_in_use)
        return copy
