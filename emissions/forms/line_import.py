"""The file of an import of lines."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emissions import line_columns
from klimapakt.lib import sheet_import
from klimapakt.lib.uploads import UploadRefused


class LineImportForm(forms.Form):
    """Says at once what is wrong with the file as a whole. `rows`: how many it has, as far as was counted."""

    file = forms.FileField(
        label=_("File with your consumption"),
        help_text=_("Excel workbook (.xlsx) or CSV, at most 10 MB and 20,000 rows."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def __init__(self, *args: Any, count_up_to: int, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.count_up_to, self.rows, self.content = count_up_to, 0, b""

    def clean_file(self) -> Any:  # Any: what the browser sent
        file = self.cleaned_data["file"]
        try:
            self.content = sheet_import.check(file)
            sheet = sheet_import.read(self.content, first=self.count_up_to)
            line_columns.find_columns(sheet)
        except UploadRefused as refused:
            raise ValidationError(str(refused), code="refused") from refused
        self.rows = len(sheet.rows)
        return file
