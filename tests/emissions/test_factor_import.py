"""The factors that ship with the portal, and what an import refuses."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from emissions import actions
from emissions.carriers import KEYS
from emissions.errors import EditionDiffers
from emissions.models import Factor, FactorSet

pytestmark = pytest.mark.django_db
SHIPPED = settings.BASE_DIR / "emissions" / "data" / "emission_factors.csv"


def test_the_shipped_file_becomes_1017_factors():
    factor_set = actions.import_factors(path=SHIPPED, edition="2025-11", published_on=dt.date(2025, 11, 1))

    assert factor_set.factors.count() == 1017


def test_import_is_idempotent():
    first = actions.import_factors(path=SHIPPED, edition="2025-11", published_on=dt.date(2025, 11, 1))

    again = actions.import_factors(path=SHIPPED, edition="another name", published_on=dt.date(2025, 12, 1))

    assert again == first
    assert Factor.objects.count() == 1017


def test_reference_factors_and_those_with_upstream_are_never_offered():
    actions.import_factors(path=SHIPPED, edition="2025-11", published_on=dt.date(2025, 11, 1))

    offered = Factor.objects.for_balances()

    assert not offered.filter(use=Factor.Use.REFERENCE).exists()
    assert set(offered.values_list("scope", flat=True)) == {"1", "2", "3"}


@pytest.mark.parametrize("year", (1990, 2019, 2024, 2025))
def test_each_carrier_has_one_suggested_factor_in_each_year(year):
    actions.import_factors(path=SHIPPED, edition="2025-11", published_on=dt.date(2025, 11, 1))

    found = list(Factor.objects.for_balances().filter(key__in=KEYS).for_year(year))

    assert sorted(factor.key for factor in found) == sorted(KEYS)
    assert {factor.use for factor in found} == {Factor.Use.DEFAULT}


def test_an_edition_never_changes(tmp_path: Path):
    actions.import_factors(path=SHIPPED, edition="2025-11", published_on=dt.date(2025, 11, 1))
    other = tmp_path / "other.csv"
    other.write_text("\n".join(SHIPPED.read_text(encoding="utf-8").splitlines()[:3]), encoding="utf-8")

    with pytest.raises(EditionDiffers):
        actions.import_factors(path=other, edition="2025-11", published_on=dt.date(2025, 11, 1))


def test_command_says_what_it_did_and_what_is_wrong(tmp_path: Path, capsys):
    broken = tmp_path / "broken.csv"
    broken.write_text("key;name\n", encoding="utf-8")

    call_command("import_factors")
    with pytest.raises(CommandError, match="line 1"):
        call_command("import_factors", str(broken), edition="x")
    with pytest.raises(CommandError, match="no file"):
        call_command("import_factors", str(tmp_path / "none.csv"))
    broken.write_text(SHIPPED.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(CommandError, match="another name"):
        call_command("import_factors", str(broken))

    assert capsys.readouterr().out == "Edition 2025-11: 1017 factors.\n"
    assert FactorSet.objects.count() == 1
