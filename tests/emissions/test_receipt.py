"""The receipt as paper: what counts, by which contracts, and what stands apart."""

import io
from decimal import Decimal

import pytest
from pypdf import PdfReader

from emissions import documents
from emissions.models import OwnGeneration
from tests import factories

pytestmark = pytest.mark.django_db


def words(balance, language="de"):
    receipt = factories.ReceiptFactory(balance=balance, language=language)
    pages = PdfReader(io.BytesIO(documents.receipt(receipt))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_what_stands_beside_the_scopes_is_named_apart():
    balance = factories.BalanceFactory(
        entry="lines",
        factor_set=factories.FactorSetFactory(),
        is_market_fallback=True,
        totals={"scope1": Decimal(1_500_000), "scope2_market": Decimal(900_000), "biogenic": Decimal(12_345)},
    )
    factories.ContractFactory(balance=balance, supplier="Rheinstrom", kwh=Decimal(60_000), kg_per_kwh=Decimal("0.38"))
    factories.CreditFactory(balance=balance, t=Decimal(25), project="Waldgarten", registry_id="GS-7")
    OwnGeneration.objects.create(balance=balance, used_kwh=Decimal(48_500))

    text = words(balance)

    scopes, beside = text.split("Neben den Scopes: weder addiert noch abgezogen")
    assert "Scope 2 (marktbasiert) 900,00 t CO₂e" in scopes
    assert "was kein Vertrag deckt: mit dem Netzdurchschnitt" in scopes
    assert "Rheinstrom" in scopes
    assert "60.000 kWh 0,38 kg/kWh" in scopes
    assert "12,35 t" not in scopes
    assert "Biogenes CO₂ 12,35 t CO₂e" in beside
    assert "Eigener Strom, selbst verbraucht 48.500 kWh" in beside
    assert "Waldgarten" in beside
    assert "GS-7) 25,00 t CO₂e" in beside


def test_a_plain_balance_has_no_empty_tables():
    text = words(factories.BalanceFactory(totals={"scope1": Decimal(1000)}), language="en")

    assert "Beside the scopes" not in text
    assert "Contracts" not in text
    assert "grid" not in text
