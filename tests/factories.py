"""Rows for tests. Numbers are valid: EANs bear their check digit, mobiles are Belgian."""

from datetime import UTC, date, datetime
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from stdnum import ean as gs1

from portal.accounts.models import Membership, Organisation, OrganisationKind
from portal.accounts.roles import Role
from portal.customers.models import Customer, CustomerKind, Occupancy
from portal.grid.models import AccessPoint, Energy, Meter, MeterKind, Register
from portal.identity.models import User

PASSWORD = "correct horse battery staple"


def an_ean(number: int) -> str:
    """A valid EAN (GSRN-18), another one for each `number` below 10¹¹."""
    digits = f"541449{number:011d}"
    return digits + str(gs1.calc_check_digit(digits))


class UserFactory(DjangoModelFactory[User]):
    """Somebody with the password `PASSWORD` and a confirmed e-mail address; no second factor yet."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"resident{n}@example.org")
    name = factory.Sequence(lambda n: f"Resident {n}")
    language = "fr"
    email_confirmed_at = datetime(2026, 1, 1, tzinfo=UTC)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(kwargs.pop("email"), kwargs.pop("password", PASSWORD), **kwargs)


class AccessPointFactory(DjangoModelFactory[AccessPoint]):
    """Electricity in Namur; `gas=True` for gas."""

    class Meta:
        model = AccessPoint

    class Params:
        gas = factory.Trait(energy=Energy.GAS)

    ean = factory.Sequence(an_ean)
    energy = Energy.ELECTRICITY
    operator = "ORES"
    street = "Rue de Fer"
    house_number = factory.Sequence(lambda n: str(n + 1))
    postal_code = "5000"
    locality = "Namur"
    municipality = "92094"


class RegisterFactory(DjangoModelFactory[Register]):
    """A counter; give `meter`."""

    class Meta:
        model = Register

    obis = "1.8.1"


class MeterFactory(DjangoModelFactory[Meter]):
    """A digital meter with the registers of its energy, in place since 2020. `registers=[…]` names other ones."""

    class Meta:
        model = Meter
        skip_postgeneration_save = True

    access_point = factory.SubFactory(AccessPointFactory)
    number = factory.LazyAttributeSequence(
        lambda meter, n: f"{'7FLO' if meter.access_point.energy == Energy.GAS else '1SAG'}{n:010d}"
    )
    kind = MeterKind.DIGITAL
    installed_on = date(2020, 1, 1)

    @factory.post_generation
    def registers(self: Meter, create: bool, extracted: list[str] | None, **kwargs: Any) -> None:
        gas = self.access_point.energy == Energy.GAS
        obis = extracted if extracted is not None else ["7.0.0"] if gas else ["1.8.1", "1.8.2", "2.8.1", "2.8.2"]
        if create:
            for code in obis:
                RegisterFactory(meter=self, obis=code, digits=5 if gas else 6)


class CustomerFactory(DjangoModelFactory[Customer]):
    """A person with a mobile and an e-mail address on file; give `user` when the person has an account."""

    class Meta:
        model = Customer

    market_id = factory.Sequence(lambda n: f"C{n:08d}")
    kind = CustomerKind.PERSON
    name = factory.Sequence(lambda n: f"Camille Dupont {n}")
    language = "fr"
    email = factory.Sequence(lambda n: f"camille{n}@example.org")
    mobile = factory.Sequence(lambda n: f"+32470{n % 1_000_000:06d}")


class OccupancyFactory(DjangoModelFactory[Occupancy]):
    """Somebody who has lived there since 1 January 2024; give `end` for a former occupant."""

    class Meta:
        model = Occupancy

    customer = factory.SubFactory(CustomerFactory)
    access_point = factory.SubFactory(AccessPointFactory)
    start = date(2024, 1, 1)


def a_member_of_staff(*roles: Role, **user: Any) -> User:
    """Somebody of the operator's staff, with `roles` given just now."""
    member: User = UserFactory(**user)
    now = timezone.now()
    Membership.objects.bulk_create(
        Membership(user=member, role=role, given_at=now, reviewed_at=now) for role in roles
    )
    return member


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """A holder of mandates, admitted a while ago; give `kind`, and what that kind needs, for another one."""

    class Meta:
        model = Organisation

    kind = OrganisationKind.THIRD_PARTY
    name = factory.Sequence(lambda n: f"Conseil Énergie {n}")
    email = factory.Sequence(lambda n: f"bureau{n}@example.org")
    proposed_by = "first"
    proposed_at = datetime(2025, 1, 1, tzinfo=UTC)
    admitted_by = "second"
    admitted_at = datetime(2025, 1, 2, tzinfo=UTC)


def a_member(organisation: Organisation, role: Role = Role.MEMBER, **user: Any) -> User:
    """Somebody who may act for the organisation, since just now."""
    member: User = UserFactory(**user)
    now = timezone.now()
    told = {"name": member.name, "given_at": now, "reviewed_at": now}
    Membership.objects.create(user=member, organisation=organisation, role=role, **told)
    return member
