from klimapakt.pact.actions.barrier import report_barrier
from klimapakt.pact.actions.city_report import (
    canonical,
    freeze_snapshot,
    publish_city_report,
    retry_city_report,
    start_city_report,
)
from klimapakt.pact.actions.own_data import delete_exports, start_data_export
from klimapakt.pact.actions.page import publish_page, save_page

__all__ = [
    "canonical",
    "delete_exports",
    "freeze_snapshot",
    "publish_city_report",
    "publish_page",
    "report_barrier",
    "retry_city_report",
    "save_page",
    "start_city_report",
    "start_data_export",
]
