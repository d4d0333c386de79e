from klimapakt.pact.actions.barrier import report_barrier
from klimapakt.pact.actions.bulk import start_bulk
from klimapakt.pact.actions.city_report import (
    canonical,
    freeze_snapshot,
    publish_city_report,
    render_again,
    retry_city_report,
    save_report_texts,
    start_city_report,
    take_report_texts,
)
from klimapakt.pact.actions.merging import merge_partners
from klimapakt.pact.actions.own_data import delete_exports, start_data_export
from klimapakt.pact.actions.page import publish_page, save_page
from klimapakt.pact.actions.progress_report import (
    delete_progress_batches,
    delete_progress_reports,
    freeze_partner,
    make_of_batch,
    partners_of,
    retry_progress_report,
    start_progress_batch,
    start_progress_report,
    years_with_partners,
)
from klimapakt.pact.actions.saved_filter import save_filter

__all__ = [
    "canonical",
    "delete_exports",
    "delete_progress_batches",
    "delete_progress_reports",
    "freeze_partner",
    "freeze_snapshot",
    "make_of_batch",
    "merge_partners",
    "partners_of",
    "publish_city_report",
    "publish_page",
    "render_again",
    "report_barrier",
    "retry_city_report",
    "retry_progress_report",
    "save_filter",
    "save_page",
    "save_report_texts",
    "start_bulk",
    "start_city_report",
    "start_data_export",
    "start_progress_batch",
    "start_progress_report",
    "take_report_texts",
    "years_with_partners",
]
