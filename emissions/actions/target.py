"""Targets: set once, changed only with a reason; the old version stays."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from emissions.entries import NewTarget
from emissions.errors import ReasonMissing, TargetExists
from emissions.models import Target
from partners import actions as partner_actions
from partners.models import Partner, User


@transaction.atomic
def set_target(*, partner: Partner, new: NewTarget, by: User) -> Target:
    """Raises TargetExists if there is a valid one for the same scopes and unit: a double press sets one target."""
    Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    valid = Target.objects.valid().filter(partner=partner, scopes=new.scopes, unit=new.unit).first()
    if valid:
        raise TargetExists(valid)
    return write(partner, new, by=by, reason="")


@transaction.atomic
def change_target(*, target: Target, new: NewTarget, reason: str, by: User) -> Target:
    """Replace a target by a new version. Raises ReasonMissing, TargetExists."""
    if not reason.strip():
        raise ReasonMissing(target)
    Partner.objects.select_for_update(of=("self",)).get(pk=target.partner_id)
    valid = Target.objects.valid().filter(partner=target.partner_id)
    for other in valid.filter(scopes=new.scopes, unit=new.unit).exclude(pk=target.pk):
        raise TargetExists(other)
    if not valid.filter(pk=target.pk).update(superseded_at=timezone.now()):
        raise TargetExists(valid.filter(scopes=target.scopes, unit=target.unit).first())
    changed = write(target.partner, new, by=by, reason=reason)
    if changed.base_value == target.base_value:  # what is proposed for the base year is still to be decided
        target.recalculations.proposed().update(target=changed)
    return changed


def write(partner: Partner, new: NewTarget, *, by: User, reason: str) -> Target:
    same = Target.objects.filter(partner=partner, scopes=new.scopes, unit=new.unit)
    version = (same.aggregate(last=Max("version"))["last"] or 0) + 1
    target = Target.objects.create(
        partner=partner,
        version=version,
        change_reason=reason or ("" if version == 1 else gettext("set anew")),
        created_by=by,
        **columns(new),
    )
    partner_actions.log(by=by, verb="target-set", subject=target, partner=partner, reason=reason)
    return target


def columns(new: NewTarget) -> dict[str, object]:
    """As the table has them; interim targets as text, exact to the last digit."""
    return {**vars(new), "interim": {str(year): str(value) for year, value in sorted(new.interim.items())}}
