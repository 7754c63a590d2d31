"""What an application tells the rooms above, in the same transaction. Each carries `application` and `now`."""

from django.dispatch import Signal

application_sent = Signal()
application_corrected = Signal()  # answers of a sent one, or how its applicant is reached
consent_withdrawn = Signal()  # with `operator`
application_erased = Signal()  # before its answers go
