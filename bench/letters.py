"""Letters: one as PDF beside WeasyPrint on the same content, and ten thousand on two cores."""

import itertools
import multiprocessing
import time
from collections.abc import Iterable

import django
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML

from bench.registry import Figure, Scale, benchmark
from bench.timing import milliseconds, side_by_side
from consumption.by_letter.letters import compose
from portal.documents import pdf
from portal.documents.model import Document

_LIMIT = 0.050  # seconds for one letter
_COUNT, _CORES = 10_000, 2
_TO = ["Claire Dupont", "Rue des Tanneurs 14", "5000 Namur"]


def a_history(number: int = 0) -> Document:
    """Three years by month: the longest letter that the portal sends, of two pages."""
    rows = [
        {
            "channel": 1,
            "start": f"{2024 + month // 12}-{month % 12 + 1:02}-01",
            "end": f"{2024 + (month + 1) // 12}-{(month + 1) % 12 + 1:02}-01",
            "total": (240 + (month * 37 + number) % 160) * 1000,
            "day": 150_000,
            "night": 90_000,
            "estimated": month == 5,
            "partial": False,
        }
        for month in range(34)
    ]
    told = {"dated": "2026-11-24", "reference": f"{number:08X}", "address": "Rue des Tanneurs 14, 5000 Namur"}
    with translation.override("fr"):
        return compose({**told, "energy": "electricity", "rows": rows})


def make(number: int) -> int:
    """One letter; the number of its bytes."""
    return len(pdf.letter(a_history(number), to=_TO, language="fr"))


@benchmark("P20")
def p20(scale: Scale) -> Iterable[Figure]:
    document, numbers = a_history(), itertools.count()  # Typst remembers what it set: each letter is another one

    def peer() -> None:
        with translation.override("fr"):
            page = render_to_string("documents/body.html", {"document": document})
        HTML(string=f"<html lang=fr><title>{document.title}</title>{page}").write_pdf(pdf_variant="pdf/ua-1")

    ours, theirs = side_by_side(5, lambda: make(next(numbers)), peer)
    beside = f"{milliseconds(ours)}; WeasyPrint {milliseconds(theirs)}"
    yield Figure("P20", "one letter of two pages ÷ 50 ms", ours / _LIMIT, beside, target=1)
    yield Figure("P20b", "one letter ÷ WeasyPrint, the same content", ours / theirs, beside, target=1)


@benchmark("P21")
def p21(scale: Scale) -> Iterable[Figure]:
    began = time.perf_counter()
    # Forked, a child would wait for ever for the threads with which Typst set the letters of P20.
    with multiprocessing.get_context("spawn").Pool(_CORES, initializer=django.setup) as pool:
        made = sum(1 for size in pool.imap_unordered(make, range(_COUNT), chunksize=50) if size)
    taken = time.perf_counter() - began
    beside = f"{made} letters in {taken:.0f} s, {made / taken:.0f} a second"
    yield Figure(
        "P21", "10,000 letters on two cores ÷ 50 ms each", taken / (_COUNT * _LIMIT / _CORES), beside, target=1
    )
