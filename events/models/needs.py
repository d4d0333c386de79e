"""What somebody needs in order to come: asked plainly, shown to the office alone, deleted soon after the event."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NEEDS = ("needs_sign_language", "needs_wheelchair", "needs")
NO_NEEDS = {"needs_sign_language": False, "needs_wheelchair": False, "needs": ""}


class Needs(models.Model):
    needs_sign_language = models.BooleanField(gettext_lazy("needs sign language"), default=False, db_default=False)
    needs_wheelchair = models.BooleanField(gettext_lazy("needs room for a wheelchair"), default=False, db_default=False)
    needs = models.CharField(gettext_lazy("food and other needs"), max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def needs_in_words(self) -> str:
        ticked = {_("sign language"): self.needs_sign_language, _("wheelchair"): self.needs_wheelchair}
        return ", ".join([*(word for word, is_needed in ticked.items() if is_needed), *filter(None, [self.needs])])
