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
    """Raises TargetExists if there is a valid one for the same scopes: a double press sets one target."""
    Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    valid = Target.objects.valid().filter(partner=partner, scopes=new.scopes, unit=Target.Unit.ABSOLUTE).first()
    if valid:
        raise TargetExists(valid)
    return write(partner, new, by=by, reason="")


@transaction.atomic
def change_target(*, target: Target, new: NewTarget, reason: str, by: User) -> Target:
    """Replace a target by a new version. Raises ReasonMissing, TargetExists."""
    if not reason.strip():
        raise ReasonMissing(target)
    Partner.objects.select_for_update(of=("self",)).get(pk=target.partner_id)
    valid = Target.objects.valid().filter(partner=target.partner_id, unit=Target.Unit.ABSOLUTE)
    for other in valid.filter(scopes=new.scopes).exclude(pk=target.pk):
        raise TargetExists(other)
    if not valid.filter(pk=target.pk).update(superseded_at=timezone.now()):
        raise TargetExists(valid.filter(scopes=target.scopes).first())
    return write(target.partner, new, by=by, reason=reason)


def write(partner: Partner, new: NewTarget, *, by: User, reason: str) -> Target:
    same = Target.objects.filter(partner=partner, scopes=new.scopes, unit=Target.Unit.ABSOLUTE)
    version = (same.aggregate(last=Max("version"))["last"] or 0) + 1
    target = Target.objects.create(
        partner=partner,
        version=version,
        scopes=new.scopes,
        basis=new.basis,
        base_year=new.base_year,
        base_value=new.base_value,
        target_year=new.target_year,
        target_value=new.target_value,
        note=new.note,
        is_public=new.is_public,
        change_reason=reason or ("" if version == 1 else gettext("set anew")),
        created_by=by,
    )
    partner_actions.log(by=by, verb="target-set", subject=target, partner=partner, reason=reason)
    return target
