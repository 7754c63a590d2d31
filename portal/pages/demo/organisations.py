"""The organisations of the demo, and who acts for them: the first one administers."""

from dataclasses import dataclass
from typing import Any

from portal.accounts.models import OrganisationKind
from portal.accounts.roles import Role
from portal.pages.demo.people import SUPPLIER, Colleague


@dataclass(frozen=True, slots=True)
class Described:
    """An organisation as staff propose it."""

    kind: OrganisationKind
    name: str
    enterprise_number: str
    email: str
    people: tuple[Colleague, ...]
    gln: str = ""
    municipality: str = ""
    operator: str = ""

    def proposal(self) -> dict[str, Any]:
        first = self.people[0]
        return {
            "kind": self.kind,
            "name": self.name,
            "enterprise_number": self.enterprise_number,
            "gln": self.gln,
            "municipality": self.municipality,
            "operator": self.operator,
            "language": "fr",
            "email": self.email,
            "administrator_name": first.name,
            "administrator_email": first.email,
        }


ORGANISATIONS = (
    Described(
        OrganisationKind.THIRD_PARTY, "Conseil Énergie Meuse", "0999912325", "bureau@conseil-meuse.example",
        (
            Colleague("Louise Renard", "louise@conseil-meuse.example", "fr", "+32470000021", (Role.ADMINISTRATOR,),
                      "administers: mandates and members"),
            Colleague("Max Weber", "max@conseil-meuse.example", "de", "+32470000022", (Role.MEMBER,),
                      "asks for mandates; reads German"),
            Colleague("Julie Simon", "julie@conseil-meuse.example", "fr", "+32470000023", (Role.READER,),
                      "reads only"),
        ),
    ),
    Described(
        OrganisationKind.SUPPLIER, SUPPLIER["name"], "0999945680", "marche@coin.example",
        (
            Colleague("Hugo Martens", "hugo@coin.example", "fr", "+32470000031", (Role.ADMINISTRATOR,),
                      "administers: access points under contract"),
            Colleague("Sara Declercq", "sara@coin.example", "nl", "+32470000032", (Role.MEMBER,),
                      "looks up access points; reads Dutch"),
        ),
        gln=SUPPLIER["gln"],
    ),
    Described(
        OrganisationKind.WELFARE_OFFICE, "CPAS de Namur", "0999978938", "energie@cpas-namur.example",
        (
            Colleague("Fatima Haddad", "fatima@cpas-namur.example", "fr", "+32470000041", (Role.ADMINISTRATOR,),
                      "head of the office: members, report of look-ups"),
            Colleague("Simon Collard", "simon@cpas-namur.example", "fr", "+32470000042", (Role.MEMBER,),
                      "social worker: looks residents of Namur up"),
        ),
        municipality="92094",
    ),
)  # fmt: skip

WAITING = Described(
    OrganisationKind.THIRD_PARTY, "Régie Sambre", "0999902427", "gestion@regie-sambre.example",
    (
        Colleague("Paul Thiry", "paul@regie-sambre.example", "fr", "+32470000051", (Role.ADMINISTRATOR,),
                  "waits for the second pair of eyes"),
    ),
)  # fmt: skip
