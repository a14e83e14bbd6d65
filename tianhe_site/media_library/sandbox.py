"""Runs a child process on untrusted bytes, with limits of memory and time.

A child that crashes, hangs or runs out of memory costs one upload, not a worker.
"""

import json
import logging
import os
import subprocess
import tempfile
import threading

from django.conf import settings

logger = logging.getLogger(__name__)

# The child doesn't start, fails, or answers something else than a JSON object.
CHILD_FAILURES = (subprocess.SubprocessError, OSError, ValueError, TypeError, RecursionError)
# What the interpreter may need to start. Secrets stay out of the child's reach.
CHILD_ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
MAX_ANSWER_BYTES = 64 * 1024
# One child at a time: any of a worker's threads may bring an upload, and each child may take some
# hundred megabytes.
one_at_a_time = threading.Lock()


def ask(command, request, *, seconds):
    """Return the answer of the child that `command` starts, a dictionary; a refusal if it gives
    none within `seconds`. `request` is what it reads, with its "limits"."""
    # A file, not a pipe: the output of a broken child could fill the parent's memory.
    with tempfile.TemporaryFile() as answer:
        try:
            subprocess.run(
                command,
                input=json.dumps(request).encode(),
                stdout=answer,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env={name: os.environ[name] for name in CHILD_ENVIRONMENT if name in os.environ},
                timeout=seconds,
                check=True,
            )
            answer.seek(0)
            return dict(json.loads(answer.read(MAX_ANSWER_BYTES)))
        except CHILD_FAILURES as error:
            logger.warning("The program that reads uploads failed: %s", error)
            return {"refused": "too_heavy"}
