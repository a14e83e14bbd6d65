"""Ports that nobody listens at."""

import socket


def free_port():
    """Return a port that only a server asking for it by number gets, for a minute.

    A connection to it has just ended, so the system gives it to nobody who asks for any port: one
    that had merely been closed went to another test's server or client now and then.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            # Whoever ends a connection first is the one who keeps the port.
            server.accept()[0].close()
    return port
