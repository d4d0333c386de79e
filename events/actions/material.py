"""Files of an event, and who may read them."""

from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction

from events.models import Event, Material
from partners import actions as partner_actions
from partners.models import User


@transaction.atomic
def add_material(
    *, event: Event, title_de: str, title_en: str, visibility: str, file: ContentFile, by: User
) -> Material:
    material = Material.objects.create(
        event=event, title_de=title_de, title_en=title_en, visibility=visibility, file=file, uploaded_by=by
    )
    partner_actions.log(by=by, verb="material-added", subject=material, state_to=visibility)
    return material


@transaction.atomic
def show_material(*, material: Material, visibility: str, by: User) -> Material:
    """Release it to more people, or to fewer."""
    material = Material.objects.select_for_update().get(pk=material.pk)
    before, material.visibility = material.visibility, visibility
    material.save(update_fields=["visibility"])
    partner_actions.log(by=by, verb="material-shown", subject=material, state_from=before, state_to=visibility)
    return material


@transaction.atomic
def remove_material(*, material: Material, by: User) -> None:
    partner_actions.log(by=by, verb="material-removed", subject=material, state_from=material.visibility)
    drop_file(material)
    material.delete()


def drop_file(material: Material) -> None:
    """The stored file goes once the transaction is through."""
    if file := material.file:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
