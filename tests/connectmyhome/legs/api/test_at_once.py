"""Two programs of one operator at the same second: one gets through, the other reads again."""

import threading
from typing import Any

import pytest
from django.db import connection

from connectmyhome.legs.states import LegState
from tests.connectmyhome.legs.api.scenes import a_leg_in, a_program_of
from tests.connectmyhome.legs.api.test_acting import send


@pytest.mark.django_db(transaction=True)
def test_of_two_that_saw_the_same_revision_one_gets_through() -> None:
    leg = a_leg_in(LegState.IN_STUDY)
    programs = [a_program_of() for _ in range(4)]
    seen, answers, together = f'"{leg.revision}"', [], threading.Barrier(len(programs))

    def ask(number: int, program: Any) -> None:
        try:
            together.wait(10)
            answers.append(send(program, leg, "ask", {"text": f"Question {number}?"}, match=seen))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=told) for told in enumerate(programs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(each.status_code for each in answers) == [200, 412, 412, 412]
    assert leg.questions.count() == 1
