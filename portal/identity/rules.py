"""How often something may be tried. Keys: the user's public id, the e-mail typed, or the client's address."""

from datetime import timedelta

from portal.limits import Limit

_QUARTER, _HOUR, _DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)

SIGN_IN_ACCOUNT = Limit("sign_in_account", 10, _QUARTER)
SIGN_IN_CLIENT = Limit("sign_in_client", 40, _QUARTER, alarm=True)
PASSWORD_CHECK = Limit("password_check", 10, _QUARTER)
SECOND_FACTOR = Limit("second_factor", 10, _QUARTER, alarm=True)
SMS_HOUR = Limit("second_factor_sms_hour", 5, _HOUR)
SMS_DAY = Limit("second_factor_sms_day", 12, _DAY)
CONTACT_CODE = Limit("contact_code", 5, _HOUR)
RESET_ADDRESS = Limit("password_reset_address", 3, _HOUR)
RESET_CLIENT = Limit("password_reset_client", 20, _HOUR, alarm=True)
