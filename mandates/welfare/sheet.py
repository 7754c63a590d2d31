"""A dossier in words, for the page and for the file alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from mandates.welfare.histories import History, histories
from mandates.welfare.operations.dossiers import Dossier, Supply
from mandates.welfare.states import FileState, file_state
from mandates.welfare.winter import Winter
from portal.documents.model import Block, Confidentiality, Document, Facts, Heading, Paragraph
from portal.grid.models import MeterKind
from portal.market.projection import EventKind
from portal.market.queries import Announced
from portal.ui import formats

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SupplySheet:
    """One energy of the home. `tone` is that of the tag which bears `state`."""

    title: str
    is_gas: bool
    tone: str
    state: str
    facts: Rows
    histories: Sequence[History]


@dataclass(frozen=True, slots=True)
class Sheet:
    address: str
    case: Rows
    supplies: Sequence[SupplySheet]
    dates: Rows  # day and what happens, in the order of the days


def sheet(dossier: Dossier) -> Sheet:
    """The dossier in the active language."""
    look_up = dossier.look_up
    return Sheet(
        address=dossier.supplies[0].access_point.address,
        case=(
            (_("Case reference"), look_up.case_reference),
            (_("Reason"), str(look_up.get_reason_display())),
            (_("Office"), look_up.organisation.name),
            (_("As of"), formats.moment(look_up.asked_at)),
        ),
        supplies=[_supply(supply, dossier.today) for supply in dossier.supplies],
        dates=tuple((formats.day(day), words) for day, words in _dates(dossier)),
    )


def document(dossier: Dossier) -> Document:
    """The dossier as a paper to keep in the case, class C4 (R16)."""
    told = sheet(dossier)
    blocks: list[Block] = [Heading(_("Dates that matter")), Facts(told.dates)] if told.dates else []
    for supply in told.supplies:
        blocks += [Heading(supply.title), Facts(supply.facts)]
        for history in supply.histories:
            blocks += [history.chart, history.table] if history.leads else [history.table]
        if not supply.histories:
            blocks.append(Paragraph(_("We have no readings of this occupancy.")))
    return Document(
        title=_("Energy file of a home"),
        dated=dossier.today,
        confidentiality=Confidentiality.CONFIDENTIAL,
        reference=dossier.look_up.case_reference,
        facts=((_("Address"), told.address), *told.case[1:]),
        blocks=tuple(blocks),
    )


def _supply(supply: Supply, today: date) -> SupplySheet:
    state = file_state(
        supplied=supply.contract is not None,
        to_be_checked_since=supply.state.to_be_checked_since if supply.state else None,
        today=today,
    )
    facts = [
        (_("State of the file"), _state(state, supply)),
        (_("Occupant since"), formats.day(supply.occupancy.start)),
        (_("Active supplier"), _supplier(supply)),
        (_("Prepayment"), _prepayment(supply, today)),
        (_("Meter"), _meter(supply)),
        (_("Latest readings"), _latest(supply)),
    ]
    is_gas = supply.access_point.energy == "gas"
    return SupplySheet(
        title=_("Gas") if is_gas else _("Electricity"),
        is_gas=is_gas,
        tone={FileState.ACTIVE: "ok", FileState.TO_BE_CHECKED: "warn", FileState.ENDED: "warn"}[state],
        state={
            FileState.ACTIVE: _("Active"),
            FileState.TO_BE_CHECKED: _("To be checked"),
            FileState.ENDED: _("No supplier"),
        }[state],
        facts=tuple(facts),
        histories=histories(supply.rows),
    )


def _state(state: FileState, supply: Supply) -> str:
    if state is FileState.ACTIVE:
        return _("Active: a supplier has the contract")
    if state is FileState.ENDED or supply.state is None or supply.state.to_be_checked_since is None:
        return _("Ended: no supplier has a contract")
    since = {"day": formats.day(supply.state.to_be_checked_since)}
    match supply.state.to_be_checked_after:
        case EventKind.DROP:
            return (
                _("To be checked since %(day)s: the supplier stopped the supply (drop), and nobody moved") % since
            )
        case EventKind.END_OF_CONTRACT:
            return _("To be checked since %(day)s: the contract ended, and nobody moved") % since
        case _other:
            return _("To be checked since %(day)s: the supplier says that its customer has left") % since


def _supplier(supply: Supply) -> str:
    contract = supply.contract
    if contract is None:
        return _("None today")
    if contract.start < supply.occupancy.start:
        return _("%(name)s, since before the occupant moved in") % {"name": contract.supplier.name}
    words = {"name": contract.supplier.name, "day": formats.day(contract.start)}
    return _("%(name)s, since %(day)s") % words


def _prepayment(supply: Supply, today: date) -> str:
    since = supply.state.prepayment_since if supply.state else None
    if since is None or since > today:
        return _("Not active")
    if since < supply.occupancy.start:
        return _("Active, since before the occupant moved in")
    return _("Active since %(day)s") % {"day": formats.day(since)}


def _meter(supply: Supply) -> str:
    meter = supply.meter
    if meter is None:
        return _("No meter in place")
    words = {"number": meter.number}
    match meter.kind:
        case MeterKind.DIGITAL:
            return _("Digital, %(number)s: it sends its values each day") % words
        case MeterKind.REMOTE_READ:
            return _("Remote-read, %(number)s: it sends its values") % words
        case MeterKind.MONTHLY:
            return _("%(number)s: a person reads it each month") % words
        case _annual:
            return _("%(number)s: a person reads it each year") % words


def _latest(supply: Supply) -> str:
    """Measured or estimated: what the last stretch with a value rests on."""
    known = [row for row in supply.rows if row["total"] >= 0]
    if not known or supply.last_received is None:
        return _("None yet")
    until = {"day": formats.day(supply.last_received)}
    if max(known, key=lambda row: str(row["end"]))["estimated"]:
        return _("Up to %(day)s, partly estimated") % until
    return _("Up to %(day)s, measured") % until


def _dates(dossier: Dossier) -> list[tuple[date, str]]:
    found: set[tuple[date, str]] = set()
    for supply in dossier.supplies:
        energy = _("Gas") if supply.access_point.energy == "gas" else _("Electricity")
        for event in supply.events:
            told = {"energy": energy, "what": _event(event, planned=event.day > dossier.today)}
            found.add((event.day, _("%(energy)s: %(what)s") % told))
        if supply.occupancy.end is not None:
            found.add((supply.occupancy.end, _("The occupant leaves: from this day on the file is closed to you")))
    if dossier.winter is not None:
        found |= _winter(dossier.winter)
    return sorted(found)


def _winter(winter: Winter) -> set[tuple[date, str]]:
    source = {"source": winter.source}
    end = winter.period.last
    lasts = {(end, _("Last day of the winter period (%(source)s)") % source)} if end else set()
    if winter.running:
        return lasts
    return lasts | {(winter.period.start, _("First day of the winter period (%(source)s)") % source)}


def _event(event: Announced, *, planned: bool) -> str:
    match event.kind:
        case EventKind.DROP:
            return _("the supplier will stop the supply (drop)") if planned else _("the supplier stopped (drop)")
        case EventKind.END_OF_CONTRACT:
            return _("the contract will end") if planned else _("the contract ended")
        case EventKind.INITIATE_LEAVING_CUSTOMER:
            return (
                _("the supplier says that its customer will leave")
                if planned
                else _("the supplier says that its customer has left")
            )
        case EventKind.SUPPLIER_SWITCH:
            return _("another supplier will begin") if planned else _("another supplier began")
        case EventKind.PREPAYMENT if event.active:
            return _("prepayment will begin") if planned else _("prepayment began")
        case EventKind.PREPAYMENT:
            return _("prepayment will end") if planned else _("prepayment ended")
        case EventKind.METER_REMOVED:
            return _("the meter will be removed") if planned else _("the meter was removed")
        case _installed:
            return _("a meter will be installed") if planned else _("a meter was installed")
