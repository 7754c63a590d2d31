"""What time brings: offers that nobody answered, days that passed, late legs, retention."""

from connectmyhome.legs.operations.expiring import expire
from connectmyhome.tracking.operations.erasing import erase_finished, erase_kept
from connectmyhome.workday.models import Proposal
from connectmyhome.workday.operations.late import alert_late
from connectmyhome.workday.operations.passing import let_pass
from tests.connectmyhome.machine.applicant import Applicant


class Time(Applicant):
    """The nightly round."""

    def pass_night(self, *, twice: bool) -> None:
        """As the scheduler has it done; a round that comes twice changes nothing."""
        over = [noted for noted in self.noted if noted.expires(self.now)]
        assert expire(now=self.now) == len(over)
        for noted in over:
            noted.go("expired", self.now)
        self.settle()
        let_pass(now=self.now)
        self.settle()
        assert not Proposal.objects.filter(state="open", day__lte=self.today).exists()
        alert_late(now=self.now)
        self.check_late(at_night=True)
        self._forget()
        if twice:
            with self.nothing_changes():
                expire(now=self.now)
                let_pass(now=self.now)
                alert_late(now=self.now)
                erase_finished(now=self.now)

    def _forget(self) -> None:
        """A year after the last leg of each operator."""
        ends = [noted.kept_until() for noted in self.noted]
        is_past = self.state == "closed" and all(end is not None and end <= self.today for end in ends)
        assert erase_finished(now=self.now) == is_past
        if is_past:
            self.be_erased()
        self.settle()
        erase_kept(now=self.now)
