"""What the office writes for a public page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klimapakt.lib.forms import KeepsEdition
from klimapakt.pact.models import PageVersion

HOW = _("An empty line parts paragraphs. “## ” begins a heading, “### ” a smaller one, “- ” a point of a list.")
WORDS = _("Bold: **words**. Link: [words](https://example.org). Empty: the English page shows the German text.")


class PageForm(KeepsEdition, forms.ModelForm[PageVersion]):
    class Meta:
        model = PageVersion
        fields = ("title_de", "text_de", "title_en", "text_en", "is_placeholder")
        labels = {"is_placeholder": _("This is only a placeholder: the office is reminded to replace it.")}
        help_texts = {"text_de": HOW, "text_en": WORDS}
        widgets = {
            "text_de": forms.Textarea(attrs={"rows": 18}),
            "text_en": forms.Textarea(attrs={"rows": 18}),
        }
