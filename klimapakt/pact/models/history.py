"""What of the pact is kept. Snapshots are not: they never change."""

from klimapakt.lib.history import keep
from klimapakt.pact.models.barrier import BarrierReport
from klimapakt.pact.models.news import News
from klimapakt.pact.models.office import OldAddress, SavedFilter
from klimapakt.pact.models.report import CityReport
from klimapakt.pact.models.report_text import ReportExample, ReportText

keep(CityReport, without=("greeting_by",))
keep(ReportText)
keep(ReportExample)
keep(News)
keep(BarrierReport, without=("name", "email", "text", "note"))
keep(SavedFilter)
keep(OldAddress, index=("partner",))
