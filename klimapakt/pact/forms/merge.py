"""Which of two entries' values hold."""

from typing import Any

from django import forms
from django.db.models import BooleanField
from django.utils.formats import localize
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from klimapakt.pact.merge_values import KEPT, OTHER, Pair, default, differing
from partners.models import Partner


class MergeForm(forms.Form):
    """One question for each field in which both say something, and not the same."""

    def __init__(self, *args: Any, pair: Pair, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        for name in differing(pair):
            self.fields[name] = forms.ChoiceField(
                label=label(name),
                choices=[(KEPT, shown(pair.kept, name)), (OTHER, shown(pair.other, name))],
                initial=default(pair, name),
                widget=forms.RadioSelect,
            )


def label(field: str) -> str:
    return capfirst(str(Partner._meta.get_field(field).verbose_name))  # type: ignore[union-attr]  # a column


def shown(partner: Partner, field: str) -> str:
    """What the entry says, as people read it."""
    if field == "logo":
        return _("the picture of %(company)s") % {"company": partner}
    value = getattr(partner, field)
    if isinstance(Partner._meta.get_field(field), BooleanField):
        return _("yes") if value else _("no")
    display = getattr(partner, f"get_{field}_display", None)
    return Truncator(str(display() if display else localize(value))).chars(200)
