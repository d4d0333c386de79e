"""What the pact hands out on paper."""

from klimapakt.pact.documents.city_report import city_report, city_report_context, told

__all__ = ["city_report", "city_report_context", "told"]
