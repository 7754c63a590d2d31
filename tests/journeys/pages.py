"""Every page that must be accessible, light and in four languages. A new page is added here by its room."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedPage:
    """`path` without its language; what stands in braces, and `who`, is made in people.py."""

    path: str
    who: str = "stranger"
    status: int = 200
    script_budget: int = 20  # KB

    def __str__(self) -> str:
        return f"{self.who} {self.path or '/'}"


PAGES = [
    ListedPage(""),
    ListedPage("help/"),
    ListedPage("accessibility/"),
    ListedPage("privacy/"),
    ListedPage("status/"),
    ListedPage("demo/"),
    ListedPage("no-such-page/", status=404),
    ListedPage("lookup/"),
    ListedPage("lookup/code/", who="looking_up"),
    ListedPage("consumption/{annual}/", who="looked_up"),
    ListedPage("ean-by-sms/"),
    ListedPage("ean-by-sms/home/", who="resident"),
    ListedPage("ean-by-sms/list/"),
    ListedPage("supplier-by-letter/"),
    ListedPage("connect/"),
    ListedPage("supplier-by-letter/asked/"),
    ListedPage("desk/supplier-letter/", who="staff"),
    ListedPage("sign-up/"),
    ListedPage("sign-up/account/", who="looked_up"),
    ListedPage("sign-up/home/", who="adding_a_home"),
    ListedPage("sign-in/"),
    ListedPage("sign-in/second-factor/", who="half"),
    ListedPage("password-reset/"),
    ListedPage("password-reset/sent/"),
    ListedPage("home/", who="newcomer"),
    ListedPage("home/", who="resident"),
    ListedPage("access-log/", who="resident"),
    ListedPage("access-log/?who=others&first=2026-01-31&last=2026-01-01", who="asking"),
    ListedPage("access-log/download/", who="resident"),
    ListedPage("access-log/{line}/", who="asking"),
    ListedPage("access-log/questions/{question}/", who="asking"),
    ListedPage("access-log/questions/{answered}/", who="asking"),
    ListedPage("desk/cases/", who="officer"),
    ListedPage("desk/cases/{case}/", who="officer"),
    ListedPage("desk/cases/{taken}/", who="officer"),
    ListedPage("desk/usage/", who="officer"),
    ListedPage("supplier/", who="supplier"),
    ListedPage("supplier/{supplied}/", who="supplier"),
    ListedPage("supplier/download/", who="supplier"),
    ListedPage("consumption/{home}/?view=day", who="resident"),
    ListedPage("consumption/{home}/?view=week", who="resident"),
    ListedPage("consumption/{home}/?view=month", who="resident"),
    ListedPage("consumption/{home}/?view=year", who="resident"),
    ListedPage("consumption/{gas}/", who="resident"),
    ListedPage("consumption/{annual}/", who="resident"),
    # The one page with a charting library: uPlot alone takes 19.4 KB.
    ListedPage("consumption/{home}/explore/", who="resident", script_budget=22),
    ListedPage("consumption/{home}/download/", who="resident"),
    ListedPage("account/", who="resident"),
    ListedPage("account/second-factor/", who="resident"),
    ListedPage("account/second-factor/app/", who="resident"),
    ListedPage("account/second-factor/sms/", who="resident"),
    ListedPage("account/recovery-codes/", who="resident"),
    ListedPage("account/password/", who="resident"),
    ListedPage("account/email/", who="resident"),
    ListedPage("account/mobile/", who="resident"),
    ListedPage("step-up/", who="resident"),
    ListedPage("letters/", who="resident"),
    ListedPage("letters/", who="newcomer"),
    ListedPage("letters/{letter}/", who="resident"),
    ListedPage("account/correspondence/", who="resident"),
    ListedPage("account/correspondence/{occupancy}/digital/", who="resident"),
    ListedPage("account/correspondence/{occupancy}/paper/", who="resident"),
    ListedPage("consumption/{home}/letter/", who="resident"),
    ListedPage("readings/", who="resident"),
    ListedPage("readings/home/{annual}/", who="resident"),
    ListedPage("readings/code/"),
    ListedPage("desk/readings/", who="staff"),
    ListedPage("desk/", who="staff"),
    ListedPage("desk/history-letter/", who="staff"),
    ListedPage("desk/ean/", who="staff"),
    ListedPage("desk/ean/requests/", who="staff"),
    ListedPage("desk/correspondence/", who="staff"),
    ListedPage("desk/messages/", who="staff"),
    ListedPage("desk/connect/communes/", who="staff"),
    ListedPage("desk/staff/", who="staff"),
    ListedPage("desk/staff/{colleague}/", who="staff"),
    ListedPage("desk/organisations/", who="staff"),
    ListedPage("desk/organisations/new/", who="staff"),
    ListedPage("desk/organisations/{organisation}/", who="staff"),
    ListedPage("desk/organisations/{organisation}/administrator/", who="staff"),
    ListedPage("organisation/", who="administrator"),
    ListedPage("organisation/choose/", who="administrator"),
    ListedPage("organisation/members/", who="administrator"),
    ListedPage("organisation/members/{member}/", who="administrator"),
    ListedPage("organisation/members/{own_membership}/", who="administrator"),
    ListedPage("welfare/", who="welfare_office"),
    ListedPage("welfare/dossier/{dossier}/", who="welfare_office"),
    ListedPage("welfare/report/", who="welfare_office"),
]
