"""The demo: the same seed gives the same figures, and it stays out of everything else."""

import datetime as dt
import hashlib
import io
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from emissions.models import Consumption, Measure, ScopeTotal, Target
from events import actions
from events.models import Event, Registration
from partners.checks import refuse_demo_accounts
from partners.models import Partner, PartnerImport, TeamInvitation, User
from tests.factories import UserFactory

DAY = dt.date(2026, 11, 24)


class Undo(Exception):
    """Ends a transaction that was only an attempt."""


def figures(seed: int) -> str:
    """Everything that the demo invents, loaded and taken back."""
    found = ""
    try:
        with transaction.atomic():
            call_command("demo", partners=12, seed=seed, day=DAY, stdout=io.StringIO())
            rows = [
                list(Partner.objects.order_by("slug").values_list("slug", "sector", "size", "joined_on")),
                list(User.objects.order_by("email").values_list("email", "first_name", "last_name")),
                list(ScopeTotal.objects.order_by("pk").values_list("scope", "kg", "city_share")),
                list(Consumption.objects.order_by("pk").values_list("amount", "kg")),
                list(Target.objects.order_by("pk").values_list("base_year", "base_value", "target_value")),
                list(Measure.objects.order_by("pk").values_list("title", "starts_on", "planned_t_per_year")),
                list(Registration.objects.order_by("pk").values_list("name", "state", "seat_no")),
            ]
            assert all(rows[:6])
            found = hashlib.sha256(repr(rows).encode()).hexdigest()
            raise Undo
    except Undo:
        return found


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_figures(settings):
    settings.DEMO = True

    first, again, other = figures(7), figures(7), figures(8)

    assert first == again
    assert first != other


@pytest.mark.django_db
def test_the_office_finds_an_import_to_decide_on_and_invitations_to_send(settings):
    settings.DEMO = True
    call_command("demo", partners=12, seed=7, day=DAY, stdout=io.StringIO())

    found = PartnerImport.objects.get()

    assert found.state == PartnerImport.State.READY
    assert {row.kind for row in found.rows.all()} >= {"new", "question", "error"}
    assert TeamInvitation.objects.unsent().count() == 3


@pytest.mark.django_db
def test_without_the_setting_there_is_no_demo(settings):
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("demo")


@pytest.mark.django_db
@pytest.mark.parametrize(("is_demo", "is_active"), ((True, True), (False, False)))
def test_demo_accounts_are_fine_in_a_demo_or_locked(settings, is_demo, is_active):
    settings.DEMO = is_demo
    UserFactory(email="lead@demo.example", is_active=is_active)

    refuse_demo_accounts()


@pytest.mark.django_db
def test_demo_accounts_are_refused_elsewhere(settings):
    settings.DEMO = False
    UserFactory(email="Lead@Demo.example")

    with pytest.raises(ImproperlyConfigured):
        refuse_demo_accounts()


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "start",
    (
        "import klimapakt.wsgi",
        "from klimapakt.celery import app; app.worker_main(['worker', '--pool=solo', '--queues=none'])",
        "from klimapakt.celery import app; app.start(['beat', '--schedule', FILE])",
    ),
    ids=("web", "worker", "beat"),
)
def test_web_worker_and_beat_do_not_start_with_demo_accounts(start, tmp_path):
    UserFactory(email="lead@demo.example")
    name = connection.settings_dict["NAME"]
    code = (
        "import django; from django.conf import settings\n"
        f"settings.DATABASES['default']['NAME'] = {name!r}\n"
        f"django.setup(); FILE = {str(tmp_path / 'beat')!r}\n{start}"
    )
    environment = {
        **os.environ, "DEMO": "0", "STAFF_SECOND_FACTOR": "1", "DJANGO_SETTINGS_MODULE": "klimapakt.settings",
    }  # fmt: skip

    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.returncode != 0
    assert "demo accounts" in ended.stderr


@pytest.mark.django_db
def test_the_demo_has_sent_mailings_with_answers_and_a_reminder_to_finish(settings):
    settings.DEMO = True
    call_command("demo", partners=40, seed=7, day=DAY, stdout=io.StringIO())

    event = Event.objects.with_counts().with_answers().get(slug="beispiel-netzwerktreffen")
    silence = actions.silence(event)

    assert list(event.mailings.order_by("pk").values_list("kind", "letter__state")) == [
        ("save_the_date", "done"), ("invitation", "done"), ("reminder", "draft"),
    ]  # fmt: skip
    assert min(event.accepted, event.declined, event.maybe, event.silent, len(silence.bounced)) > 0
    assert silence.open == event.silent
