"""Certificate authorities of the tests: real certificates, OCSP, CRLs and time-stamps, served on the loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pyhanko.sign.ades.qualified_asn1  # noqa: F401  # teaches asn1crypto what qualified certificates state
from asn1crypto import x509
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, PKIArchitecture
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.keys import load_private_key_from_pemder_data
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

ALWAYS = {"valid-from": "2020-01-01T00:00:00+0000", "valid-to": "2120-01-01T00:00:00+0000"}
LONG_AGO = {"valid-from": "2010-01-01T00:00:00+0000", "valid-to": "2020-01-01T00:00:00+0000"}
QUALIFIED = [{"statement_id": "qc_compliance"}, {"statement_id": "qc_sscd"}]
_BINDING = ["non_repudiation"]

# Who holds a certificate of the trusted authority: name, and what is special about it.
_PEOPLE: dict[str, dict[str, Any]] = {
    "claire": {"given": "Claire Marie", "surname": "Lefèvre"},
    "other": {"given": "Bernard", "surname": "Lefèvre"},
    "expired": {"given": "Claire Marie", "surname": "Lefèvre", "validity": LONG_AGO},
    "revoked": {"given": "Claire Marie", "surname": "Lefèvre", "revoked": True},
    "silent": {"given": "Claire Marie", "surname": "Lefèvre", "informs": False},
    "sign-in": {"given": "Claire Marie", "surname": "Lefèvre", "usage": ["digital_signature"]},
    "simple": {"given": "Claire Marie", "surname": "Lefèvre", "qualified": False},
}


def _extension(name: str, *, critical: bool = False, **value: Any) -> dict[str, Any]:
    return {"id": name, "critical": critical, **value}


def _authority(subject: str, issuer: str, *, informs: bool) -> dict[str, Any]:
    return {
        "subject": subject,
        "issuer": issuer,
        "validity": ALWAYS,
        "extensions": [
            _extension("basic_constraints", critical=True, value={"ca": True}),
            _usage(["digital_signature", "key_cert_sign", "crl_sign"]),
            *([_lists(issuer)] if informs else []),
        ],
    }


def _usage(names: list[str]) -> dict[str, Any]:
    return _extension("key_usage", critical=True, **{"smart-value": {"schema": "key-usage", "params": names}})


def _lists(issuer: str) -> dict[str, Any]:
    lists = {"schema": "crl-dist-url", "params": {"crl-repo-names": [issuer]}}
    return _extension("crl_distribution_points", **{"smart-value": lists})


def _answers(issuer: str) -> dict[str, Any]:
    answers = {"schema": "aia-urls", "params": {"ocsp-responder-names": [issuer]}}
    return _extension("authority_information_access", **{"smart-value": answers})


def _person(issuer: str, subject: str, about: dict[str, Any]) -> dict[str, Any]:
    certificate: dict[str, Any] = {
        "subject": subject,
        "issuer": issuer,
        "validity": about.get("validity", ALWAYS),
        "extensions": [
            _usage(about.get("usage", _BINDING)),
            *([_answers(issuer)] if about.get("informs", True) else []),
            *([_extension("qc_statements", value=QUALIFIED)] if about.get("qualified", True) else []),
        ],
    }
    if about.get("revoked"):
        certificate["revocation"] = {"revoked-since": "2021-01-01T00:00:00+0000", "reason": "key_compromise"}
    return certificate


def _house() -> dict[str, Any]:
    """One root, an issuing authority under it, its people, a responder for OCSP, and a time-stamping authority."""
    people = {
        name: {
            "given-name": about["given"],
            "surname": about["surname"],
            "common-name": f"{about['given']} {about['surname']} (Signature)",
        }
        for name, about in _PEOPLE.items()
    }
    responder = [
        _usage(["digital_signature"]),
        _extension("extended_key_usage", critical=True, value=["ocsp_signing"]),
        _extension("ocsp_no_check"),
    ]
    stamper = [
        _usage(["digital_signature"]),
        _extension("extended_key_usage", critical=True, value=["time_stamping"]),
        _lists("root"),
    ]
    return {
        "keyset": "keys",
        "entity-defaults": {"country-name": "BE"},
        "entities": {
            "root": {"common-name": "Root of the tests"},
            "issuer": {"common-name": "Citizens of the tests"},
            "responder": {"common-name": "Answers of the tests"},
            "stamper": {"common-name": "Time of the tests"},
            **people,
        },
        "certs": {
            "root": _authority("root", "root", informs=False),
            "issuer": _authority("issuer", "root", informs=True),
            "responder": {
                "subject": "responder",
                "issuer": "issuer",
                "validity": ALWAYS,
                "extensions": responder,
            },
            "stamper": {"subject": "stamper", "issuer": "root", "validity": ALWAYS, "extensions": stamper},
            **{name: _person("issuer", name, about) for name, about in _PEOPLE.items()},
        },
        "services": {
            "ocsp": {"issuer": {"for-issuer": "issuer", "responder-cert": "responder"}},
            "crl-repo": {"root": {"for-issuer": "root", "simulated-update-schedule": "P90D"}},
            "time-stamping": {"stamper": {"signing-cert": "stamper"}},
        },
    }


class Authorities:
    """`trusted` is in the trust list; `forged` bears the same names, made by somebody else."""

    def __init__(self, folder: Path, address: str) -> None:
        self.address = address
        self.folder = folder
        self.answers = True
        names = ["root", "issuer", "responder", "stamper", *_PEOPLE]
        self._keys(names)
        keyset = {"path-prefix": ".", "keys": {name: {"path": f"{name}.pem"} for name in names}}
        forged = {"path-prefix": ".", "keys": {name: {"path": f"forged-{name}.pem"} for name in names}}
        house = _house()
        config = CertomancerConfig(
            {
                "external-url-prefix": address,
                "keysets": {"keys": keyset, "forged": forged},
                "pki-architectures": {"trusted": house, "forged": {**house, "keyset": "forged"}},
            },
            key_search_dir=str(folder),
        )
        self.architectures = config.pki_archs

    def _keys(self, names: list[str]) -> None:
        for name in (*names, *(f"forged-{name}" for name in names)):
            key = ec.generate_private_key(ec.SECP256R1())
            pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            (self.folder / f"{name}.pem").write_bytes(pem)

    def of(self, name: str) -> PKIArchitecture:
        return self.architectures[ArchLabel(name)]

    def certificate(self, person: str, *, of: str = "trusted") -> x509.Certificate:
        return self.of(of).get_cert(CertLabel(person))

    def signer(self, person: str, *, of: str = "trusted", chain: bool = True) -> SimpleSigner:
        """What signs as `person`: the card and its reader."""
        prefix = "forged-" if of == "forged" else ""
        key = load_private_key_from_pemder_data((self.folder / f"{prefix}{person}.pem").read_bytes(), None)
        others = SimpleCertificateStore()
        if chain:
            others.register(self.certificate("issuer", of=of))
        return SimpleSigner(self.certificate(person, of=of), key, others)

    @property
    def time_stamps(self) -> str:
        return f"{self.address}/trusted/tsa/stamper"

    def context(self) -> ValidationContext:
        """What a program that signs knows of the authority, answers of issuers included."""
        return ValidationContext(
            trust_roots=[self.certificate("root")],
            other_certs=[self.certificate("issuer")],
            allow_fetching=True,
            revocation_mode="require",
        )

    def distrust_time(self, settings: Any) -> None:
        """Take the authority for time out of the trust list."""
        (Path(settings.MANDATE_TRUST_ROOTS) / "timestamps" / "root.der").unlink()

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Nobody answers meanwhile."""
        self.answers = False
        yield
        self.answers = True

    def trust(self, folder: Path) -> Path:
        """A trust list: the root for people, and the root for time."""
        (folder / "timestamps").mkdir(parents=True, exist_ok=True)
        root = self.certificate("root").dump()
        (folder / "root.der").write_bytes(root)
        (folder / "timestamps" / "root.der").write_bytes(root)
        return folder


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        return None


@contextmanager
def serving(folder: Path) -> Iterator[Authorities]:
    """The authorities, with their responders answering on the loopback."""
    server = make_server("127.0.0.1", 0, lambda *_: [], handler_class=_Quiet)
    authorities = Authorities(folder, f"http://127.0.0.1:{server.server_port}")
    answer = Animator(AnimatorArchStore(authorities.architectures), with_web_ui=False)

    def respond(environ: Any, start: Any) -> Any:
        if authorities.answers:
            return answer(environ, start)
        start("503 Service Unavailable", [])
        return []

    server.set_app(respond)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield authorities
    server.shutdown()
    thread.join()
