"""Five hundred texts as fuzzers and clumsy fingers make them, through the fields, in each language."""

import random

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from consumption.export.forms import DayField
from portal.ui.fields import EanField, MeterNumberField

_LETTERS = " \t\n\x1f'\"<>&;%{}$\\/#?*()=+,:|~^`²٣éßﬁ🙂\u202e\ufeffOolI_.-" + "0123456789" * 3
_DAYS = ["31/02/2026", "00/01/2026", "2026-13-01", "32.12.2026", "1/1/26x", "2026/11/23", "23-11", "23 novembre"]


def _malformed(count: int) -> list[str]:
    source = random.Random(20261123)
    texts = [
        "!" + "".join(source.choice(_LETTERS) for _ in range(source.choice([1, 5, 8, 10, 18, 60, 400])))
        for _ in range(count)
    ]
    return [*_DAYS, *texts][:count]


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
@pytest.mark.parametrize("field", [EanField, MeterNumberField, DayField])
def test_each_of_five_hundred_malformed_texts_is_told_what_to_do(field, language):
    told = set()
    with translation.override(language):
        for text in _malformed(500):
            if field is MeterNumberField and text in _DAYS:
                continue  # letters and digits around separators may be a meter number
            with pytest.raises(ValidationError) as error:
                field().clean(text)
            told |= set(error.value.messages)
    assert told and all(len(message) > 10 for message in told)
