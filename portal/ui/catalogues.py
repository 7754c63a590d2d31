"""Message catalogues: which sentences an app has, and their translations in its ``locale`` folder.

Done with Babel, so that no machine needs GNU gettext. A catalogue is a function of the sources and of its own
translations: no dates, no line numbers, sorted, one line a sentence, so that a diff shows what changed in words.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parents[2]
SOURCE_LANGUAGE = "en"

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_now": None,  # beside a lazy `_`
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml"}
PERCENT = re.compile(r"%(?:\((?P<name>\w+)\))?(?P<kind>[#0\- +]*[\d.]*[diouxXeEfFgGcrsa%])")


@dataclass(frozen=True, kw_only=True)
class App:
    """An app with its own sources; what lies in an app nested below it is not its own."""

    label: str
    path: Path
    nested: tuple[Path, ...] = ()

    def sources(self) -> Iterator[Path]:
        """Python files and templates."""
        for path in sorted(self.path.rglob("*")):
            own = not any(path.is_relative_to(other) for other in self.nested)
            is_template = path.suffix in TEMPLATE_SUFFIXES and "templates" in path.parts
            if own and "migrations" not in path.parts and (path.suffix == ".py" or is_template):
                yield path

    def catalogue(self, language: str) -> Path:
        """Where the translations are."""
        return self.path / "locale" / language / "LC_MESSAGES" / "django.po"


def project_apps() -> Iterator[App]:
    """The apps of this project, as opposed to those of libraries."""
    paths = {config.label: Path(config.path) for config in apps.get_app_configs()}
    own = {
        label: path
        for label, path in paths.items()
        if path.is_relative_to(PROJECT) and "site-packages" not in path.parts
    }
    for label, path in sorted(own.items()):
        nested = tuple(other for other in own.values() if other != path and other.is_relative_to(path))
        yield App(label=label, path=path, nested=nested)


def collect(app: App) -> Catalog:
    """The app's sentences, untranslated, each with the files it stands in."""
    found = Catalog()
    for path in app.sources():
        name = path.relative_to(app.path).as_posix()
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # what is left of the template is junk to Python's tokenizer: its indentation must not matter
            source = "\n".join(line.lstrip() for line in templatize(source, origin=name).splitlines())
        lines = BytesIO(source.encode())
        for _, sentence, notes, context in extract(
            "python", lines, keywords=KEYWORDS, comment_tags=["Translators"], options={"encoding": "utf-8"}
        ):
            if sentence != "":
                found.add(sentence, locations=[(name, 0)], auto_comments=notes, context=context)
    return found


def read(path: Path, language: str) -> Catalog:
    """A stored catalogue; empty if there is none yet."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def merge(found: Catalog, known: Catalog, language: str) -> Catalog:
    """The sentences ``found``, with the translations ``known`` to us; nothing is guessed from similar ones."""
    merged = Catalog(locale=language)
    for message in _sentences(found):
        former = known.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        keeps = former is not None and isinstance(former.string, str) == isinstance(message.id, str)
        merged.add(
            message.id,
            string=former.string if former is not None and keeps else None,
            locations=message.locations,
            flags={"fuzzy"} if former is not None and former.fuzzy else set(),
            auto_comments=message.auto_comments,
            user_comments=former.user_comments if former is not None else (),
            context=message.context,
        )
    return merged


def to_text(catalogue: Catalog, language: str) -> str:
    """The file's content."""
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, sort_output=True, include_lineno=False)
    header = (
        'msgid ""\n'
        'msgstr ""\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Language: {language}\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n'
    )
    return f"{header}\n{body.getvalue().decode()}".rstrip("\n") + "\n"


def wanted(app: App, language: str) -> str:
    """What the app's catalogue has to contain; empty when the app has no sentence to translate."""
    found = collect(app)
    return to_text(merge(found, read(app.catalogue(language), language), language), language) if found else ""


def update(app: App, language: str) -> None:
    """Bring the app's catalogue up to date with its sources."""
    path, text = app.catalogue(language), wanted(app, language)
    if text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    else:
        path.unlink(missing_ok=True)


def compile_file(path: Path, language: str) -> None:
    """Write the binary form beside the catalogue, unless it is newer or there is nothing to compile."""
    target = path.with_suffix(".mo")
    if not path.exists() or (target.exists() and target.stat().st_mtime_ns > path.stat().st_mtime_ns):
        return
    fresh = target.with_suffix(f".{os.getpid()}")
    with fresh.open("wb") as stream:
        write_mo(stream, read(path, language))
    fresh.replace(target)


def faults(app: App, language: str) -> Iterator[str]:
    """Everything that keeps the catalogue from being complete, each in one line."""
    path = app.catalogue(language)
    if wanted(app, language) != (path.read_text(encoding="utf-8") if path.exists() else ""):
        yield f"{app.label} [{language}]: not up to date with the sources: run `manage.py messages update`"
    for message in _sentences(read(path, language)):
        source, target = _forms(message.id), _forms(message.string)
        where = f"{app.label} [{language}] {source[0]!r}"
        if message.fuzzy:
            yield f"{where}: fuzzy"
        if not all(target):
            yield f"{where}: not translated"
        elif difference := _placeholder_fault(source, target):
            yield f"{where}: {difference}"


def conflicts(language: str) -> Iterator[str]:
    """Sentences that two apps translate differently, each in one line: readers see one of the two everywhere."""
    known: dict[tuple[str, str | None], tuple[str, tuple[str, ...]]] = {}
    for app in project_apps():
        for message in _sentences(read(app.catalogue(language), language)):
            source, target = _forms(message.id)[0], _forms(message.string)
            other, first = known.setdefault((source, message.context), (app.label, target))
            if first != target:
                yield f"{app.label} [{language}] {source!r}: {other} says {first[0]!r}, here it is {target[0]!r}"


def placeholders(text: str) -> set[str]:
    """What will be replaced: ``%(name)s``, ``%s``, ``{name}``."""
    percent = {match.group() for match in PERCENT.finditer(text) if match["kind"] != "%"}
    try:
        braces = {f"{{{name}}}" for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:  # a lone brace is just text
        braces = set()
    return percent | braces


def _placeholder_fault(source: tuple[str, ...], target: tuple[str, ...]) -> str:
    """Every form may name what the source names; only the last, the general plural, has to name it all."""
    allowed = set().union(*map(placeholders, source))
    needed = placeholders(source[-1])
    if unknown := set().union(*map(placeholders, target)) - allowed:
        return f"unknown placeholder {', '.join(sorted(unknown))}"
    if missing := needed - placeholders(target[-1]):
        return f"placeholder {', '.join(sorted(missing))} is missing"
    return ""


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    if isinstance(text, list | tuple):
        return tuple(form or "" for form in text)
    return (text or "",)


def _sentences(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)
