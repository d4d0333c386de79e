"""Files of more than 500 lines are worked on by a worker: seen, broken off, done once, put back."""

import os
import signal
import subprocess
import sys
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from emissions import actions, line_import_jobs
from emissions.carriers import KEYS
from emissions.line_import_jobs import AT_ONCE, READ, TAKE, UNDO
from emissions.models import LineImport
from partners.models import Job, LogEntry, Recipient, Site
from tests import factories

pytestmark = pytest.mark.django_db
ROWS = AT_ONCE + 100
HEAD = "Standort;Energieträger;Menge;Einheit\n"


@pytest.fixture
def lead(client, db):
    member = factories.MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def balance(lead):
    return balance_of(lead.partner)


def balance_of(partner):
    """With a branch for every two rows, and the factors of power and gas."""
    made = factories.FactorSetFactory()
    for key, scope in zip(KEYS[:2], "21", strict=True):
        factories.FactorFactory(factor_set=made, key=key, scope=scope, kg_co2e_per_unit=Decimal("0.5"), unit="kWh")
    Site.objects.bulk_create(
        Site(partner=partner, name=f"Filiale {n:03}", postcode="40213", town="Düsseldorf") for n in range(ROWS // 2)
    )
    return factories.BalanceFactory(partner=partner, year=2024, entry="lines", factor_set=made)


def text(rows=ROWS):
    lines = (f"Filiale {n // 2:03};{('Strom', 'Erdgas')[n % 2]};{n + 1};kWh" for n in range(rows))
    return (HEAD + "\n".join(lines)).encode()


def url(name, balance, *args):
    return reverse(f"emissions:{name}", args=[balance.partner.slug, balance.year, *args])


def upload(client, balance, content):
    file = SimpleUploadedFile("verbrauch.csv", content)
    response = client.post(url("line_import_start", balance), {"file": file})
    return LineImport.objects.get(), response


def work(kind):
    """What the worker does with the newest job of that kind; whoever clicks sees the job's page meanwhile."""
    job = Job.objects.filter(kind=f"line-import-{kind}").latest("pk")
    line_import_jobs.run_step(job.pk)
    job.refresh_from_db()
    return job


def begun(balance, lead, content):
    found = actions.begin_line_import(balance=balance, content=content, file_name="verbrauch.csv", by=lead.user)
    return found, line_import_jobs.start(READ, found, lead.user)


def test_many_lines_are_read_taken_and_put_back_by_a_worker(client, balance):
    found, sent = upload(client, balance, text())
    read = work(READ)
    preview = client.get(found.get_absolute_url()).text
    taking = client.post(url("line_import_take", balance, found.pk))
    taken = work(TAKE)
    lines = balance.lines.count()
    undoing = client.post(url("line_import_undo", balance, found.pk))
    undone = work(UNDO)

    assert sent.url == read.get_absolute_url()
    assert (read.state, read.result_url) == (Job.State.DONE, found.get_absolute_url())
    assert f"{ROWS} Zeilen können übernommen werden" in preview
    assert taking.url == taken.get_absolute_url()
    assert lines == ROWS
    assert undoing.url == undone.get_absolute_url()
    assert balance.lines.count() == 0
    assert Recipient.objects.filter(letter__purpose="job-finished").count() == 3
    steps = LogEntry.objects.filter(verb__contains="import").order_by("pk")
    assert [*steps.values_list("verb", "state_to")] == [
        ("lines-imported", str(ROWS)),
        ("line-import-undone", str(ROWS)),
    ]


def test_up_to_500_lines_need_no_worker(client, balance):
    found, sent = upload(client, balance, text(AT_ONCE))

    assert (sent.url, found.state) == (found.get_absolute_url(), "ready")
    assert not Job.objects.exists()


def test_two_clicks_start_one_job(balance, lead):
    found, job = begun(balance, lead, text())

    assert line_import_jobs.start(READ, found, lead.user) == job
    assert Job.objects.count() == 1


def test_a_message_that_comes_twice_does_nothing_twice(balance, lead):
    found, _job = begun(balance, lead, text())
    work(READ)
    line_import_jobs.start(TAKE, found, lead.user)

    for _delivery in range(2):
        work(TAKE)
    line_import_jobs.start(UNDO, LineImport.objects.get(), lead.user)
    for _delivery in range(2):
        work(UNDO)

    assert LineImport.objects.get().counts == {"new": ROWS}
    assert (balance.lines.count(), LogEntry.objects.filter(verb="lines-imported").count()) == (0, 1)


def test_a_colleague_who_was_faster_ends_the_job_without_harm(balance, lead):
    found, _job = begun(balance, lead, text())
    work(READ)
    line_import_jobs.start(TAKE, found, lead.user)
    actions.take_line_import(line_import=found, by=lead.user)

    assert work(TAKE).state == Job.State.DONE
    assert balance.lines.count() == ROWS


def test_a_balance_that_was_handed_in_takes_nothing_by_a_job(balance, lead):
    found, _job = begun(balance, lead, text())
    work(READ)
    line_import_jobs.start(TAKE, found, lead.user)
    balance.submitted_at = timezone.now()
    balance.save()

    assert work(TAKE).state == Job.State.DONE
    assert (balance.lines.count(), LineImport.objects.get().state) == (0, "ready")


KILLED_WHILE_TAKING = """
import django, os, signal
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = {name!r}
from emissions import line_import_jobs
from emissions.actions import line_import
line_import.totals.write_totals = lambda **_what: os.kill(os.getpid(), signal.SIGKILL)
line_import_jobs.run_step({job})
"""


def test_a_killed_worker_leaves_nothing_half_and_the_next_one_does_it_whole(transactional_db):
    lead = factories.MembershipFactory(lead=True)
    balance = balance_of(lead.partner)
    found, _job = begun(balance, lead, text())
    work(READ)
    job = line_import_jobs.start(TAKE, found, lead.user)

    killed = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_TAKING.format(job=job.pk, name=connection.settings_dict["NAME"])],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "klimapakt.settings"},
        check=False,
        capture_output=True,
        timeout=60,
    )
    half = balance.lines.count()
    again = work(TAKE)

    assert killed.returncode == -signal.SIGKILL
    assert half == 0
    assert (again.state, again.starts) == (Job.State.DONE, 2)
    assert balance.lines.count() == ROWS
    assert LogEntry.objects.filter(verb="lines-imported").count() == 1
