"""Two people in one form."""

from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from klimapakt.lib.forms import GermanDecimalField
from klimapakt.lib.merging import MergingForm, read, written


class EnergyForm(MergingForm, forms.Form):
    gas = GermanDecimalField(label="Gas", required=False)
    oil = GermanDecimalField(label="Öl", required=False)
    kind = forms.ChoiceField(choices=[("bill", "Rechnung"), ("guess", "Schätzung")], initial="bill", required=False)
    proof = forms.FileField(required=False)

    def group_of(self, name):
        return "oil" if name == "kind" else name


def page(**stored):
    """What the page showed."""
    return EnergyForm(initial=stored)["seen"].value()


def sent(seen, *, stored, files=None, **typed):
    data = {"kind": "bill", **typed, "seen": seen}
    form = EnergyForm(MultiValueDict({name: [value] for name, value in data.items()}), files, initial=stored)
    assert form.is_valid()
    return form


@pytest.mark.parametrize(
    ("then", "now", "mine", "kept"),
    (
        (None, None, "5", 5),  # nobody else
        (4, 4, "5", 5),
        (4, 6, "4", 6),  # only somebody else
        (4, None, "4", None),
        (4, 5, "5", 5),  # both the same
        (4, 4, "", None),
    ),
)
def test_who_has_changed_something_keeps_it(then, now, mine, kept):
    form = sent(page(gas=then and Decimal(then)), stored={"gas": now and Decimal(now)}, gas=mine)

    assert form.merge("Zu zweit")
    assert form.cleaned_data["gas"] == kept


def test_what_both_have_changed_is_asked_about_and_the_second_press_decides():
    form = sent(page(gas=Decimal(4), oil=Decimal(1)), stored={"gas": Decimal(6), "oil": Decimal(2)}, gas="5", oil="1")

    assert not form.merge("Zu zweit")
    assert form.non_field_errors() == ["Zu zweit"]
    assert form.errors["gas"] == ["Gas, derzeit gespeichert: „6“."]
    assert form["gas"].value() == "5"
    again = sent(form["seen"].value(), stored={"gas": Decimal(6), "oil": Decimal(2)}, gas="5", oil="1")
    assert again.merge("Zu zweit")
    assert (again.cleaned_data["gas"], again.cleaned_data["oil"]) == (5, 2)


def test_fields_of_a_group_belong_together():
    form = sent(page(oil=Decimal(1)), stored={"oil": Decimal(1), "kind": "guess"}, oil="2")

    assert not form.merge("Zu zweit")
    assert set(form.errors) == {"__all__", "oil", "kind"}


def test_an_empty_page_says_so_and_a_default_is_no_value():
    assert page() == "page"
    assert sent("page", stored={}).typed == {}


@pytest.mark.parametrize(
    ("files", "is_new"), ((None, False), ({"proof": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}, True))
)
def test_a_file_is_something_new(files, is_new):
    assert sent(page(), stored={}, files=files).says_something_new is is_new


def test_marks_can_be_written_and_read():
    marks = {"0-gas": "a1", "6": "b2"}

    assert read(written(marks)) == marks
    assert read("2026-11-25T09:00:00+01:00") == {}
