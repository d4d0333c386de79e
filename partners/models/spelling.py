"""Names as one searches for them: no case, accents, signs, legal form. "Mueller" finds "Müller GmbH"."""

from django.db.models import Func, TextField


class Plain(Func):
    """What somebody searches for. A function of the database, made in a migration."""

    function = "partners_plain"
    output_field = TextField()


class Folded(Func):
    """What is searched in: a name, an umlaut in both its spellings. An index is built with it."""

    function = "partners_folded"
    output_field = TextField()
