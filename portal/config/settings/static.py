"""For tools that read the settings and never connect: mypy, makemigrations --check, messages, collectstatic."""

import os

os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nowhere")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")

from .demo import *
