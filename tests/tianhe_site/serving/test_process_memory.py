"""What a process holds on to of the memory that its threads free, and what it doesn't load."""

import ctypes
import os
import subprocess
import sys

import pytest
from django.conf import settings

# Each thread allocates too much for Python's own pools, while the others have theirs.
PROGRAM = """
import ctypes, threading
import tianhe_site.wsgi

barrier = threading.Barrier(9)

def work():
    blocks = [bytearray(20_000) for _number in range(50)]
    barrier.wait()
    barrier.wait()

for _number in range(8):
    threading.Thread(target=work).start()
barrier.wait()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
libc.malloc_info(0, ctypes.c_void_p(libc.fdopen(1, b"w")))
libc.fflush(None)
barrier.wait()
"""

# Admins, the encryption of backups, and the lists of words that rate passwords.
ONLY_FOR_STAFF = ("news.admin", "pages.admin", "tianhe_site.editorial.admin", "pyrage", "zxcvbn")
AS_SERVER = """
import sys
import tianhe_site.wsgi
from django.urls import resolve

resolve("/", "tianhe_site.public_urls")
print(*sys.modules)
"""


def test_process_of_readers_loads_nothing_that_only_staff_use():
    command = [sys.executable, "-c", AS_SERVER]
    run = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "news.views" in loaded
    assert loaded.isdisjoint(ONLY_FOR_STAFF)
    stemmers = [name for name in loaded if name.endswith("_stemmer")]
    assert stemmers == ["snowballstemmer.english_stemmer"]


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="only glibc has pools")
def test_threads_share_one_pool_of_memory_however_the_site_is_started():
    environment = {name: value for name, value in os.environ.items() if "MALLOC" not in name}
    command = [sys.executable, "-c", PROGRAM]
    run = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.count("<heap nr=") == 1
