from klimapakt.pact.documents.city_report import city_report, city_report_context, city_report_page, told
from klimapakt.pact.documents.progress_report import progress_report
from klimapakt.pact.documents.report_files import city_report_html, city_report_workbook

__all__ = [
    "city_report",
    "city_report_context",
    "city_report_html",
    "city_report_page",
    "city_report_workbook",
    "progress_report",
    "told",
]
