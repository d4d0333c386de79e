"""Many at once, on a real database: each in a thread with a connection of its own."""

import threading
from collections.abc import Callable, Sequence

from django.db import connection


def at_once(jobs: Sequence[Callable[[], object]]) -> list[Exception]:
    """Runs all jobs in threads that start together; returns what they raised."""
    gate, raised = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        try:
            gate.wait()
            job()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
