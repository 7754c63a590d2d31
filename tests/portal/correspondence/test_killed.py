"""A campaign whose process is killed, again and again, loses and doubles nothing, in bounded memory."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date

import pytest
from django.db import connection

from portal.correspondence.models import Campaign, Letter
from portal.correspondence.states import CampaignState
from portal.customers.models import Customer, Occupancy
from portal.grid.models import AccessPoint
from portal.messaging.models import Message
from tests.factories import AccessPointFactory, CustomerFactory, an_ean
from tests.portal.correspondence.homes import a_campaign

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]

HOMES = 100_000
ISSUE = """
import sys, django; django.setup()
from django.core.management import call_command
def most(): return int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
before = most()
call_command("issue_correspondence", "2026", chunk=int(sys.argv[1]), no_progress=True)
print(most() - before)
"""


def _start(chunk: int = 500) -> subprocess.Popen[str]:
    of = connection.settings_dict
    url = f"postgres://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
    environment = os.environ | {"DATABASE_URL": url, "DATABASE_OWNER_URL": url, "PYTHONPATH": "."}
    command: Sequence[str] = [sys.executable, "-c", ISSUE, str(chunk)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603


def _homes(number: int) -> None:
    points = AccessPoint.objects.bulk_create(AccessPointFactory.build(ean=an_ean(at)) for at in range(number))
    customers = Customer.objects.bulk_create(CustomerFactory.build() for _ in range(number))
    Occupancy.objects.bulk_create(
        Occupancy(access_point=point, customer=customer, start=date(2024, 1, 1))
        for point, customer in zip(points, customers, strict=True)
    )


def test_a_campaign_killed_three_times_and_taken_up_issues_each_letter_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _homes(HOMES)
    campaign = a_campaign()
    kills = 0
    for wanted in (1, HOMES // 4, HOMES // 2):
        process = _start()
        while process.poll() is None and Letter.objects.count() < wanted:
            time.sleep(0.005)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.wait()
    began, before = time.monotonic(), Letter.objects.count()
    process = _start()
    told, _ = process.communicate()
    took = time.monotonic() - began
    campaign.refresh_from_db()
    letters, messages = Letter.objects.count(), Message.objects.count()
    with capsys.disabled():
        print(f"\n{HOMES:,} letters, process killed {kills} times: {HOMES - letters} missing, ", end="")  # noqa: T201
        print(f"{letters - HOMES + messages - HOMES} doubled; ", end="")  # noqa: T201
        print(f"{(HOMES - before) / took:,.0f} letters a second, ", end="")  # noqa: T201
        print(f"memory grew by {int(told.split()[-1]) / 1024:.0f} MB")  # noqa: T201
    assert process.returncode == 0 and kills == 3
    assert letters == messages == campaign.issued == campaign.selected == HOMES
    assert Message.objects.values("key").distinct().count() == HOMES
    assert campaign.state == CampaignState.FINISHED
    assert int(told.split()[-1]) < 60 * 1024, "memory must not grow with the campaign"
    assert Campaign.objects.count() == 1
