"""The base of the portal's forms: no browser bubbles, and errors that the page can sum up."""

from typing import Any, ClassVar
from uuid import UUID, uuid4, uuid5

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict


class Form(forms.Form):
    """A form of the portal. Render it with `{% include "ui/form.html" %}` or its fields with `{% field form.x %}`.

    The browser's own validation is off: the server says what to do, in the reader's language, next to the field.
    """

    conditional: ClassVar[frozenset[str]] = frozenset()  # fields that some answers need: not told to be optional
    use_required_attribute = False
    label_suffix = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class OnceForm(Form):
    """Bears a token, so that the same form sent twice is one wish."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    @property
    def sent_token(self) -> UUID:
        """Of the wish: another one when somebody went back in the browser and sent the form with other words."""
        words = {name: str(value) for name, value in self.cleaned_data.items() if name != "token"}
        return uuid5(self.cleaned_data["token"], repr(sorted(words.items())))


def summary(form: forms.BaseForm) -> list[tuple[str, str]]:
    """The errors of `form` for the summary above the title: (id of the field to go to, message), in page order.

    Errors that belong to no field lead to the first field.
    """
    errors: ErrorDict = form.errors
    visible: list[BoundField] = form.visible_fields()
    first = focus_id(visible[0]) if visible else ""
    rows = [(first, str(message)) for message in form.non_field_errors()]
    for bound in form.hidden_fields():
        rows += [(first, str(message)) for message in bound.errors]
    for bound in visible:
        if bound.name in errors:
            rows += [(focus_id(bound), str(message)) for message in bound.errors]
    return rows


def focus_id(bound: BoundField) -> str:
    """The id that a link in the summary leads to: of a group of choices, the first one."""
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id
