"""Papers as files."""

from django.http import Http404, HttpResponse

from mandates.models import Mandate, MandateDocument, Signature


def pdf_of(mandate: Mandate) -> HttpResponse:
    """The mandate as it was signed: under our seal, or as it came back; before that the bytes that are to be
    signed. 404 for a request that nobody answered."""
    signature = Signature.objects.filter(mandate=mandate, sealed__isnull=False).first()
    document = MandateDocument.objects.filter(mandate=mandate).first()
    if document is None:
        raise Http404
    content = signature.sealed if signature and signature.sealed else document.pdf
    name = f"raccord-mandate-{str(mandate.public_id)[:8]}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(content), content_type="application/pdf", headers=headers)
