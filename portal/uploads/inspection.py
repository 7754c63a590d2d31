"""What is in a PDF. Runs in a process of its own, see `limited`.

Looks at each object that the file holds, whether or not a page shows it.
"""

import io
import json

import pikepdf

# Action types and keys of ISO 32000-2, 12.6 and 7.11. A link to a page or an address runs nothing by itself.
_ACTIONS = frozenset(
    "/JavaScript /Launch /SubmitForm /ImportData /ResetForm /Rendition /RichMediaExecute /Movie /Sound /Hide"
    " /SetOCGState /Trans /GoTo3DView /GoToR /GoToE /GoToDp /Thread".split()
)
_ACTIVE_KEYS = frozenset("/JS /JavaScript /AA /XFA /RichMediaContent /RichMediaSettings /3DD /PS".split())
_ACTIVE_ANNOTATIONS = frozenset("/RichMedia /Screen /Movie /Sound /3D".split())
_EMBEDDING_KEYS = frozenset("/EmbeddedFiles /EmbeddedFile /EF /AF /Collection".split())
_MOST_OBJECTS = 200_000
_MOST_UNPACKED = 200_000_000  # bytes of one stream or picture: A0 in grey with 400 dots per inch


def work(content: bytes) -> bytes:
    """JSON: `{"pages": 3}`, or `{"refused": …}` with encrypted, active_content, embedded_files, unpacks_too_large
    or broken."""
    return json.dumps(_inspect(content)).encode()


def _inspect(content: bytes) -> dict[str, object]:
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True) as document:
            if document.is_encrypted:
                return {"refused": "encrypted"}
            pages = len(document.pages)
            found = _look_through(document)
    except pikepdf.PasswordError:
        return {"refused": "encrypted"}
    except MemoryError:
        return {"refused": "unpacks_too_large"}
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, KeyError, IndexError):
        return {"refused": "broken"}
    if found or not pages:
        return {"refused": found or "broken"}
    return {"pages": pages}


def _look_through(document: pikepdf.Pdf) -> str:
    """The code of what is refused, or ""."""
    if found := _look_at_start(document.Root):
        return found
    waiting: list[pikepdf.Object] = [*document.objects, document.trailer]
    seen = 0
    while waiting:
        seen += 1
        if seen > _MOST_OBJECTS:
            return "broken"
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            if found := _judge(one):
                return found
            if isinstance(one, pikepdf.Stream) and _is_bomb(one):
                return "unpacks_too_large"
            waiting += [value for _key, value in one.items() if _is_inside(value)]
        elif isinstance(one, pikepdf.Array):
            waiting += [value for value in one.as_list() if _is_inside(value)]
    return ""


def _is_bomb(stream: pikepdf.Stream) -> bool:
    """Whether who opens the document needs far more memory for the stream than its file has bytes."""
    if stream.get("/Subtype") == "/Image":
        width, height, bits = (_number(stream.get(key)) for key in ("/Width", "/Height", "/BitsPerComponent"))
        if width * height * max(bits, 1) // 8 > _MOST_UNPACKED:
            return True
    try:
        return len(stream.read_bytes(pikepdf.StreamDecodeLevel.specialized)) > _MOST_UNPACKED
    except pikepdf.DataDecodingError as error:
        return "bad_alloc" in str(error)  # QPDF tells of missing memory as of any stream that it cannot unpack
    except pikepdf.PdfError:  # only a picture's own packing cannot be undone here
        return False


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _is_inside(value: object) -> bool:
    """Whether the object is written within another one: those with a number of their own come by themselves."""
    return isinstance(value, pikepdf.Object) and not value.is_indirect


def _look_at_start(root: pikepdf.Object) -> str:
    """What the document does on opening: going to a page is all it may."""
    start = root.get("/OpenAction")
    if start is None or isinstance(start, pikepdf.Array):
        return ""
    return "" if isinstance(start, pikepdf.Dictionary) and start.get("/S") == "/GoTo" else "active_content"


def _judge(one: pikepdf.Object) -> str:
    keys = set(one.keys())
    if keys & _EMBEDDING_KEYS or one.get("/Type") == "/EmbeddedFile" or one.get("/Subtype") == "/FileAttachment":
        return "embedded_files"
    if keys & _ACTIVE_KEYS - _harmless(one) or one.get("/Subtype") in _ACTIVE_ANNOTATIONS:
        return "active_content"
    return "active_content" if one.get("/S") in _ACTIONS else ""


def _harmless(one: pikepdf.Object) -> frozenset[str]:
    """`/PS` names PostScript in an XObject and a mark elsewhere; only the former is a program."""
    return frozenset() if one.get("/Type") == "/XObject" else frozenset({"/PS"})
