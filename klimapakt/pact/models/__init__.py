from klimapakt.pact.models.barrier import BarrierReport
from klimapakt.pact.models.news import News
from klimapakt.pact.models.page import PageVersion
from klimapakt.pact.models.report import CityReport, Snapshot

__all__ = ["BarrierReport", "CityReport", "News", "PageVersion", "Snapshot"]
