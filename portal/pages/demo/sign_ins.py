"""What to type in the demo."""

from datetime import datetime

from portal.pages.demo.network_operators import NETWORK_OPERATORS
from portal.pages.demo.organisations import ORGANISATIONS
from portal.pages.demo.people import CLAIRE, JEANNE, MARC, NADIA, PASSWORD, SCHMITZ, SOFIE, STAFF, Place, places
from portal.primitives.period import belgian_day

_ABOUT = {
    CLAIRE.id: "electricity with solar panels, and gas: real readings of the last weeks",
    MARC.id: "moved out: sees his own years only",
    SOFIE.id: "moved in after Marc; reads Dutch",
    SCHMITZ.id: "a bakery of three meters, one remote-read: its EAN numbers are a request; German",
    NADIA.id: "an annual meter, no account: look her up",
    JEANNE.id: "an annual meter, no contact on file: her history goes by letter; prepayment",
}


def in_words(*, now: datetime) -> str:
    """Each person with numbers, address and account, as plain text."""
    lines = ["", "Look up a home (the code shows at /demo/):"]
    for place in places(belgian_day(now)):
        lines += _about(place)
    lines += ["", "Work at the desk (/desk/), with the same password:"]
    lines += [f"    {one.name:<17} {one.email:<25} {one.about}" for one in STAFF]
    for organisation in ORGANISATIONS:
        lines += ["", f"Act for {organisation.name} (/organisation/), with the same password:"]
        lines += [f"    {one.name:<17} {one.email:<29} {one.about}" for one in organisation.people]
    lines += ["", "Connect homes for a network operator (/operator/), with the same password:"]
    lines += [
        f"    {operator.name:<17} {one.email:<25} {one.name}{', ' if one.about else ''}{one.about}"
        for operator in NETWORK_OPERATORS
        for one in operator.people
    ]
    lines += ["", "Follow Camille’s application for connections: the button at /demo/"]
    lines += [
        "",
        f"Sign in with an e-mail address above and the password {PASSWORD}",
        "The SMS code shows at /demo/.",
    ]
    return "\n".join(lines) + "\n"


def _about(place: Place) -> list[str]:
    lines = [f"  {place.address}"]
    lines += [
        f"    {supply.energy:<12} EAN {supply.ean.grouped}   meter {supply.meter}" for supply in place.supplies
    ]
    lines += [
        f"    {person.name:<17} {person.email or '(no account)':<25} {_ABOUT[person.id]}"
        for _, person in place.occupants
    ]
    return lines
