"""What of the pact is kept. Snapshots are not: they never change."""

from klimapakt.lib.history import keep
from klimapakt.pact.models.report import CityReport

keep(CityReport, without=("greeting_by",))
