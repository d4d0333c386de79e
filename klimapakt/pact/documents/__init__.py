"""What the pact hands out on paper."""

from klimapakt.pact.documents.city_report import city_report, city_report_context, told
from klimapakt.pact.documents.progress_report import progress_report

__all__ = ["city_report", "city_report_context", "progress_report", "told"]
