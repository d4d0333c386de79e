"""Why measures are dropped, without telling of a single partner."""

from decimal import Decimal

import pytest
from django.urls import reverse

from klimapakt.pact.figures.disclosure import Rule
from klimapakt.pact.figures.reasons import Reason, dropped_reasons
from tests.factories import MeasureFactory, PartnerFactory, UserFactory

pytestmark = pytest.mark.django_db
RULE = Rule(5, Decimal(60))


def dropped(cause, partners, **fields):
    for partner in partners:
        MeasureFactory(partner=partner, status="dropped", dropped_cause=cause, dropped_reason="x", **fields)


def test_reasons_of_five_partners_are_told_and_others_pooled():
    partners = PartnerFactory.create_batch(6)
    dropped("funding", partners)
    dropped("staff", partners[:3])
    dropped("owner", partners[3:5])
    MeasureFactory(partner=partners[0])

    assert dropped_reasons(RULE) == [
        Reason("Keine Förderung bewilligt", 6),
        Reason("Übrige Gründe zusammen", 5),
    ]


def test_four_partners_are_not_told_of_alone():
    dropped("funding", PartnerFactory.create_batch(4))

    assert dropped_reasons(RULE) == [Reason("Übrige Gründe zusammen", None)]


def test_one_partner_with_most_of_them_is_not_told_of():
    partners = PartnerFactory.create_batch(5)
    dropped("funding", partners)
    dropped("funding", [partners[0]] * 7)

    assert dropped_reasons(RULE) == [Reason("Übrige Gründe zusammen", None)]


def test_the_page_says_what_is_hidden(client, roles):
    dropped("staff", PartnerFactory.create_batch(2))
    client.force_login(UserFactory(city=True))

    page = client.get(reverse("pact:reason_list")).content.decode()

    assert "zusammengefasst, weil weniger als 5 Partner" in page


def test_the_page_without_reasons(client, roles):
    client.force_login(UserFactory(city=True))

    assert "Keine Maßnahme wurde aufgegeben" in client.get(reverse("pact:reason_list")).content.decode()
