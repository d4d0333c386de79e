"""Editions of emission factors: read from a file, looked through by the office, taken, withdrawn."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from django.db import transaction

from emissions import factor_file, factors
from emissions.errors import EditionDiffers, FactorFileWrong, FactorUploadGone, ReasonMissing
from emissions.factors import FactorRow
from emissions.models import Factor, FactorSet, FactorUpload
from emissions.models.factor import sha256_of
from partners import actions as partner_actions
from partners.models import User


@transaction.atomic
def import_factors(*, path: Path, edition: str, published_on: dt.date, by: User | None = None) -> FactorSet:
    """Reads a file into a new edition. The same file again changes nothing; another file needs another edition."""
    content = path.read_bytes()
    rows = factors.read(content.decode("utf-8-sig").splitlines())
    return _store(content, rows, edition=edition, published_on=published_on, by=by)


@transaction.atomic
def take_factor_upload(*, upload: FactorUpload, by: User) -> FactorSet:
    """Makes the file an edition, as a whole or not at all.

    Raises FactorUploadGone for the second of two people, FactorFileWrong, EditionDiffers.
    """
    held = _held(upload)
    reading = factor_file.read(bytes(held.content))
    if reading.problems:
        raise FactorFileWrong(held)
    rows = [row for _line, row in reading.rows]
    factor_set = _store(bytes(held.content), rows, edition=held.edition, published_on=held.published_on, by=by)
    held.delete()
    return factor_set


@transaction.atomic
def discard_factor_upload(*, upload: FactorUpload) -> None:
    """Nothing was taken, nothing is kept. Raises FactorUploadGone."""
    _held(upload).delete()


@transaction.atomic
def withdraw_factor_set(*, factor_set: FactorSet, reason: str, by: User) -> FactorSet:
    """No new balance counts with it, no draft is handed in with it; what was handed in stays. Twice is once."""
    if not reason.strip():
        raise ReasonMissing
    held = FactorSet.objects.select_for_update().get(pk=factor_set.pk)
    if held.is_withdrawn:
        return held
    held.is_withdrawn, held.withdrawal_reason = True, reason.strip()[:300]
    held.save(update_fields=["is_withdrawn", "withdrawal_reason"])
    partner_actions.log(by=by, verb="factors-withdrawn", subject=held, reason=held.withdrawal_reason)
    return held


def _held(upload: FactorUpload) -> FactorUpload:
    held = FactorUpload.objects.select_for_update().filter(pk=upload.pk).first()
    if held is None:
        raise FactorUploadGone(upload)
    return held


def _store(
    content: bytes, rows: Iterable[FactorRow], *, edition: str, published_on: dt.date, by: User | None
) -> FactorSet:
    """Whoever comes second waits at the unique edition and file, and then finds the set of the first."""
    new = FactorSet(edition=edition, published_on=published_on, sha256=sha256_of(content))
    FactorSet.objects.bulk_create([new], ignore_conflicts=True)
    factor_set = FactorSet.objects.of_content(content)
    if factor_set is None:
        raise EditionDiffers(edition)
    if not factor_set.factors.exists():
        Factor.objects.bulk_create((Factor(factor_set=factor_set, **asdict(row)) for row in rows), batch_size=500)
        partner_actions.log(by=by, verb="factors-imported", subject=factor_set)
    return factor_set
