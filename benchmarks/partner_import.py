"""How long an imported list takes: 10,000 rows read, compared with 2,000 partners, taken and undone. Changes nothing.

While ./portal run is running: ./portal manage shell < benchmarks/partner_import.py
"""

import io
import random
import time

from django.db import transaction
from django.utils import timezone
from openpyxl import Workbook

from partners import actions
from partners.models import Partner, User

ROWS, STORED = 10_000, 2_000
rng = random.Random(7)
LETTERS = "bcdfghklmnprstvwz", "aeiou"
TRADES = ("Metallbau", "Druck", "Elektro", "Logistik", "Pflege", "Dach", "Software", "Bäckerei", "Gastro", "Optik")


def name() -> str:
    word = "".join(rng.choice(LETTERS[place % 2]) for place in range(rng.randint(5, 11))).capitalize()
    return f"{word} {rng.choice(TRADES)} {rng.choice(('GmbH', 'AG', 'GmbH & Co. KG', 'e. K.'))}"


def workbook(names: list[str]) -> bytes:
    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    sheet.append(
        ["Name", "Status", "Beigetreten am", "Branche", "Beschäftigte", "Straße", "PLZ", "Ort", "Fläche", "E-Mail"]
    )
    for number, one in enumerate(names):
        street, mail = f"Weg {number}", f"kontakt@firma{number}.example"
        sheet.append([one, "aktiv", 44900, "25", number, street, 40213, "Düsseldorf", "1.250", mail])
    book.save(out)
    return out.getvalue()


names = list(dict.fromkeys(name() for _number in range(ROWS * 2)))[:ROWS]
with transaction.atomic():
    office = User.objects.filter(is_staff=True).first()
    Partner.objects.bulk_create(Partner(name=one, slug=f"benchmark-{n}") for n, one in enumerate(names[:STORED]))
    found = actions.begin_import(content=workbook(names), file_name="benchmark.xlsx", by=office)
    start = time.perf_counter()
    found = actions.read_import(partner_import=found)
    read = time.perf_counter()
    found = actions.take_import(partner_import=found, by=office, today=timezone.localdate())
    taken = time.perf_counter()
    actions.undo_import(partner_import=found, by=office, now=timezone.now())
    undone = time.perf_counter()
    times = f"read {read - start:.1f} s, taken {taken - read:.1f} s, undone {undone - taken:.1f} s"
    print(f"{len(names)} rows {found.counts}: {times}")
    found.file.delete(save=False)
    transaction.set_rollback(True)
