"""Where staff begin, and how messages fare."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts import queries
from portal.accounts.desk import links
from portal.accounts.forms.desk import MessageFilter
from portal.messaging.queries import messages_for_staff
from portal.ui.guards import Guard, Right, guarded, rights_of
from portal.ui.middleware import now_of

_PER_PAGE = 50


@guarded(Guard.STAFF, right=Right.DESK)
def start(request: HttpRequest) -> HttpResponse:
    """Where staff begin: the pages that this person may open."""
    rights = rights_of(request)
    context = {
        "links": links(rights, ""),
        "to_review": queries.review_count(now=now_of(request)) if Right.MANAGE_STAFF in rights else 0,
        "to_admit": queries.waiting_count() if Right.ADMIT_ORGANISATIONS in rights else 0,
    }
    return render(request, "accounts/start.html", context)


@guarded(Guard.STAFF, right=Right.SEE_MESSAGES)
def message_list(request: HttpRequest) -> HttpResponse:
    """States, attempts and cost of messages, newest first; of an address only what tells two apart."""
    form = MessageFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = messages_for_staff(channel=chosen.get("channel", ""), state=chosen.get("state", ""))
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/messages.html", {"page": page, "form": form})
