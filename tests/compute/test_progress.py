import threading

import pytest

from sonae.compute import Silent
from sonae.core import Cancelled


def test_silent_work_goes_on_until_it_is_cancelled() -> None:
    progress = Silent()
    progress.stage("scenarios", 10)
    progress.advance(3)
    progress.check()
    stopper = threading.Thread(target=progress.cancel)
    stopper.start()
    stopper.join()
    with pytest.raises(Cancelled):
        progress.check()
    with pytest.raises(Cancelled):
        progress.stage("documents", 3)


def test_importing_the_room_does_not_load_numba() -> None:
    import subprocess
    import sys

    check = "import sys, sonae.compute, sonae.data; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
