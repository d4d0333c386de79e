"""An import in words: what a row changes from what to what, what is wrong with it, whom it may mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from klimapakt.lib import changes
from partners import partner_match, partner_sheet, sectors
from partners.models import ImportRow, Membership, Partner, Site, TeamInvitation
from partners.partner_cells import Value


@dataclass(frozen=True)
class Line:
    """A row as the page and the file show it."""

    row: ImportRow
    changes: list[tuple[str, str, str]]  # name, before, after
    problems: list[tuple[str, str, str, str]]  # column, value, reason, suggestion
    near: list[tuple[Partner, list[str]]]

    @property
    def comment(self) -> str:
        if self.problems:
            return "\n".join(
                f"{column}{f' ({value})' if value else ''}: {reason} {suggestion}".rstrip()
                for column, value, reason, suggestion in self.problems
            )
        if self.near:
            return _("Similar to: %(names)s") % {"names": ", ".join(one.name for one, _reasons in self.near)}
        return "\n".join(f"{name}: {before} → {after}".replace(": →", ":") for name, before, after in self.changes)


def lines(rows: Iterable[ImportRow]) -> Iterator[Line]:
    rows = list(rows)
    lists, titles = partner_match.lists(), names_of_columns()
    similar = Partner.objects.in_bulk({key for row in rows for key, _reasons in row.near})
    districts = {key: name for name, key in lists.districts.items()}
    chambers = {key: name for name, key in lists.chambers.items()}
    for row in rows:
        yield Line(
            row=row,
            changes=[
                (titles[key], told(key, before, districts, chambers), told(key, after, districts, chambers))
                for key, before, after in row.changes
                if key != "name"  # stands beside it
            ],
            problems=[(titles[column], value, reason, tip) for column, value, reason, tip in row.problems],
            near=[(similar[key], reasons) for key, reasons in row.near if key in similar],
        )


def names_of_columns() -> dict[str, str]:
    titles = {column.key: column.title for column in partner_sheet.columns()}
    return titles | {
        "district_id": titles["district"],
        "chamber_id": titles["chamber"],
        "division": str(_("Division (WZ 2008)")),
        "is_in_city": str(_("Lies in the city")),
    }


def told(key: str, value: Value, districts: dict[int, str], chambers: dict[int, str]) -> str:
    if value in (None, ""):
        return ""
    if key in ("district_id", "chamber_id"):
        return (districts if key == "district_id" else chambers).get(int(value), str(value))
    if key == "division":
        line = sectors.divisions().get(str(value))
        return f"{line.division} {line.name}" if line else str(value)
    model = TeamInvitation if key in partner_sheet.CONTACT else Site if key in partner_match.OF_SITE else Partner
    field = model._meta.get_field(key)
    return changes.told(field, field.to_python(value))  # type: ignore[arg-type,union-attr]  # plain fields


def own_rows() -> Iterator[list[object]]:
    """All partners as the template holds them: sent back unchanged, nothing changes."""
    stored, lists = partner_match.known(), partner_match.lists()
    districts = {key: name for name, key in lists.districts.items()}
    chambers = {key: name for name, key in lists.chambers.items()}
    people = contacts()
    for partner in stored.partners.values():
        site = next(iter(stored.sites.get(partner.pk, [])), None)
        values: dict[str, object] = {
            "name": partner.name,
            "kind": partner.get_kind_display(),
            "status": partner.get_status_display(),
            "joined_on": partner.joined_on,
            "left_on": partner.left_on,
            "sector": partner.division if partner.division_name else partner.sector,
            "size": partner.get_size_display(),
            "employees": partner.employees,
            "district": districts.get(partner.district_id or 0),
            "chamber": chambers.get(partner.chamber_id or 0),
            "programmes": partner.programmes,
            "website": partner.website,
            **{key: getattr(site, key, None) for key in partner_sheet.SITE},
            **people.get(partner.pk, {}),
        }
        yield [values.get(key) for key in partner_sheet.WORDS]


def contacts() -> dict[int, dict[str, object]]:
    """The lead of each partner who came first; where nobody leads, whoever is invited."""
    invited = TeamInvitation.objects.filter(state__in=("prepared", "open")).order_by("-pk")
    leads = Membership.objects.leads().order_by("-pk")
    fields = partner_sheet.CONTACT
    return {pk: dict(zip(fields, said, strict=True)) for pk, *said in invited.values_list("partner", *fields)} | {
        pk: dict(zip(fields, said, strict=True))
        for pk, *said in leads.values_list("partner", *(f"user__{name}" for name in fields))
    }
