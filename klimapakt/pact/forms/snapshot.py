"""Which frozen figures are shown, or set against each other."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klimapakt.pact.models import Snapshot


def label(snapshot: Snapshot) -> str:
    day = date_format(timezone.localtime(snapshot.cut_off), "SHORT_DATE_FORMAT")
    words = {"year": snapshot.year, "version": snapshot.version, "day": day}
    return _("%(year)s, version %(version)s (%(day)s)") % words


class SnapshotField(forms.ModelChoiceField):
    """Of the whole pact, newest first."""

    def __init__(self, **options: Any) -> None:  # Any: as in Django
        super().__init__(queryset=Snapshot.objects.of_pact().defer("figures"), empty_label=None, **options)

    def label_from_instance(self, obj: Snapshot) -> str:
        return label(obj)


class SnapshotForm(forms.Form):
    snapshot = SnapshotField(label=gettext_lazy("Frozen figures"))


class SnapshotPairForm(forms.Form):
    a = SnapshotField(label=gettext_lazy("Earlier figures"))
    b = SnapshotField(label=gettext_lazy("Later figures"))

    def pair(self) -> tuple[Snapshot, Snapshot] | None:
        """What is chosen; nothing is chosen yet: the two newest of one year."""
        if self.is_bound:
            return (self.cleaned_data["a"], self.cleaned_data["b"]) if self.is_valid() else None
        newest = Snapshot.objects.of_pact().first()
        before = newest and Snapshot.objects.of_pact().before(newest)
        if not newest or not before:
            return None
        self.initial = {"a": before, "b": newest}
        return before, newest
