"""What people type while a balance is checked: questions, answers, the office's tonnes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emissions.models import MeasureUpdate
from klimapakt.lib.forms import GermanDecimalField, KeepsEdition

WHOLE = ""
MOST_T = Decimal(10) ** 9
TONNES = "t\u00a0CO₂e"


class QuestionForm(forms.Form):
    field = forms.ChoiceField(label=_("What is it about?"), required=False)
    text = forms.CharField(
        label=_("Question"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write your question: the partner reads it by mail and in the portal.")},
    )

    def __init__(self, *args: Any, figures: Sequence[tuple[str, str]], **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.fields["field"].choices = [(WHOLE, gettext("the report as a whole")), *figures]  # type: ignore[attr-defined]  # a choice
        self.fields["field"].is_marked_optional = False  # type: ignore[attr-defined]  # read by PortalBoundField

    def label(self) -> str:
        return str(dict(self.fields["field"].choices)[self.cleaned_data["field"]])  # type: ignore[attr-defined]  # a choice


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write your answer: the office is told by mail.")},
    )


@dataclass(frozen=True)
class ResultRow:
    """One measure with its field; `key` and `label` as in the rows of a comparison."""

    result: MeasureUpdate
    field: forms.BoundField

    @property
    def key(self) -> str:
        return measure_key(self.result)

    @property
    def label(self) -> str:
        return self.result.measure.title


def measure_key(result: MeasureUpdate) -> str:
    """Under which questions about it are found."""
    return f"measure-{result.measure_id}"


class CheckedTonnesForm(KeepsEdition, forms.Form):
    """One field for each result of the year: what the office makes of it."""

    def __init__(self, *args: Any, results: Sequence[MeasureUpdate], **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.results = results
        for one in results:
            self.fields[f"checked-{one.pk}"] = GermanDecimalField(
                label=gettext("%(measure)s, checked") % {"measure": one.measure.title},
                unit=TONNES,
                max_value=MOST_T,
                required=False,
                initial=one.checked_t,
                error_messages={"min_value": gettext("A reduction cannot be negative: enter 0 or more.")},
            )

    @property
    def rows(self) -> list[ResultRow]:
        return [ResultRow(one, self[f"checked-{one.pk}"]) for one in self.results]

    def tonnes(self) -> dict[int, Decimal | None]:
        return {one.pk: self.cleaned_data[f"checked-{one.pk}"] for one in self.results}
