"""How long the pact's figures take, and its annual report. In a database of its own.

./portal test benchmarks/figures.py -p tests.conftest -n 0 -s   (PARTNERS=100000 YEARS=15 SIZES=104,1000,10000;
                                                                 -k test_figures or test_report)

1. Figures of 100,000 partners, each with a checked balance of 15 years, a target and a measure with its yearly update.
   Aim: PostgreSQL needs less than 1.5 s for them. Not reached: 8.2 s on two cores that others kept busy (load 3.7).
   It reads 1.5 million rows of sums twice, exact decimals and all, because any cut-off in the past has to give the
   same figures to the digit.
2. The whole annual report, figures and PDF, of 104, 1,000 and 10,000 partners with seven years, each in a process of
   its own: seconds and peak memory. Promise: neither grows faster than the number of partners.
"""

import json
import os
import resource
import subprocess
import sys
import time
from decimal import Decimal
from urllib.parse import urlsplit

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klimapakt.settings")
    django.setup()

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from emissions.models import Balance, Measure, MeasureUpdate, ScopeTotal, Target
from emissions.models.summing import SUMS
from klimapakt.pact import actions, documents, figures
from klimapakt.pact.models import CityReport
from partners.models import District, Pact, Partner
from tests import factories

PARTNERS = int(os.environ.get("PARTNERS", "100000"))
YEARS = int(os.environ.get("YEARS", "15"))
SIZES = [int(size) for size in os.environ.get("SIZES", "104,1000,10000").split(",")]
FIRST, MANY = 2019, 10_000_000  # keys of our own rows begin there
SPREAD = "(1000 + n * 7919 % 100003)"  # kg: no partner dominates
pytestmark = pytest.mark.django_db(transaction=True)


def multiply(mould, source, **values):
    """As many rows as the source has, like the mould except for the values, which are SQL."""
    columns = [field.column for field in mould._meta.concrete_fields]
    chosen = ", ".join(values.get(column, f"mould.{column}") for column in columns)
    table = mould._meta.db_table
    query = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table} AS mould, {source}"  # noqa: S608 -- names
    connection.cursor().execute(f"{query} WHERE mould.id = {mould.pk}")


def fill(partners, years):
    """All at once and past the triggers, as no portal of that size could be typed in."""
    districts = [District.objects.create(number=900 + n, name=f"Stadtbezirk {n}").pk for n in range(10)]
    one = factories.PartnerFactory(joined_on="2018-03-01")
    balance = factories.BalanceFactory(partner=one, year=FIRST, totals={"scope1": Decimal(1000)}, approved=True)
    target = factories.TargetFactory(partner=one, base_year=FIRST, target_year=2035)
    measure = factories.MeasureFactory(partner=one)
    update = MeasureUpdate.objects.create(measure=measure, year=FIRST + years - 1, achieved_t=1)
    everybody = f"generate_series(1, {partners}) n"
    each_year = f"{everybody}, generate_series({FIRST}, {FIRST + years - 1}) y"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        multiply(
            one, everybody, id=f"{MANY} + n", name="'Firma ' || n", sort_name="'firma ' || n", slug="'firma-' || n",
            district_id=f"(ARRAY{districts})[1 + n * 7 % 10]", sector="chr(65 + (n % 19)::int)",
            size="(ARRAY['micro', 'small', 'medium', 'large'])[1 + n * 3 % 4]",
        )  # fmt: skip
        key = f"({MANY} + n * 100 + y - {FIRST})"
        multiply(balance, each_year, id=key, partner_id=f"{MANY} + n", year="y")
        for number, scope in enumerate(("scope1", "scope2_location", "scope2_market", "scope3")):
            multiply(
                balance.totals.get(), each_year, id=f"{MANY} + 4 * {key} + {number}", balance_id=key,
                scope=f"'{scope}'",
                kg=f"{SPREAD} * (1.0371 - (y - {FIRST}) * 0.0123)", city_share="0.5 + n % 5000 * 0.0001",
                activity_effect_kg="n * -0.371" if number < 2 else "NULL",
                factor_effect_kg="n * -0.123" if number < 2 else "NULL",
            )  # fmt: skip
        multiply(
            target, everybody, id=f"{MANY} + n", partner_id=f"{MANY} + n", base_value=f"{SPREAD} * 3.7",
            target_value=f"{SPREAD} * 1.3", target_year="2030 + n % 10",
        )  # fmt: skip
        fields = ", ".join(f"'{field}'" for field in Measure.Field.values)
        multiply(
            measure, everybody, id=f"{MANY} + n", partner_id=f"{MANY} + n", planned_t_per_year="10 + n % 97",
            field=f"(ARRAY[{fields}])[1 + n % 9]",
        )  # fmt: skip
        multiply(update, everybody, id=f"{MANY} + n", measure_id=f"{MANY} + n", achieved_t="5 + n % 89")
        own = f"(SELECT * FROM emissions_balance WHERE id > {MANY})"  # noqa: S608 -- a number
        cursor.execute(SUMS.format(balances=own))
    for model in (Partner, Balance, ScopeTotal, Target, Measure, MeasureUpdate):
        connection.cursor().execute(f"VACUUM ANALYZE {model._meta.db_table}")
    connection.cursor().execute("VACUUM ANALYZE emissions_balancesum")


def test_figures():
    fill(PARTNERS, YEARS)
    print(f"\n{PARTNERS} partners, {YEARS} years; load average {os.getloadavg()[0]:.1f}")
    for _time in range(3):
        with CaptureQueriesContext(connection) as queries:
            begun = time.perf_counter()
            found = figures.compute(year=FIRST + YEARS - 1, cut_off=timezone.now(), pact=Pact.objects.current())
            seconds = time.perf_counter() - begun
        in_database = sum(float(query["time"]) for query in queries)
        print(f"figures {seconds:.2f} s, of which PostgreSQL {in_database:.2f} s (aim: 1.5 s), {len(queries)} queries")
    for query in sorted(queries, key=lambda query: -float(query["time"]))[:8]:
        print(f"   {query['time']} s  {' '.join(query['sql'].split())[:110]}")
    assert found["emissions"]["delivered"] == PARTNERS + (YEARS == 1)


@pytest.mark.parametrize("partners", SIZES)
def test_report(partners):
    fill(partners, 7)
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", __file__], env={**os.environ, "DATABASE_URL": address, "PYTHONPATH": "."},
        capture_output=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    each = found["seconds"] / partners * 1000
    print(
        f"\n{partners} partners: {found['seconds']:.1f} s ({each:.1f} ms each), {found['mb']} MB, {found['kb']} kB file"
    )


def report():
    """One annual report from the beginning, as a worker makes it."""
    begun = time.perf_counter()
    city = factories.UserFactory(city=True)
    snapshot = actions.freeze_snapshot(year=FIRST + 6, cut_off=timezone.now(), by=city)
    made = CityReport.objects.create(snapshot=snapshot)
    file = documents.city_report(made, documents.city_report_context(made))
    seconds, peak = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "mb": peak, "kb": len(file) // 1024}))


if __name__ == "__main__":
    report()
