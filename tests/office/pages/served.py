"""An office of its own for a browser: migrated, seeded and served in a process whose clock is told by lines of its input.

It prints one line of JSON: the port. ``python -m tests.office.pages.served``
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from pathlib import Path


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sonae.office.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.management import call_command
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    from sonae.office.seed import seed_demo

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    seed_demo(dt.datetime.fromisoformat(os.environ["SONAE_NOW"]).date())

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            if str(args[1]).startswith("5"):
                sys.stderr.write(format % args + "\n")

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    sys.stdout.write(json.dumps({"port": server.server_port}) + "\n")
    sys.stdout.flush()
    import threading

    threading.Thread(target=server.serve_forever, daemon=True).start()
    for line in sys.stdin:
        os.environ["SONAE_NOW"] = line.strip()
        sys.stdout.write("told\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
