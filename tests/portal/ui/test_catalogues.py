"""What the catalogues hold, and what their check refuses."""

import gettext
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal.ui import catalogues

CODE = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, npgettext_lazy, pgettext

plain = _("Plain sentence")
lazy = gettext_lazy("Lazy sentence")
# Translators: a note for them
joined = _("Joined " "sentence")
plural = ngettext("%(count)s home", "%(count)s homes", 2) % {"count": 2}
context = pgettext("the month", "May")
both = npgettext_lazy("the drawing", "one line", "%(count)s lines")
not_ours = plain.translate("Not a sentence")
"""

TEMPLATE = """
{% load i18n %}
    <h1 class="it's {{ odd }}">{% translate "Title of it" %}</h1>
  <p>{% translate "May" context "permission" %} don't (stop [here</p>
      {% include "x.html" with label=_("Label") %}
{% blocktranslate trimmed with name=user.name %}
    Good day,
    {{ name }}: 100% green
{% endblocktranslate %}
{% blocktranslate count n=homes|length context "list" %}One home{% plural %}{{ n }} homes{% endblocktranslate %}
"""


@pytest.fixture
def app(tmp_path: Path) -> catalogues.App:
    """An app with a view and a template."""
    (tmp_path / "views.py").write_text(CODE)
    (tmp_path / "templates" / "app").mkdir(parents=True)
    (tmp_path / "templates" / "app" / "page.html").write_text(TEMPLATE)
    return catalogues.App(label="app", path=tmp_path)


def translate(app: catalogues.App, **forms: str | list[str]) -> None:
    """Fill in each sentence with itself, or with what ``forms`` says, by a catalogue's own means."""
    catalogues.update(app, "fr")
    path = app.catalogue("fr")
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale="fr")
    for message in catalogue:
        if message.id:
            own = message.id if isinstance(message.id, str) else tuple(message.id)
            message.string = forms.get(message.id if isinstance(message.id, str) else message.id[0], own)
    path.write_text(catalogues.to_text(catalogue, "fr"))


def test_every_way_to_mark_a_sentence_is_found(app: catalogues.App) -> None:
    found = {(message.context, message.id) for message in catalogues.collect(app) if message.id}

    assert found == {
        (None, "Plain sentence"),
        (None, "Lazy sentence"),
        (None, "Joined sentence"),
        (None, ("%(count)s home", "%(count)s homes")),
        ("the month", "May"),
        ("the drawing", ("one line", "%(count)s lines")),
        (None, "Title of it"),
        ("permission", "May"),
        (None, "Label"),
        (None, "Good day, %(name)s: 100%% green"),
        ("list", ("One home", "%(n)s homes")),
    }


def test_an_update_keeps_translations_and_forgets_what_is_gone(app: catalogues.App) -> None:
    translate(app, **{"Plain sentence": "Phrase simple"})
    (app.path / "views.py").write_text(CODE.replace("Lazy sentence", "Lazy sentences"))

    catalogues.update(app, "fr")

    text = app.catalogue("fr").read_text()
    assert 'msgid "Plain sentence"\nmsgstr "Phrase simple"\n' in text
    assert 'msgid "Lazy sentences"\nmsgstr ""\n' in text
    assert "Lazy sentence\n" not in text
    assert "fuzzy" not in text


def test_moving_a_sentence_within_its_file_changes_nothing(app: catalogues.App) -> None:
    catalogues.update(app, "fr")
    before = app.catalogue("fr").read_text()

    (app.path / "views.py").write_text("\n\n\n" + CODE)
    catalogues.update(app, "fr")

    assert app.catalogue("fr").read_text() == before


def test_a_complete_catalogue_has_no_fault(app: catalogues.App) -> None:
    translate(app)

    assert list(catalogues.faults(app, "fr")) == []


def test_a_sentence_that_is_not_collected_is_a_fault(app: catalogues.App) -> None:
    translate(app)
    (app.path / "more.py").write_text("_('One more')")

    assert "not up to date" in " ".join(catalogues.faults(app, "fr"))


def test_an_empty_translation_is_a_fault(app: catalogues.App) -> None:
    translate(app, **{"Label": ""})

    assert list(catalogues.faults(app, "fr")) == ["app [fr] 'Label': not translated"]


def test_one_empty_plural_form_is_a_fault(app: catalogues.App) -> None:
    translate(app, **{"%(count)s home": ["%(count)s foyer", ""]})

    assert list(catalogues.faults(app, "fr")) == ["app [fr] '%(count)s home': not translated"]


def test_a_fuzzy_sentence_is_a_fault(app: catalogues.App) -> None:
    translate(app)
    path = app.catalogue("fr")
    path.write_text(path.read_text().replace('msgid "Label"', '#, fuzzy\nmsgid "Label"'))

    assert "app [fr] 'Label': fuzzy" in list(catalogues.faults(app, "fr"))


@pytest.mark.parametrize(
    ("source", "target", "fault"),
    [
        ("Good day, %(name)s: 100%% green", "Bonjour : 100%% vert", "placeholder %(name)s is missing"),
        ("Good day, %(name)s: 100%% green", "Bonjour %(nom)s", "unknown placeholder %(nom)s"),
        ("%(count)s home", ["un foyer", "des foyers"], "placeholder %(count)s is missing"),
        ("Label", "Étiquette {x}", "unknown placeholder {x}"),
    ],
)
def test_a_lost_or_invented_placeholder_is_a_fault(
    app: catalogues.App, source: str, target: str | list[str], fault: str
) -> None:
    translate(app, **{source: target})

    assert list(catalogues.faults(app, "fr")) == [f"app [fr] {source!r}: {fault}"]


def test_the_singular_need_not_name_the_number(app: catalogues.App) -> None:
    translate(app, **{"%(count)s home": ["un foyer", "%(count)s foyers"]})

    assert list(catalogues.faults(app, "fr")) == []


def test_a_compiled_catalogue_translates(app: catalogues.App) -> None:
    translate(app, **{"Plain sentence": "Phrase simple", "%(count)s home": ["un foyer", "%(count)s foyers"]})

    catalogues.compile_file(app.catalogue("fr"), "fr")

    with app.catalogue("fr").with_suffix(".mo").open("rb") as stream:
        french = gettext.GNUTranslations(stream)
    assert french.gettext("Plain sentence") == "Phrase simple"
    assert french.ngettext("%(count)s home", "%(count)s homes", 0) == "un foyer"
    assert french.ngettext("%(count)s home", "%(count)s homes", 2) == "%(count)s foyers"
