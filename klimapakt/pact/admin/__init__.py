from klimapakt.pact.admin.barrier import BarrierReportAdmin
from klimapakt.pact.admin.news import NewsAdmin

__all__ = ["BarrierReportAdmin", "NewsAdmin"]
