"""What a partner, and the office for all, choose for a progress report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import User


class ProgressReportForm(forms.Form):
    year = forms.TypedChoiceField(label=_("Reporting year"), coerce=int)
    language = forms.ChoiceField(label=_("Language of the report"), choices=User.Language.choices)
    with_costs = forms.BooleanField(
        label=_("With costs"),
        help_text=_("Investments of the measures, and emissions per million euros of turnover."),
        required=False,
    )
    with_contacts = forms.BooleanField(
        label=_("With contact names"),
        help_text=_("Names and e-mail addresses of those who lead for your company."),
        required=False,
    )
    with_logo = forms.BooleanField(label=_("With the logo of your company"), required=False, initial=True)

    def __init__(self, *args: Any, years: list[int], **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.fields["year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]  # a choice field


class ProgressBatchForm(forms.Form):
    year = forms.TypedChoiceField(label=_("Reporting year"), coerce=int)
    language = forms.ChoiceField(label=_("Language of the reports"), choices=User.Language.choices)
    with_costs = forms.BooleanField(
        label=_("With costs"),
        help_text=_("Investments of the measures, and emissions per million euros of turnover."),
        required=False,
    )

    def __init__(self, *args: Any, years: list[tuple[int, int]], **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.fields["year"].choices = [(year, f"{year} ({n})") for year, n in years]  # type: ignore[attr-defined]  # likewise
