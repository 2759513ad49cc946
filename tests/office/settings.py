"""The office's settings for tests: a home of their own, and a quick hash of passwords."""

import os
import tempfile

# A folder for each process: workers inherit the variables of who starts them, and one would see the uploads of another.
os.environ["SONAE_OFFICE_HOME"] = tempfile.mkdtemp(prefix="sonae-office-test-")

# A browser that is driven from the same worker keeps an event loop running; what the tests ask of the database is in no loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from sonae.office.settings import *  # noqa: F403
from sonae.office.settings import OFFICE

OFFICE.prepare()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Every client of a test would list the static files anew; so they are looked for when they are asked for.
WHITENOISE_AUTOREFRESH = True
