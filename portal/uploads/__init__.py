"""Files that people send: judged by what they are before anybody opens them."""

from portal.uploads.documents import CheckedPdf, pdf

__all__ = ["CheckedPdf", "pdf"]
