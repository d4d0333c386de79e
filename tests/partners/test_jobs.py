import os
import subprocess
import sys

import pytest
from celery import shared_task
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from partners import actions, jobs
from partners.models import Job, Recipient
from tests.factories import JobFactory, UserFactory


@shared_task
def count_to_three(job_id: int) -> None:
    with jobs.running(job_id) as progress:
        if progress is None:
            return
        for number in (1, 2, 3):
            progress.stage(f"Schritt {number}", number * 30)
        progress.result("/ergebnis/")


@shared_task
def stumble(job_id: int) -> None:
    with jobs.running(job_id) as progress:
        assert progress
        raise ZeroDivisionError


def test_a_job_in_a_real_worker_ends_with_its_result_and_a_mail(celery_worker, sink, wait_until):
    user = UserFactory()

    job = actions.start_job(kind="test", title="Zählen", task=count_to_three, by=user)

    wait_until(lambda: sink.messages)
    job.refresh_from_db()
    assert (job.state, job.percent, job.stage, job.result_url) == (Job.State.DONE, 100, "Schritt 3", "/ergebnis/")
    assert job.ended_at is not None
    assert sink.addresses == [user.email]
    assert sink.messages[0]["Subject"] == "Fertig: Zählen"
    assert f"/auftraege/{job.uuid}/" in sink.messages[0].get_body(("plain",)).get_content()


def test_a_job_that_stumbles_says_so_in_words(celery_worker, sink, wait_until):
    job = actions.start_job(kind="test", title="Teilen", task=stumble, by=UserFactory(language="en"))

    wait_until(lambda: sink.messages)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert job.error == "Something went wrong. The error has been recorded; please start again."
    assert sink.messages[0]["Subject"] == "Not finished: Teilen"


@pytest.mark.django_db
def test_progress_is_seen_while_the_work_goes_on():
    job = JobFactory()

    with jobs.running(job.pk) as progress:
        progress.stage("Mitten darin", 40)
        seen = Job.objects.get()
        assert (seen.state, seen.stage, seen.percent) == (Job.State.RUNNING, "Mitten darin", 40)


@pytest.mark.django_db
def test_a_job_that_has_ended_is_not_done_again():
    job = JobFactory()
    with jobs.running(job.pk):
        pass

    with jobs.running(job.pk) as progress:
        assert progress is None

    assert Recipient.objects.count() == 1


@pytest.mark.django_db
def test_a_job_that_is_not_there_is_nothing():
    with jobs.running(4711) as progress:
        assert progress is None


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_was_killed_is_done_again_by_the_next(wait_until):
    """The lock dies with the worker's session, so that the redelivered message finds the job free."""
    job, name = JobFactory(), connection.settings_dict["NAME"]
    code = (
        "import django, time; django.setup()\n"
        "from django.db import connection\n"
        f"connection.settings_dict['NAME'] = {name!r}\n"
        "from partners import jobs\n"
        f"with jobs.running({job.pk}) as progress:\n"
        "    progress.stage('halb', 50); time.sleep(60)\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "DJANGO_SETTINGS_MODULE": "klimapakt.settings"}
    )
    wait_until(lambda: Job.objects.get().percent == 50)
    with jobs.running(job.pk) as progress:
        assert progress is None
    worker.kill()
    worker.wait()
    wait_until(lambda: jobs.lock(job.pk))
    jobs.unlock(job.pk)

    with jobs.running(job.pk) as progress:
        progress.result("/ergebnis/")

    job.refresh_from_db()
    assert (job.state, job.result_url) == (Job.State.DONE, "/ergebnis/")
    assert Recipient.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_that_another_worker_does_is_left_to_it():
    job = JobFactory()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [jobs.LOCKS, job.pk])

        with jobs.running(job.pk) as progress:
            assert progress is None
    finally:
        other.close()

    job.refresh_from_db()
    assert job.state == Job.State.QUEUED


@pytest.mark.django_db
@pytest.mark.parametrize(("starts", "is_done"), ((2, True), (3, False)))
def test_a_job_is_begun_three_times_at_most_and_then_fails_with_a_mail(starts, is_done):
    """What kills its worker (too much memory) would else be delivered for ever."""
    job = JobFactory(state=Job.State.RUNNING, starts=starts)

    with jobs.running(job.pk) as progress:
        assert (progress is not None) == is_done

    job.refresh_from_db()
    assert job.starts == 3
    assert job.state == (Job.State.DONE if is_done else Job.State.FAILED)
    assert ("mehrmals abgebrochen" in job.error) == (not is_done)
    assert Recipient.objects.get().letter.subject.startswith("Fertig" if is_done else "Nicht fertig")


@pytest.mark.django_db
def test_a_stopped_job_ends_at_its_next_word_and_nobody_gets_a_mail():
    job, reached = JobFactory(is_stoppable=True), []

    with jobs.running(job.pk) as progress:
        progress.stage("Anfang", 10)
        actions.stop_job(job=job)
        progress.stage("Mitte", 50)
        reached.append("Mitte")

    job.refresh_from_db()
    assert (job.state, job.stage, job.percent, reached) == (Job.State.STOPPED, "Anfang", 10, [])
    assert job.ended_at is not None
    assert not Recipient.objects.exists()


@pytest.mark.django_db
def test_work_that_says_nothing_more_does_not_undo_that_it_was_stopped():
    job = JobFactory(is_stoppable=True)

    with jobs.running(job.pk):
        actions.stop_job(job=job)

    job.refresh_from_db()
    assert job.state == Job.State.STOPPED
    assert not Recipient.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state",
    ({"is_stoppable": False}, {"is_stoppable": True, "state": Job.State.DONE, "ended_at": timezone.now()}),
)
def test_a_job_that_cannot_stop_halfway_or_has_ended_goes_its_way(client, state):
    job = JobFactory(**state)
    client.force_login(job.started_by)

    page = client.post(reverse("partners:job_stop", args=[job.uuid]), follow=True).content.decode()

    assert "Die Arbeit war schon zu Ende" in page
    job.refresh_from_db()
    assert job.state == state.get("state", Job.State.QUEUED)


@pytest.mark.django_db
def test_who_started_a_job_stops_it_from_its_page_and_nobody_else(client):
    job = JobFactory(is_stoppable=True)
    client.force_login(UserFactory())
    assert client.post(reverse("partners:job_stop", args=[job.uuid])).status_code == 404
    client.force_login(job.started_by)
    assert "Arbeit stoppen" in client.get(job.get_absolute_url()).content.decode()

    page = client.post(reverse("partners:job_stop", args=[job.uuid]), follow=True).content.decode()

    assert "Die Arbeit ist gestoppt." in page
    assert "Arbeit stoppen" not in page
