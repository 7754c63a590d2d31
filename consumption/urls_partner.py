"""The pages of a history a second time, for who acts for an organisation: other guard, other actor, same pages."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import path

from consumption.export import views as export
from consumption.pages import views as pages
from portal.ui.guards import Guard, Right, Trace, guarded


def _for_members(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What stands behind the guard of `view`, behind another one."""
    return guarded(Guard.MEMBER, Trace.DISCLOSURE, right=Right.SEE_DATA)(view.__wrapped__)  # type: ignore[attr-defined]


app_name = "consumption"
urlpatterns = [
    path("<uuid:public_id>/", _for_members(pages.history), name="history"),
    path("<uuid:public_id>/explore/", _for_members(pages.explore), name="explore"),
    path("<uuid:public_id>/download/", _for_members(export.download), name="download"),
    path("<uuid:public_id>/intervals.json", _for_members(export.intervals), name="intervals"),
]
