"""What opened a case, in words."""

from django.utils.translation import gettext as _

from portal.cases.models import Case
from portal.cases.states import Alert


def told(case: Case) -> str:
    """What stands out, of an alert; "" of a resident's question."""
    sentences: dict[str, str] = {
        Alert.MANY_LOOK_UPS: _("Many look-ups by one person on one day: {count}"),
        Alert.COLLEAGUE: _("Look-up of the home of a colleague"),
        Alert.NO_CASE_FOLLOWED: _("Look-up that no case of the office followed"),
    }
    alert = str(case.detail.get("alert", ""))
    return sentences.get(alert, alert).format(count=case.detail.get("count", ""))
