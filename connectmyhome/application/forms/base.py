"""What the forms of all questions have in common: the fields bear the names of their keys."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application
from connectmyhome.application.questions import Facts
from portal.ui import formats
from portal.ui.forms import Form


class RevisedForm(Form):
    """`revision` is that of the application when the page was opened."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None, *, application: Application, **kwargs: Any) -> None:
        self.application = application
        super().__init__(data, **kwargs)
        self.initial["revision"] = application.revision

    def tell_changed(self) -> None:
        """Something was saved in another window: what was typed stands here again, on the newer revision."""
        self.add_error(
            None, _now("The application was changed in another window meanwhile: check this page, and save again")
        )
        newer = QueryDict(mutable=True)
        newer.update(self.data)
        newer["revision"] = str(self.application.revision)
        self.data = newer


class QuestionForm(RevisedForm):
    """One question."""

    units: ClassVar[dict[str, str]] = {}  # of fields that hold a number

    def __init__(self, data: QueryDict | None, *, application: Application, facts: Facts) -> None:
        self.facts, self.application = facts, application
        initial = {key: value for key, value in application.answers.items() if key in self.base_fields}
        super().__init__(data, application=application, initial=initial | self.known())

    def known(self) -> dict[str, Any]:
        """What the page shows besides the answers."""
        return {}

    @property
    def told_revision(self) -> int:
        told = self.cleaned_data.get("revision")
        return -1 if told is None else told

    def answers(self) -> dict[Key, Any]:
        """The answers as they are kept; those of fields that this applicant is not shown are taken away."""
        return {Key(name): _kept(self.cleaned_data.get(name)) for name in self.base_fields if name in tuple(Key)}

    def changes(self) -> dict[str, Any]:
        """What `save` keeps besides the answers."""
        return {}

    def rows(self) -> Iterator[tuple[str, str]]:
        """(label, answer in words) of each field that has an answer."""
        for name, field in self.fields.items():
            value = self.initial.get(name)
            if name != "revision" and value not in (None, "", []):
                yield str(field.label), self._in_words(name, field, value)

    def _in_words(self, name: str, field: forms.Field, value: Any) -> str:
        if isinstance(field, forms.ChoiceField):  # of several, too
            labels = {str(code): str(label) for code, label in cast("Iterable[tuple[str, str]]", field.choices)}
            chosen = value if isinstance(value, list) else [value]
            return ", ".join(labels.get(str(one), str(one)) for one in chosen)
        if isinstance(field, forms.DateField):
            return formats.day(date.fromisoformat(value))
        if isinstance(field, forms.DecimalField):
            exact = Decimal(value)
            text = formats.number(exact, max(0, -int(exact.as_tuple().exponent)))
            return formats.with_unit(text, self.units[name]) if name in self.units else text
        return str(value)


def _kept(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else ""
    return value


class NumberField(forms.DecimalField):
    """Takes a comma and a point alike, in every language."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value or "").strip().replace(",", "."))

    def run_validators(self, value: Any) -> None:
        """Tells the first thing that is wrong: the others follow from it, or say it again."""
        try:
            super().run_validators(value)
        except ValidationError as error:
            raise error.error_list[0] from error


def text(label: Any, autocomplete: str, *, required: Any = None, **kwargs: Any) -> forms.CharField:
    """A line of text; `required` is what to say when it is missing."""
    kwargs.setdefault("max_length", 100)
    width = kwargs.pop("width", "w-wide")
    return forms.CharField(
        label=label,
        required=required is not None,
        error_messages={"required": required} if required is not None else {},
        widget=forms.TextInput(attrs={"class": width, "autocomplete": autocomplete}),
        **kwargs,
    )


def choice(label: Any, choices: Any, *, required: Any = None, **kwargs: Any) -> forms.ChoiceField:
    """One of a few."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        required=required is not None,
        error_messages={"required": required, "invalid_choice": required} if required is not None else {},
        **kwargs,
    )


def number(label: Any, *, most: int, least: str = "0", required: Any = None, **kwargs: Any) -> forms.DecimalField:
    """A number with at most one decimal; a comma will do."""
    too_much, too_little = (
        _("Enter at most %(limit_value)s: check the number"),
        _("Enter at least %(limit_value)s"),
    )
    return NumberField(
        label=label,
        required=required is not None,
        min_value=Decimal(least),
        max_value=Decimal(most),
        max_digits=6,
        decimal_places=1,
        localize=True,
        error_messages={
            "invalid": _("Enter a number, such as 9.2"),
            "max_value": too_much,
            "min_value": too_little,
            "max_decimal_places": _("Enter a number with at most one decimal"),
            "max_digits": _("Enter a number, such as 9.2"),
            "max_whole_digits": _("Enter a number, such as 9.2"),
            **({"required": required} if required is not None else {}),
        },
        widget=forms.TextInput(attrs={"class": "w-code", "inputmode": "decimal", "autocomplete": "off"}),
        **kwargs,
    )


def day(label: Any, *, required: Any = None, **kwargs: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(
        label=label,
        required=required is not None,
        error_messages={
            "invalid": _("Enter the day as 31/12/2026"),
            **({"required": required} if required is not None else {}),
        },
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "w-date", "autocomplete": "off"}
        ),
        **kwargs,
    )
