"""What mandates tell their workers, after commit."""

from django.dispatch import Signal

signature_to_seal = Signal()  # signature_id
request_to_address = Signal()  # mandate_ids
