from klimapakt.pact.models import history  # noqa: F401 -- keeps them
from klimapakt.pact.models.barrier import BarrierReport
from klimapakt.pact.models.news import News
from klimapakt.pact.models.office import OldAddress, SavedFilter
from klimapakt.pact.models.own_data import DataExport
from klimapakt.pact.models.page import PageVersion
from klimapakt.pact.models.progress_report import ProgressBatch, ProgressReport
from klimapakt.pact.models.report import CityReport, Snapshot
from klimapakt.pact.models.report_file import ReportFile
from klimapakt.pact.models.report_text import ReportExample, ReportText

__all__ = [
    "BarrierReport",
    "CityReport",
    "DataExport",
    "News",
    "OldAddress",
    "PageVersion",
    "ProgressBatch",
    "ProgressReport",
    "ReportExample",
    "ReportFile",
    "ReportText",
    "SavedFilter",
    "Snapshot",
]
