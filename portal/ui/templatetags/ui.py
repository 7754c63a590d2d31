"""Tags and filters of the portal's templates: icons, form fields, numbers and days in the reader's language."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from lucide import _render_icon

from portal.ui import formats
from portal.ui.forms import summary

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 20, css_class: str = "") -> SafeString:
    """The lucide icon `name` as inline SVG, hidden from screen readers: the words beside it carry the meaning."""
    return _icon(name, size, css_class)


@lru_cache(maxsize=256)
def _icon(name: str, size: int, css_class: str) -> SafeString:
    extra = {"class": css_class} if css_class else {}
    markup = _render_icon(name, size, aria_hidden="true", focusable="false", **extra)
    return mark_safe(" ".join(markup.split()))  # noqa: S308  # from the lucide package, not from a person


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, hint: str = "", label: str = "") -> dict[str, Any]:
    """One form field with label, hint, error and the attributes that tie them together."""
    widget = bound.field.widget
    hint = hint or str(bound.help_text or "")
    described = [f"{bound.auto_id}-hint"] if hint else []
    described += [f"{bound.auto_id}-error"] if bound.errors else []
    attributes: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    kind = _kind(widget)
    if kind == "input":
        attributes["class"] = f"input {widget.attrs.get('class', '')}".strip()
    if bound.field.required and kind != "group":
        attributes["required"] = True
    return {
        "bound": bound,
        "kind": kind,
        "hint": hint,
        "label": label or bound.label,
        "optional": not bound.field.required and bound.name not in getattr(bound.form, "conditional", ()),
        "described": " ".join(described),
        "widget": bound.as_widget(attrs=attributes) if kind != "group" else "",
        "choices": list(bound) if kind == "group" else [],
    }


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "input"


@register.filter
def errors_of(form: forms.BaseForm | None) -> list[tuple[str, str]]:
    """The rows of the error summary of `form`: (id to go to, message)."""
    return summary(form) if form is not None and form.is_bound and form.errors else []


@register.simple_tag
def url_if_any(name: str, *args: Any, **kwargs: Any) -> str:
    """The URL of the view `name`, or "" where this portal does not have it."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def in_language(context: template.Context, code: str) -> str:
    """The address of this page in another language, its query kept."""
    request: HttpRequest | None = context.get("request")
    if request is None or context.get("error_page"):
        return f"/{code}/"
    here = request.get_full_path()
    first, _, rest = here.lstrip("/").partition("/")
    known = {language for language, _ in settings.LANGUAGES}
    return f"/{code}/{rest}" if first in known else f"/{code}/"


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the earlier and later pages of a list, the rest of the query kept."""
    query: QueryDict = context["request"].GET.copy()
    query.pop("page", None)
    kept = f"{query.urlencode()}&" if query else ""
    return {"page": page, "kept": kept}


@register.filter
def number(value: float, decimals: int = 0) -> str:
    return formats.number(value, int(decimals))


@register.filter
def kwh(watt_hours: float, decimals: int = 0) -> str:
    """Wh as kWh, unit included."""
    return formats.kwh(watt_hours, int(decimals))


@register.filter
def kw(watts: float, decimals: int = 1) -> str:
    """W as kW, unit included."""
    return formats.kw(watts, int(decimals))


@register.filter
def cubic_metres(cubic_decimetres: float, decimals: int = 0) -> str:
    """dm³ as m³, unit included."""
    return formats.cubic_metres(cubic_decimetres, int(decimals))


@register.filter
def euros(amount: Decimal) -> str:
    return formats.euros(amount)


@register.filter
def percent(ratio: float, decimals: int = 0) -> str:
    return formats.percent(ratio, int(decimals))


@register.filter
def magnitude(value: float) -> float:
    """The value without its sign: "12 % less" says which way it went."""
    return abs(value)


@register.filter
def day(value: date, form: str = "long") -> str:
    return formats.day(value, form)


@register.filter
def month(value: date) -> str:
    return formats.month(value)


@register.filter
def moment(value: datetime, form: str = "long") -> str:
    return formats.moment(value, form)


@register.filter
def clock(value: datetime) -> str:
    return formats.clock(value)


@register.filter
def grouped_ean(value: str) -> str:
    return formats.grouped_ean(str(value))
