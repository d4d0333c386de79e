from klimapakt.pact.forms.barrier import BarrierForm
from klimapakt.pact.forms.city_report import CityReportForm, ReportTextsForm
from klimapakt.pact.forms.directory import DirectoryForm
from klimapakt.pact.forms.member import MemberFilter
from klimapakt.pact.forms.page import PageForm
from klimapakt.pact.forms.snapshot import SnapshotForm, SnapshotPairForm

__all__ = [
    "BarrierForm",
    "CityReportForm",
    "DirectoryForm",
    "MemberFilter",
    "PageForm",
    "ReportTextsForm",
    "SnapshotForm",
    "SnapshotPairForm",
]
