"""Pages of a PDF as pictures, so that nobody has to open a stranger's file. Drawn in a process of its own."""

import io

from portal.uploads import limited

_DOTS = 110  # per inch: small print stays readable
_LONGEST_SIDE = 2_600


def picture(content: bytes, number: int) -> bytes:
    """Page `number`, from 1 on, as PNG. Raises `limited.Gone` when it cannot be drawn."""
    return limited.run("rendering", content, str(number))


def work(content: bytes, number: str) -> bytes:
    """What the process does."""
    import pypdfium2

    page = pypdfium2.PdfDocument(content)[int(number) - 1]
    scale = min(_DOTS / 72, _LONGEST_SIDE / max(*page.get_size(), 1))
    drawn = io.BytesIO()
    page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB").save(drawn, "PNG")
    return drawn.getvalue()
