import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from portal.identity.models import User

USER = User(email="claire.dupont@maison-verte.be", name="Claire Vandenbroucke", mobile="+32470123456")


def _refusals(password: str) -> list[str]:
    try:
        validate_password(password, USER)
    except ValidationError as refusal:
        return [error.code for error in refusal.error_list]
    return []


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "tuile-camion-orage-42",
        "Vierzig Kühe tanzen",
        "x9#Lq2!vTzR8",
        "le chat de ma soeur ronfle",
        "бегемот-на-крыше",
        "Mijn fiets heeft 3 wielen",
        "été 🌞 sur la Meuse",
    ],
)
def test_a_password_that_is_hard_to_guess_is_taken(password: str) -> None:
    assert _refusals(password) == []


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password_too_short"),
        ("x9#Lq2!vTzR", "password_too_short"),
        ("x9#Lq2!vTzR" * 12, "password_too_long"),
        ("password1234", "password_too_common"),
        ("P@ssw0rd2026!", "password_too_common"),
        ("Bruxelles2026!", "password_too_common"),
        ("BRUXELLES-1985", "password_too_common"),
        ("lüttich.2024", "password_too_common"),
        ("motdepasse123", "password_too_common"),
        ("2026Wachtwoord", "password_too_common"),
        ("passwordpassword", "password_too_common"),
        ("anderlecht1908", "password_too_common"),
        ("soleilbonjour99", "password_too_common"),
        ("électricité-2026", "password_too_common"),
        ("aaaaaaaaaaaa", "password_repeats"),
        ("abababababab", "password_repeats"),
        ("x9#Lx9#Lx9#L", "password_repeats"),
        ("azertyuiopqs", "password_runs"),
        ("qwertzuiop12", "password_runs"),
        ("abcdefghijklm", "password_runs"),
        ("987654321098", "password_runs"),
        ("1qaz2wsx3edc", "password_runs"),
        ("claire.dupont1", "password_too_similar"),
        ("Vandenbroucke7", "password_too_similar"),
        ("maison-verte9", "password_too_similar"),
        ("0470123456ab", "password_too_similar"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str, code: str) -> None:
    assert code in _refusals(password)
