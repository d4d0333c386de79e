"""What the office does with very many partners, in a worker."""

from celery import shared_task

from klimapakt.pact.actions import bulk
from partners import jobs


@shared_task
def run_bulk(job_id: int) -> None:
    with jobs.running(job_id) as progress:
        if progress:
            bulk.carry_on(progress)
