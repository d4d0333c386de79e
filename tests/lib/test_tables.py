import datetime as dt
from decimal import Decimal

import pytest

from klimapakt.lib import tables


@pytest.mark.parametrize(
    ("value", "shown"),
    (
        ("Muster GmbH", "Muster GmbH"),
        (None, ""),
        (12, "12"),
        (Decimal("-1500.50"), "-1500,50"),
        (dt.date(2026, 3, 1), "01.03.2026"),
        ("-12,50", "-12,50"),
        ("+49 211 1", "'+49 211 1"),
        ("=1+1", "'=1+1"),
        ("@sum", "'@sum"),
        ("\t=1", "'\t=1"),
        ("-", "'-"),
    ),
)
def test_what_a_spreadsheet_would_calculate_becomes_text(value, shown):
    assert tables.cell(value) == shown


def test_a_table_opens_in_excel_with_umlauts_and_columns():
    response = tables.csv_response("Anfragen März", ["Name", "Wunsch"], [["Müller; Söhne", "a\nb"]])

    assert response.content == '\ufeffName;Wunsch\r\n"Müller; Söhne";"a\nb"\r\n'.encode()
    assert response["Content-Disposition"] == 'attachment; filename="anfragen-marz.csv"'
