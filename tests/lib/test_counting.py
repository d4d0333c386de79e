import pytest

from klimapakt.lib.counting import counts
from partners.models import Partner
from tests.factories import PartnerFactory

pytestmark = pytest.mark.django_db


def test_counts_are_asked_for_at_once(django_assert_num_queries):
    PartnerFactory.create_batch(2, name="100 % Muster")
    PartnerFactory(left=True)

    with django_assert_num_queries(1):
        found = counts(
            active=Partner.objects.active(),
            named=Partner.objects.filter(name__contains="100 %"),
            all=Partner.objects.all(),
        )

    assert found == {"active": 2, "named": 2, "all": 3}


def test_what_can_never_be_there_is_none():
    assert counts(nobody=Partner.objects.none()) == {"nobody": 0}
