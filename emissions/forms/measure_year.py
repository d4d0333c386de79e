"""The yearly update: one line for each measure, all on one page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emissions.entries import Achieved, YearOfMeasure
from emissions.forms.measure import why_dropped
from emissions.models import Measure, MeasureUpdate
from klimapakt.lib.forms import GermanDecimalField, KeepsEdition

NOTHING = ("", gettext_lazy("please choose"))


class MeasureYearForm(KeepsEdition, forms.Form):
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=Measure.Status.choices)
    achieved_t = GermanDecimalField(label=gettext_lazy("Achieved"), unit="t CO₂e", required=False)
    how = forms.ChoiceField(
        label=gettext_lazy("How do you know?"), choices=[NOTHING, *MeasureUpdate.How.choices], required=False
    )
    dropped_cause = forms.ChoiceField(
        label=gettext_lazy("Why was it dropped?"), choices=[NOTHING, *Measure.Cause.choices], required=False
    )
    dropped_reason = forms.CharField(label=gettext_lazy("In your words"), max_length=300, required=False)

    def __init__(self, *args: Any, measure: Measure, year: int, **options: Any) -> None:  # Any: as in Django
        """`measure` with its update of that year among measure.of_year."""
        self.measure, self.year = measure, year
        update = next(iter(measure.of_year), None)  # type: ignore[attr-defined]  # prefetched
        self.checked_t = update.checked_t if update and update.checked_at else None
        self.is_open = measure.starts_on.year <= year and not (update and update.checked_at)
        initial = {name: getattr(measure, name) for name in ("status", "dropped_cause", "dropped_reason")}
        initial |= {"achieved_t": update.achieved_t, "how": update.how} if update else {}
        super().__init__(*args, prefix=f"m{measure.pk}", edition=measure.edition, initial=initial, **options)
        if not self.is_open:
            del self.fields["achieved_t"], self.fields["how"]
        for field in self.fields.values():
            field.is_marked_optional = False  # type: ignore[attr-defined]  # read by PortalBoundField

    @property
    def says_dropped(self) -> bool:
        return self["status"].value() == Measure.Status.DROPPED or "dropped_reason" in self.errors

    def clean(self) -> dict[str, Any]:  # Any: as in Django
        values: dict[str, Any] = super().clean() or {}
        try:
            values["dropped_cause"], values["dropped_reason"] = why_dropped(values)
        except ValidationError as missing:
            self.add_error("dropped_reason", missing)
        if values.get("achieved_t") is not None:
            if not values.get("how"):
                self.add_error("how", _("Say whether it is measured or estimated."))
            if values.get("status") == Measure.Status.PLANNED and values["achieved_t"] > 0:
                self.add_error("status", _("What is only planned has saved nothing yet: set the status to “running”."))
        return values

    def line(self) -> YearOfMeasure:
        values = self.cleaned_data
        achieved = Achieved(self.year, values["achieved_t"], values["how"]) if self.is_open else None
        return YearOfMeasure(
            measure=self.measure.pk,
            status=values["status"],
            dropped_cause=values["dropped_cause"],
            dropped_reason=values["dropped_reason"],
            achieved=achieved if {"achieved_t", "how"} & set(self.news) else None,
            seen=values["seen"],
        )
