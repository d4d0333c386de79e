"""Editions of emission factors."""

import datetime as dt
import hashlib
from dataclasses import asdict
from pathlib import Path

from django.db import transaction

from emissions import factors
from emissions.errors import EditionDiffers
from emissions.models import Factor, FactorSet
from partners import actions as partner_actions
from partners.models import User


@transaction.atomic
def import_factors(*, path: Path, edition: str, published_on: dt.date, by: User | None = None) -> FactorSet:
    """Reads a file into a new edition. The same file again changes nothing; another file needs another edition."""
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    if known := FactorSet.objects.filter(sha256=sha256).first():
        return known
    if FactorSet.objects.filter(edition=edition).exists():
        raise EditionDiffers(edition)
    rows = factors.read(content.decode("utf-8-sig").splitlines())
    factor_set = FactorSet.objects.create(edition=edition, published_on=published_on, sha256=sha256)
    Factor.objects.bulk_create((Factor(factor_set=factor_set, **asdict(row)) for row in rows), batch_size=500)
    partner_actions.log(by=by, verb="factors-imported", subject=factor_set)
    return factor_set
