"""Codes put into words: reasons, notices, insights, legal bases."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consumption.history.reasons import Missing
from consumption.pages import words
from consumption.pages.insights import BiggestDay, Insight, LowStretch, NightLoad, StrongHours
from consumption.pages.queries import Viewer
from consumption.pages.windows import Notice
from portal.access.grants import Grant
from portal.access.journal import BASIS_WORDS
from portal.access.kinds import LegalBasis
from portal.primitives.period import BELGIUM, belgian_day
from portal.ui import formats


def reason_words(reason: Missing, day: date, today: date) -> str:
    """Why `day` has no value, for a table and a tip."""
    if reason is not Missing.NOT_READ_YET:
        return str(_REASONS[reason])
    if day >= today:
        return _("Not read yet, expected tomorrow")
    if day == today - timedelta(days=1):
        return _("Not read yet, expected today")
    return _("Late, still expected")


_REASONS = {
    Missing.IN_THE_FUTURE: gettext_lazy("Still to come"),
    Missing.BEFORE_YOU_MOVED_IN: gettext_lazy("Before you moved in"),
    Missing.AFTER_YOU_LEFT: gettext_lazy("After you left"),
    Missing.NOT_GRANTED: gettext_lazy("Not among the days that you may see"),
    Missing.BEFORE_THREE_YEARS: gettext_lazy("More than three years ago"),
    Missing.METER_SENDS_NO_INTERVALS: gettext_lazy("The meter does not send quarter-hours"),
    Missing.METER_SENDS_NO_DAYS: gettext_lazy("The meter did not send daily values then"),
    Missing.NOT_RECEIVED: gettext_lazy("Nothing received from the meter"),
}


def notice_words(notice: Notice, *, start: date, end: date, by_code: bool) -> str:
    """Why the page shows something else than was asked for. The right runs from `start` up to `end`."""
    match notice:
        case Notice.UNKNOWN_VIEW:
            return _("Choose day, week, month or year. The month is shown.")
        case Notice.WRONG_DATE:
            return _("The date in the address is not a date. The latest readings are shown.")
        case Notice.IN_THE_FUTURE:
            return _("That date is still to come. The latest readings are shown.")
        case Notice.TOO_EARLY:
            return _("Your history begins on %(day)s. It is shown from there.") % {"day": words.full_day(start)}
        case Notice.TOO_LATE:
            last = words.full_day(end - timedelta(days=1))
            return _("Your history ends on %(day)s. The last period is shown.") % {"day": last}
        case Notice.TOO_FINE:
            if by_code:
                return _("With a code you see months and years. Open an account to see days and quarter-hours.")
            return _("This meter does not send values that fine. The finest that there are are shown.")


def holder_notice_words(notice: Notice, *, start: date, end: date) -> str:
    """As `notice_words`, for who sees somebody else's data."""
    match notice:
        case Notice.TOO_EARLY:
            return _("You may see days from %(day)s on. They are shown from there.") % {
                "day": words.full_day(start)
            }
        case Notice.TOO_LATE:
            last = words.full_day(end - timedelta(days=1))
            return _("You may see days up to %(day)s. The last period is shown.") % {"day": last}
        case Notice.TOO_FINE:
            return _("You may not see values that fine, or the meter does not send them. The finest are shown.")
        case _:
            return notice_words(notice, start=start, end=end, by_code=False)


def basis_words(grant: Grant, grantor: str) -> list[str]:
    """On which legal basis an organisation sees this: whose permission, until when, and which days."""
    told = []
    if grant.basis is LegalBasis.MANDATE and grant.until:
        named = {"name": grantor, "day": formats.day(grant.until)}
        told.append(_("By mandate of %(name)s, until %(day)s.") % named)
    elif grant.basis is LegalBasis.MANDATE:
        told.append(_("By mandate of %(name)s.") % {"name": grantor})
    elif grant.basis is LegalBasis.STANDING_MANDATE:
        told.append(_("By the standing mandate of your office."))
    elif grant.basis is LegalBasis.SUPPLY_CONTRACT:
        told.append(_("By the supply contract."))
    days = {"first": formats.day(grant.period.start)}
    if grant.period.last is None or grant.period.last >= belgian_day(grant.decided_at):
        told.append(_("You may see days from %(first)s on.") % days)
    else:
        days["last"] = formats.day(grant.period.last)
        told.append(_("You may see the days from %(first)s to %(last)s.") % days)
    return told


@dataclass(frozen=True, slots=True)
class Told:
    """One thing worth knowing: an icon, a strong line and a line below."""

    icon: str
    strong: str
    small: str


def insight_words(insight: Insight, *, days: int, unit: words.Unit = words.KWH, own: bool = True) -> Told:
    """`days` is the length of the stretch it was found in; `own` whether the reader lives there."""
    match insight:
        case NightLoad(per_hour):
            month = {"amount": words.amount(per_hour * 24 * days, words.KWH, 0)}
            small = (
                _("Fridge and devices on standby. Over a whole month, about %(amount)s.")
                if per_hour < 500
                else _("What runs all night. Over a whole month, about %(amount)s.")
            )
            per_hour_words = words.amount(per_hour, words.KWH, 2)
            return Told("moon", _("%(amount)s an hour at night") % {"amount": per_hour_words}, small % month)
        case StrongHours(first, end, share):
            hours = {"from": words.clock(first), "to": words.clock(end % 24)}
            return Told(
                "clock",
                (_("%(from)s to %(to)s, your strong hours") if own else _("%(from)s to %(to)s, the strong hours"))
                % hours,
                (_("%(percent)s of your use.") if own else _("%(percent)s of the use."))
                % {"percent": words.percent(share)},
            )
        case BiggestDay(day, total, times):
            day_words = words.capitalised(words.spoken_day(day))
            return Told(
                "calendar-days",
                (_("%(day)s, your biggest day") if own else _("%(day)s, the biggest day")) % {"day": day_words},
                (
                    _("%(amount)s, %(times)s times your average.")
                    if own
                    else _("%(amount)s, %(times)s times the average.")
                )
                % {"amount": words.amount(total, unit), "times": words.fixed(round(times * 1000), 1)},
            )
        case LowStretch(first, last, per_day):
            return Told(
                "plug",
                _("%(amount)s a day from %(first)s to %(last)s")
                % {
                    "amount": words.amount(per_day, unit),
                    "first": words.brief_day(first),
                    "last": words.brief_day(last),
                },
                _("What your home uses when almost nothing runs.")
                if own
                else _("What is used when almost nothing runs."),
            )


@dataclass(frozen=True, slots=True)
class Seen:
    """A row of "who looked"."""

    who: str
    when: str
    tag: str


def viewer_words(viewer: Viewer) -> Seen:
    when = _("Seen on %(day)s") % {"day": _moment_day(viewer.at)}
    if viewer.basis == LegalBasis.LOOK_UP_CODE:
        return Seen(_("Somebody with a code sent to your mobile or e-mail"), when, _("Code"))
    if viewer.basis == LegalBasis.OCCUPANCY:
        return Seen(_("Another person of your household"), when, _("Account"))
    basis = str(BASIS_WORDS.get(viewer.basis, _("Legal basis")))
    return Seen(viewer.organisation or _("The grid operator"), when, basis)


def _moment_day(moment: datetime) -> str:
    return words.brief_day(moment.astimezone(BELGIUM).date())


def estimated_words(days: list[date]) -> str:
    """One sentence on the estimated days of a page; "" for none."""
    if not days:
        return ""
    if len(days) > 6:
        return ngettext("%(count)s day is estimated.", "%(count)s days are estimated.", len(days)) % {
            "count": len(days)
        }
    return ngettext(
        "%(count)s day is estimated (%(days)s).", "%(count)s days are estimated (%(days)s).", len(days)
    ) % {"count": len(days), "days": words.listed([words.brief_day(day) for day in days])}
