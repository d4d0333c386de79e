"""How every call of the API reads, answers and refuses. Whatever is sent: a clear answer, never a 500."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, serializers
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.utils.json import strict_constant

from klimapakt.lib import numbers

if TYPE_CHECKING:
    from rest_framework.views import APIView

PLAIN: Final = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?")
FIRST_YEAR, LAST_YEAR = 1990, 2100


class StrictJSONParser(JSONParser):
    """Numbers stay exact; what is no JSON, or nested without end, is said to be so."""

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:  # Any: JSON
        try:
            return json.loads(stream.read().decode(), parse_float=Decimal, parse_constant=strict_constant)
        except (ValueError, ArithmeticError, RecursionError) as error:
            raise exceptions.ParseError(_("This is not valid JSON.")) from error


class DecimalField(serializers.DecimalField):
    """A string with a point ("1234.5"), or a JSON number. Answers are strings, as exact as the value."""

    default_error_messages = {
        "invalid": gettext_lazy("Write the number with a point and without groups: “1234.5”."),
    }

    def __init__(self, **options: Any) -> None:  # Any: as in the framework
        super().__init__(**{"max_digits": 20, "decimal_places": 6, **options})

    def to_internal_value(self, data: Any) -> Decimal:  # Any: what was sent
        is_number = isinstance(data, int | Decimal) and not isinstance(data, bool)
        if not is_number and not (isinstance(data, str) and PLAIN.fullmatch(data)):
            self.fail("invalid")
        return super().to_internal_value(data)

    def to_representation(self, value: Any) -> str:  # Any: Decimal, or what a form of it was stored
        return numbers.plain(Decimal(value))


class YearField(serializers.IntegerField):
    def __init__(self, **options: Any) -> None:  # Any: as in the framework
        super().__init__(min_value=FIRST_YEAR, max_value=LAST_YEAR, **options)

    def to_internal_value(self, data: Any) -> int:  # Any: what was sent
        if isinstance(data, bool) or not re.fullmatch(r"[0-9]{4}", str(data)):
            self.fail("invalid")
        return int(str(data))


class StrictSerializer(serializers.Serializer[Any]):  # Any: whatever it describes
    """A name that it does not know is a mistake of the sender, and is named."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:  # Any: what was sent
        if isinstance(data, Mapping):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := sorted(str(name) for name in data if name not in writable):
                raise serializers.ValidationError({clean(name): [_("Unknown field.")] for name in unknown[:20]})
        return super().to_internal_value(data)  # type: ignore[no-any-return]  # the stubs know less


def clean(text: str) -> str:
    """What can be said back: no half characters, not endless."""
    return text[:100].encode("utf-8", "replace").decode()


class Pages(PageNumberPagination):
    page_size = 50
    max_page_size = 500
    page_size_query_param = "page_size"

    def paginate_queryset(
        self, queryset: Any, request: Request, view: "APIView | None" = None
    ) -> list[Any] | None:  # Any: of whichever record, asked for or listed
        try:
            return super().paginate_queryset(queryset, request, view)
        except exceptions.NotFound as error:
            raise exceptions.ValidationError({"page": [_("There is no such page.")]}) from error


class PerAddress(SimpleRateThrottle):
    """So many calculations from one address; each call counts for itself."""

    def get_rate(self) -> str:
        return str(settings.API_CALCULATIONS)

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        return f"api-throttle:{type(view).__name__}:{self.get_ident(request)}"


class Conflict(exceptions.APIException):
    """Somebody was faster, or the record is not in a state for it."""

    status_code = 409
    default_code = "conflict"


def query(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:  # Any: cleaned values
    """What stands behind the question mark, checked; 400 names the field."""
    asked = serializer(data=request.query_params)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)
