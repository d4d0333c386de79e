from klimapakt.pact.admin.barrier import BarrierReportAdmin
from klimapakt.pact.admin.news import NewsAdmin
from klimapakt.pact.admin.report_text import ReportExampleAdmin, ReportTextAdmin

__all__ = ["BarrierReportAdmin", "NewsAdmin", "ReportExampleAdmin", "ReportTextAdmin"]
