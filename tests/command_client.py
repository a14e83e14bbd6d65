"""Runs a command of `manage.py` in a fork of `command_server`, as if it ran here.

    python -S tests/command_client.py SOCKET COMMAND ARGUMENT …

Without the packages of the site, Python begins in two hundredths of a second.
"""

import json
import os
import socket
import sys


def main(address, *arguments):
    request = json.dumps([arguments, dict(os.environ), os.getcwd()]).encode()
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(address)
        # What this process reads and writes, the command does.
        socket.send_fds(server, [len(request).to_bytes(4, "big")], [0, 1, 2])
        server.sendall(request)
        status = server.recv(1)
    return status[0] if status else 255


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
