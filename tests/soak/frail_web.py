"""The application as the server of `weituo up` loads it, which ends the whole server at the n-th line of our code."""

import os
import signal
from typing import Any

from tests.soak import frail
from weituo.wsgi import application as real


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """Lines are counted by thread, and the threads are the server's: each is told when a request begins."""
    frail.begin(lambda: os.killpg(os.getpgrp(), signal.SIGKILL))
    return real(environ, start_response)
