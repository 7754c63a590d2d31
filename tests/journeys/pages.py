"""Every page that must be accessible, light and in four languages. A new page is added here by its room."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedPage:
    """`path` without its language. `who` sees it: "stranger" or "resident" (see test_pages.py for their homes)."""

    path: str
    who: str = "stranger"
    status: int = 200

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
    ListedPage("home/", who="resident"),
    ListedPage("home/", who="newcomer"),
]
