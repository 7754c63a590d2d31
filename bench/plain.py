"""The peer of P34: a Django that answers the same requests with one page, and stores what it is sent in one row.

No session, no forms, no look into files, no transaction but the row's own. `gunicorn "bench.plain:application()"`.
"""

from typing import Any

TABLE = "bench_plain"
MAKE = f"CREATE TABLE {TABLE} (id bigserial PRIMARY KEY, path text, told jsonb, content bytea)"
_HOME = "/fr/connect/CMH-2222-2222/"
_PAGE = (
    '<form method="post"><input name="csrfmiddlewaretoken" value="none">'
    '<input name="revision" value="0"></form>' + "<p>Nothing.</p>" * 500
)


def application() -> Any:
    """The WSGI application, on the database of the environment."""
    import os

    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from environs import Env

    database = dict(Env().dj_db_url("DATABASE_URL", conn_max_age=None, conn_health_checks=True))
    settings.configure(
        SECRET_KEY=os.urandom(20).hex(), ROOT_URLCONF="bench.plain_urls", DATABASES={"default": database},
        ALLOWED_HOSTS=["*"], DATA_UPLOAD_MAX_MEMORY_SIZE=20_000_000,
    )  # fmt: skip
    return get_wsgi_application()


def page(request: Any) -> Any:
    """Store what was sent, or show the page."""
    import json

    from django.db import connection
    from django.http import HttpResponse, HttpResponseRedirect

    if request.method != "POST":
        return HttpResponse(_PAGE)
    file = request.FILES.get("file")
    content = file.read() if file else None
    with connection.cursor() as cursor:
        insert = f"INSERT INTO {TABLE} (path, told, content) VALUES (%s, %s, %s)"
        cursor.execute(insert, [request.path, json.dumps(request.POST.dict()), content])
    return HttpResponseRedirect(_HOME)
