"""A bulk export: decided, traced and written one access point after the other, whoever dies on the way."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from consumption.bulk_export.models import BulkExport, ExportPiece
from consumption.bulk_export.operations import asking, fetching, running, tending
from consumption.bulk_export.operations.asking import Selection, UnableToExport
from consumption.bulk_export.operations.fetching import UnableToFetch
from consumption.bulk_export.states import ExportState, Outcome
from consumption.bulk_export.tasks import go_on, sweep
from mandates.states import MandateState
from portal.access.actor import Actor
from portal.access.kinds import Granularity
from portal.accounts.models import Membership, Organisation
from portal.accounts.signals import organisation_closed
from portal.audit.models import Event
from portal.grid.models import Energy
from portal.messaging.models import Message
from portal.primitives.ean import Ean
from portal.primitives.period import Period, years_before
from tests.consumption.bulk_export.conftest import Ask, Fetch, a_lent_home, today
from tests.consumption.bulk_export.made import work
from tests.factories import OccupancyFactory, an_ean

pytestmark = pytest.mark.django_db


def outcomes(export: BulkExport) -> list[str]:
    return list(export.points.order_by("place").values_list("outcome", flat=True))


def test_one_file_for_each_energy_with_a_line_for_each_day(adviser: Organisation, ask: Ask, fetch: Fetch) -> None:
    home, mandate = a_lent_home(adviser)
    a_lent_home(adviser)
    a_lent_home(adviser, gas=True)

    export = work(ask())

    assert export.state == ExportState.READY
    head, *lines = fetch(export).splitlines()
    assert head == "ean,start,end,channel,value,unit,status,night_value,basis,reference"
    own = [line for line in lines if line.startswith(home.ean)]
    assert len(own) == 2 * 10 and len(lines) == 2 * 2 * 10  # offtake and injection
    assert all(line.endswith(f",mandate,{mandate.public_id}") for line in own)
    assert len(fetch(export, Energy.GAS).splitlines()) == 1 + 2 * 10  # energy and volume


def test_an_export_killed_after_any_step_is_gone_on_with_and_the_file_is_the_same(
    adviser: Organisation, ask: Ask, fetch: Fetch
) -> None:
    for number in range(5):
        a_lent_home(adviser, gas=number % 2 == 1)
    whole = work(ask(granularity=Granularity.DAY))
    wanted = [fetch(whole, energy) for energy in Energy]

    for steps in range(6):
        export = work(ask(), steps=steps)
        assert (export.state, export.done) == (ExportState.RUNNING, min(steps, 5))
        assert work(export).done == min(steps, 5)  # its lease has not ended: nobody else takes it

        later = timezone.now() + running.LEASE
        export = work(export, now=later)

        assert export.state == ExportState.READY
        assert [fetch(export, energy) for energy in Energy] == wanted
        assert ExportPiece.objects.filter(point__export=export).count() == 5 * 2  # one for each channel


def test_what_a_step_did_is_undone_with_its_trace_when_it_fails(
    adviser: Organisation, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_lent_home(adviser)
    export = ask()

    def full(*_: object, **__: object) -> None:
        raise OSError

    with monkeypatch.context() as context, pytest.raises(OSError):
        context.setattr(ExportPiece.objects, "create", full)
        work(export)

    assert not Event.objects.filter(code="disclosure").exists() and outcomes(export) == ["waiting"]
    assert work(export, now=timezone.now() + running.LEASE).state == ExportState.READY


def test_an_export_that_fails_again_and_again_is_given_up(
    adviser: Organisation, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_lent_home(adviser)
    export = ask()
    monkeypatch.setattr(running, "_export", lambda *_: 1 / 0)

    for _ in range(running.MOST_TRIES + 1):
        go_on(export.pk)

    export.refresh_from_db()
    assert export.state == ExportState.FAILED


def test_each_access_point_is_traced_with_the_moment_it_was_read(
    adviser: Organisation, ask: Ask, actor: Actor
) -> None:
    home, mandate = a_lent_home(adviser)

    work(ask())

    event = Event.objects.get(code="disclosure")
    assert (event.access_point_id, event.basis, event.reference) == (home.pk, "mandate", str(mandate.public_id))
    assert (event.organisation, event.actor_id, event.role) == (actor.organisation, actor.id, "member")
    assert (event.channel, event.granularity) == ("file", "day")


def test_what_loses_its_basis_while_the_export_runs_is_left_out_and_listed(
    adviser: Organisation, ask: Ask, actor: Actor, fetch: Fetch
) -> None:
    homes = [a_lent_home(adviser) for _ in range(3)]
    export = work(ask(), steps=1)
    last, mandate = max(homes, key=lambda pair: pair[0].ean)
    mandate.scopes.update(active=False)
    type(mandate).objects.filter(pk=mandate.pk).update(state=MandateState.REVOKED)

    export = work(export, now=timezone.now() + running.LEASE)

    assert outcomes(export) == ["exported", "exported", "not_visible"]
    assert last.ean not in fetch(export)
    listed = b"".join(fetching.fetch_outcome(export=export, actor=actor, now=timezone.now()).chunks).decode()
    assert f"{last.ean},electricity,not_visible,,,,,\r\n" in listed
    assert not Event.objects.filter(code="disclosure", access_point_id=last.pk).exists()


def test_what_is_revoked_after_the_file_was_made_is_not_handed_out(
    adviser: Organisation, ask: Ask, fetch: Fetch
) -> None:
    kept, _ = a_lent_home(adviser)
    revoked, mandate = a_lent_home(adviser)
    export = work(ask())
    assert revoked.ean in fetch(export)

    mandate.scopes.update(active=False)
    type(mandate).objects.filter(pk=mandate.pk).update(state=MandateState.REVOKED)

    file = fetch(export)
    assert kept.ean in file and revoked.ean not in file


def test_days_that_turn_out_to_be_a_former_occupants_are_not_handed_out(
    adviser: Organisation, ask: Ask, fetch: Fetch
) -> None:
    kept, _ = a_lent_home(adviser)
    kept.occupancies.update(start=date(2020, 1, 1))  # its oldest days are older than three years when fetched
    home, _ = a_lent_home(adviser)
    three_years = Period(years_before(today(), 3), today())
    exports = [work(ask()), work(ask(period=three_years))]
    assert all(home.ean in fetch(export) for export in exports)

    home.occupancies.update(start=today() - timedelta(days=5))  # the market corrects the day of the move

    in_two_days = timezone.now() + timedelta(days=2)
    for export in exports:
        file = fetch(export, now=in_two_days)
        assert kept.ean in file and home.ean not in file


def test_less_is_not_given_for_more_and_nothing_outside_the_data_period(
    adviser: Organisation, ask: Ask, fetch: Fetch
) -> None:
    coarse, _ = a_lent_home(adviser, granularity=Granularity.MONTH)
    short, mandate = a_lent_home(adviser, data_start=today() - timedelta(days=3))
    other, _ = a_lent_home(adviser, data_end=today() - timedelta(days=30), data_start=today() - timedelta(days=90))

    export = work(ask())

    told = dict(export.points.values_list("ean", "outcome"))
    assert told == {coarse.ean: "other_terms", short.ean: "exported", other.ean: "not_visible"}
    days = {line.split(",")[1][:10] for line in fetch(export).splitlines()[1:]}
    assert min(days) == mandate.data_start.isoformat()
    assert not Event.objects.filter(code="disclosure", access_point_id=coarse.pk).exists()


def test_a_home_without_values_is_listed_as_such(adviser: Organisation, ask: Ask) -> None:
    a_lent_home(adviser)

    export = work(ask(period=Period(today() - timedelta(days=300), today() - timedelta(days=290))))

    assert outcomes(export) == ["no_values"]


def test_an_ean_of_nobody_and_one_of_a_stranger_have_the_same_outcome(adviser: Organisation, ask: Ask) -> None:
    home, _ = a_lent_home(adviser)
    stranger = OccupancyFactory().access_point
    eans = tuple(Ean.parse(ean) for ean in (stranger.ean, an_ean(7_777_777), home.ean))

    export = work(ask(selection=Selection(eans=eans)))

    told = dict(export.points.values_list("ean", "outcome"))
    assert told[stranger.ean] == told[an_ean(7_777_777)] == "not_visible" and told[home.ean] == "exported"


def test_the_choice_by_search_holds_what_the_list_would(adviser: Organisation, ask: Ask) -> None:
    home, _ = a_lent_home(adviser)
    a_lent_home(adviser)

    assert [point.ean for point in ask(selection=Selection(search=home.ean)).points.all()] == [home.ean]


def test_too_much_and_nothing_are_refused(
    adviser: Organisation, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnableToExport, match="nothing"):
        ask()
    a_lent_home(adviser)
    a_lent_home(adviser)
    with monkeypatch.context() as context, pytest.raises(UnableToExport, match="too_many"):
        context.setattr(asking, "MOST_POINTS", 1)
        ask()
    with monkeypatch.context() as context, pytest.raises(UnableToExport, match="too_large"):
        context.setattr(asking, "MOST_LINES", 19)
        ask()
    for _ in range(asking.MOST_OPEN):
        ask()
    with pytest.raises(UnableToExport, match="too_many_open"):
        ask()


def test_the_export_of_a_member_who_leaves_is_cancelled(adviser: Organisation, ask: Ask) -> None:
    for _ in range(2):
        a_lent_home(adviser)
    begun, waiting = work(ask(), steps=1), ask()
    Membership.objects.update(ended_at=timezone.now())

    assert work(begun, now=timezone.now() + running.LEASE).state == ExportState.CANCELLED
    tending.tend(now=timezone.now())
    waiting.refresh_from_db()
    assert waiting.state == ExportState.CANCELLED
    assert not ExportPiece.objects.exists()


def test_the_files_of_an_organisation_that_closes_are_gone_with_it(
    adviser: Organisation, ask: Ask, fetch: Fetch
) -> None:
    a_lent_home(adviser)
    export = work(ask())

    organisation_closed.send(sender=Organisation, organisation=adviser, now=timezone.now())

    export.refresh_from_db()
    assert export.state == ExportState.CANCELLED and not ExportPiece.objects.exists()


def test_files_are_deleted_after_a_week(adviser: Organisation, ask: Ask, fetch: Fetch) -> None:
    a_lent_home(adviser)
    export = work(ask())
    in_a_week = timezone.now() + timedelta(days=7)

    with pytest.raises(UnableToFetch):
        fetch(export, now=in_a_week)
    tending.tend(now=in_a_week)

    export.refresh_from_db()
    assert export.state == ExportState.EXPIRED and not ExportPiece.objects.exists()
    tending.tend(now=in_a_week + timedelta(days=91))
    assert not BulkExport.objects.exists()


def test_nothing_is_fetched_before_the_export_is_ready(adviser: Organisation, ask: Ask, fetch: Fetch) -> None:
    a_lent_home(adviser)

    with pytest.raises(UnableToFetch):
        fetch(work(ask(), steps=1))


def test_a_cancelled_export_stops_at_once(adviser: Organisation, ask: Ask, actor: Actor) -> None:
    a_lent_home(adviser)
    a_lent_home(adviser)
    export = ask()
    lease = running.take(export_id=export.pk, now=timezone.now())
    assert lease and running.step(export_id=export.pk, lease=lease, now=timezone.now())

    assert asking.cancel(export=export, actor=actor, now=timezone.now())

    assert not running.step(export_id=export.pk, lease=lease, now=timezone.now())
    assert not asking.cancel(export=export, actor=actor, now=timezone.now())


def test_a_worker_whose_lease_went_to_another_one_writes_nothing(adviser: Organisation, ask: Ask) -> None:
    a_lent_home(adviser)
    export = ask()
    slow = running.take(export_id=export.pk, now=timezone.now())
    quick = running.take(export_id=export.pk, now=timezone.now() + running.LEASE)

    assert slow and quick and not running.step(export_id=export.pk, lease=slow, now=timezone.now())
    assert outcomes(export) == [Outcome.WAITING]


def test_who_asked_is_told_by_an_e_mail_that_tells_nothing(adviser: Organisation, ask: Ask) -> None:
    a_lent_home(adviser)
    export = work(ask())

    message = Message.objects.get(key=f"bulk_export:{export.public_id}")
    assert message.template == "something_waits.email"


def test_the_sweep_finds_what_a_dead_worker_left(
    adviser: Organisation, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_lent_home(adviser)
    waiting, left = ask(), work(ask(), steps=0)
    woken: list[int] = []
    monkeypatch.setattr("consumption.bulk_export.tasks.wake", woken.append)

    sweep()
    assert woken == [waiting.pk]
    BulkExport.objects.filter(pk=left.pk).update(lease_until=timezone.now())
    sweep()
    assert woken == [waiting.pk, waiting.pk, left.pk]
