from decimal import Decimal

import pytest
from django import forms

from emissions.models import Measure
from klimapakt.lib.forms import DayField, GermanDecimalField


class Probe(forms.Form):
    amount = GermanDecimalField(label="Menge", unit="kWh", help_text="laut Rechnung")
    kind = forms.ChoiceField(label="Art", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    note = forms.CharField(label="Notiz", required=False)


@pytest.mark.parametrize(
    ("typed", "value"),
    (("1.234,5", "1234.5"), ("1.500", "1500"), ("1 500", "1500"), ("1,5 kWh", "1.5"), ("0", "0"), ("1.5", "1.5")),
)
def test_numbers_are_read_as_people_write_them(typed, value):
    assert GermanDecimalField(unit="kWh").clean(typed) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "words"),
    (
        ("12x", "ist keine Zahl"),
        ("-1", "mindestens 0"),
        ("1000000000001", "höchstens"),
        ("0,1234567", "6 Stellen"),
    ),
)
def test_mistakes_are_explained(typed, words):
    with pytest.raises(forms.ValidationError) as mistake:
        GermanDecimalField().clean(typed)

    assert words in mistake.value.messages[0]


def test_a_value_of_the_database_is_shown_in_german():
    assert GermanDecimalField().prepare_value(Decimal("1234.500000")) == "1.234,5"


def test_a_field_tells_its_unit_its_hint_and_its_mistake():
    html = str(Probe({"amount": "zwölf", "kind": "a"}))

    assert "kWh" in html
    assert 'value="zwölf"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in html
    assert "freiwillig" in html


def test_what_is_missing_is_named():
    form = Probe({})

    assert form.errors["amount"] == ["Bitte füllen Sie aus: Menge."]
    assert form["kind"].anchor == "id_kind_0"


@pytest.mark.parametrize("typed", ("2026-12-31", "31.12.2026", "31.12.26"))
def test_days_may_be_typed_in_german(typed):
    assert DayField().clean(typed).isoformat() == "2026-12-31"


def test_the_summary_says_whose_number_is_wrong():
    form = Probe({"amount": "12x", "kind": ""})

    assert form["amount"].errors_by_name == ["Menge: „12x“ ist keine Zahl. Schreiben Sie zum Beispiel 1.234,5."]
    assert form["kind"].errors_by_name == ["Bitte füllen Sie aus: Art."]


def test_a_choice_not_made_is_a_dash():
    form = forms.modelform_factory(Measure, fields=["field"])()

    assert '<option value="" selected>–</option>' in str(form["field"])
