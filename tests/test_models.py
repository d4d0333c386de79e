import pytest

from tests import factories


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", sorted(n for n in dir(factories) if n.endswith("Factory") and n not in ("DjangoModelFactory",))
)
def test_factory_makes_a_record(name):
    assert getattr(factories, name)().pk
