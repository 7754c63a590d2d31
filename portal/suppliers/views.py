"""The pages of suppliers (R10)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.access.http import member_actor
from portal.documents.sheets import SheetFormat
from portal.identity.http import data_of
from portal.identity.step_up import step_up_required
from portal.suppliers import queries
from portal.suppliers.forms import DownloadForm, SearchForm
from portal.suppliers.operations import export_supplied, show, show_page
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.MEMBER, Trace.DISCLOSURE, right=Right.SEE_SUPPLIED)
def access_points(request: HttpRequest) -> HttpResponse:
    """The access points under contract today, and a search by EAN."""
    actor, now = member_actor(request), now_of(request)
    form = SearchForm(data_of(request))
    if form.is_valid():
        if found := queries.supplied(actor, form.cleaned_data["ean"], now=now):
            return redirect("suppliers:access_point", found)
        form.add_error("ean", _("Check the EAN number: you supply no access point with it today."))
    contracts = queries.by_address(queries.contracts_of(actor, now=now))
    page = Paginator(contracts, 50).get_page(request.GET.get("page"))
    shown = show_page(actor=actor, contracts=list(page.object_list), now=now)
    return render(request, "suppliers/list.html", {"form": form, "page": page, "contracts": shown})


@guarded(Guard.MEMBER, Trace.DISCLOSURE, right=Right.SEE_SUPPLIED)
def access_point(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One access point: technical data, and the customer data that the supplier itself delivered."""
    supplied = show(actor=member_actor(request), public_id=public_id, now=now_of(request))
    return render(request, "suppliers/access_point.html", {"supplied": supplied})


@guarded(Guard.MEMBER, Trace.DISCLOSURE, right=Right.SEE_SUPPLIED)
@step_up_required
def download(request: HttpRequest) -> HttpResponseBase:
    """The list as a file."""
    form = DownloadForm(data_of(request))
    if form.is_valid():
        sheet = export_supplied(actor=member_actor(request), now=now_of(request))
        file_format = SheetFormat(form.cleaned_data["format"])
        return StreamingHttpResponse(
            sheet.chunks(file_format),
            content_type=sheet.content_type(file_format),
            headers={"Content-Disposition": f'attachment; filename="{sheet.file_name(file_format)}"'},
        )
    return render(request, "suppliers/download.html", {"form": form})
