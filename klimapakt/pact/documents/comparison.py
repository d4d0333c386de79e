"""The words of a comparison of two snapshots. One to four partners are never counted one by one."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klimapakt.lib import numbers
from klimapakt.pact.documents.words import Json
from klimapakt.pact.figures.comparison import Change, Comparison, Part


def told(comparison: Comparison) -> Json:
    few = comparison.now.figures["goal"]["suppression_minimum"]
    labels = {
        "members": _("Climate partners"),
        "delivered": _("Checked balances"),
        "targets": _("Partners with a target"),
        "measures": _("Measures"),
    }
    return {
        "comparison": comparison,
        "few": few,
        "counts": [(labels[name], numbers.number(a), numbers.number(b)) for name, (a, b) in comparison.counts.items()],
        "happened": [(happening(name), counted(n, few)) for name, n in comparison.happened.items() if n],
        "changes": [row(change, few) for change in comparison.changes],
    }


def happening(name: str) -> str:
    return {
        "joined": _("Joined"),
        "left": _("Left"),
        "recalculated": _("Recalculated their base year"),
        "targets": _("Set or changed a target"),
        "measures": _("Recorded measures, or reported on them"),
    }[name]


def counted(partners: int, few: int) -> str:
    if partners < few:
        return _("1 to %(most)s partners") % {"most": few - 1}
    return ngettext("%(count)s partner", "%(count)s partners", partners) % {"count": numbers.number(partners)}


def row(change: Change, few: int) -> Json:
    names = {
        "both": _("Scope 1 and 2 (location-based)"),
        "scope2_market": _("Scope 2 (market-based)"),
        "scope3": _("Scope 3"),
    }
    return {
        "year": change.year,
        "name": names[change.figure],
        "before": _("left out") if change.before_t is None else numbers.number(change.before_t, 0),
        "now": _("not given") if change.now_t is None else numbers.number(change.now_t, 0),
        "change": _("not given") if change.change_t is None else signed(change.change_t),
        "causes": [cause(part, few) for part in change.parts],
    }


def cause(part: Part, few: int) -> str:
    names = {
        "joined": _("joined"),
        "left": _("left"),
        "late": _("checked late"),
        "corrected": _("corrected: a newer version"),
        "withdrawn": _("replaced, the newer version is not checked yet"),
        None: _("several causes together"),
    }
    words = {"cause": names[part.cause], "partners": counted(part.partners, few)}
    if part.change_t is None:
        return _("%(cause)s: %(partners)s") % words
    return _("%(cause)s: %(partners)s, %(change)s t") % {**words, "change": signed(part.change_t)}


def signed(value: Decimal) -> str:
    text = numbers.number(value, 0)
    return f"+{text}" if numbers.rounded(value, 0) > 0 else text
