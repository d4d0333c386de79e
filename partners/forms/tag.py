"""Choosing by the tags that the office gave."""

from functools import cache
from typing import Any

from django import forms
from django.db.models import Func
from django.utils.translation import gettext as _

from partners.models import Partner


class TagField(forms.ChoiceField):
    """Asks which tags there are when they are needed, once for each form."""

    def __deepcopy__(self, memo: Any) -> "TagField":  # Any: as in Django
        copy: TagField = super().__deepcopy__(memo)
        copy.choices = cache(tags_in_use)
        return copy


def tags_in_use() -> list[tuple[str, str]]:
    """No tag, then each that some partner has."""
    found = Partner.objects.order_by().values_list(Func("tags", function="unnest"), flat=True).distinct()
    return [("", _("all")), *((tag, tag) for tag in sorted(found))]
