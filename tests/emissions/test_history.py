"""What the history tells of a balance: the change of a line, and not that all lines were written anew."""

from decimal import Decimal

import pytest

from emissions import actions
from emissions.models import Consumption, ScopeTotal
from klimapakt.lib import changes, history
from tests.factories import BalanceFactory, FactorFactory, FactorSetFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def save():
    balance = BalanceFactory(entry="lines", factor_set=FactorSetFactory())
    factor = FactorFactory()

    def run(*amounts: int):
        lines = [actions.NewLine(n, None, factor, Decimal(amount)) for n, amount in enumerate(amounts, 1)]
        return actions.save_balance_lines(balance=balance, lines=lines, stated_kg={}, fields={}, by=UserFactory())

    return run


def steps(model: type) -> list[str]:
    return list(history.of_model(model).objects.order_by("pgh_id").values_list("pgh_label", flat=True))


def test_saving_the_same_lines_again_is_no_step(save):
    save(100, 200)
    save(100, 200)

    assert (steps(Consumption), steps(ScopeTotal)) == (["insert"] * 2, ["insert"] * 3)


def test_one_line_changed_is_one_step_with_before_and_after(save):
    save(100, 200)
    balance = save(100, 250)

    assert steps(Consumption) == ["insert", "insert", "update"]
    step = next(one for one in changes.of(balance, [Consumption]).object_list if one.verb == "geändert" and one.record)
    assert [(name, before, after) for name, before, after in step.fields if name == "Menge"] == [
        ("Menge", "200", "250")
    ]


def test_a_line_less_and_a_line_more_are_one_step_each(save):
    save(100, 200)
    save(100)
    save(100, 300)

    assert steps(Consumption) == ["insert", "insert", "delete", "insert"]
    assert list(Consumption.objects.order_by("position").values_list("amount", flat=True)) == [100, 300]
