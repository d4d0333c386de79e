"""Names as one searches for them: no case, accents, signs, legal form. "Mueller" finds "Müller GmbH"."""

from django.db.models import Func, TextField


class Plain(Func):
    """A function of the database, made in a migration, which also fills `Partner.search_name`."""

    function = "partners_plain"
    output_field = TextField()
