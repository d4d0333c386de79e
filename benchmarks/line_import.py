"""How long a table of consumption takes: 10,000 rows read, compared, taken and undone, beside one pass over the file.

While ./portal run is running: ./portal manage shell < benchmarks/line_import.py. Changes nothing.
"""

import io
import time

from django.db import transaction
from django.utils import timezone
from openpyxl import Workbook

from emissions import actions
from emissions.models import Balance, FactorSet
from klimapakt.lib import sheet_import
from partners.models import Partner, Site, User

SITES, CARRIERS = 2_000, (("Strom", "kWh"), ("Erdgas", "kWh (Hs)"), ("Diesel", "l"), ("Benzin", "l"), ("Heizöl", "l"))


def workbook() -> bytes:
    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    sheet.append(["Standort", "Energieträger", "Menge", "Einheit", "Herkunft", "Notiz"])
    for number in range(SITES):
        for carrier, unit in CARRIERS:
            sheet.append([f"Filiale {number:04}", carrier, number + 0.5, unit, "gemessen", ""])
    book.save(out)
    return out.getvalue()


with transaction.atomic():
    by, content = User.objects.filter(is_staff=True).first(), workbook()
    partner = Partner.objects.create(name="Benchmark", slug="benchmark-lines")
    Site.objects.bulk_create(
        Site(partner=partner, name=f"Filiale {n:04}", postcode="40213", town="Düsseldorf") for n in range(SITES)
    )
    balance = Balance.objects.create(
        partner=partner, year=2024, entry=Balance.Entry.LINES, factor_set=FactorSet.objects.current()
    )
    found = actions.begin_line_import(balance=balance, content=content, file_name="benchmark.xlsx", by=by)
    begun = time.perf_counter()
    sheet_import.read(content)
    unit = time.perf_counter() - begun
    begun = time.perf_counter()
    found = actions.read_line_import(line_import=found)
    previewed = time.perf_counter()
    found = actions.take_line_import(line_import=found, by=by)
    taken = time.perf_counter()
    actions.undo_line_import(line_import=found, by=by, now=timezone.now())
    undone = time.perf_counter()
    for name, seconds in (
        ("previewed", previewed - begun), ("taken", taken - previewed), ("undone", undone - taken)
    ):  # fmt: skip
        print(f"{found.counts} {name}: {seconds:.1f} s, {seconds / unit:.1f} times as long as opening the file")
    transaction.set_rollback(True)
