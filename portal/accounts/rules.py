"""How often something may be tried. Key: the organisation's public id."""

from datetime import timedelta

from portal.limits import Limit

INVITATIONS = Limit("organisation_invitations", 50, timedelta(days=1))
