"""The environment, parsed once and typed. Every secret may also come from a file: X_FILE names it."""

from pathlib import Path

from environs import Env

BASE_DIR = Path(__file__).resolve().parents[2]

env = Env()


def secret(name: str, default: str | None = None) -> str:
    """The secret `name`, from the environment or the file that `name`_FILE points to.

    Raises `environs.EnvError` when neither is set and there is no default: the portal then refuses to start.
    """
    path = env.str(f"{name}_FILE", "")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return env.str(name) if default is None else env.str(name, default)
