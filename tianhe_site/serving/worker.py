"""gunicorn's threaded worker, but a server accepts connections only while it can answer them.

So a proxy with another instance behind it never waits for one that is being restarted.
"""

from gunicorn.sock import TCPSocket
from gunicorn.workers.gthread import ThreadWorker


def listen_later():
    """Let the server take its ports without listening, until a worker calls `listen`; for
    `on_starting`.

    gunicorn listens before its workers load the site, which takes seconds: whoever connects
    meanwhile waits. What it inherits, from systemd or from the server that it replaces, listens.
    """
    # It asks this of each socket before it listens.
    TCPSocket._is_listening = staticmethod(lambda listener: True)


class Worker(ThreadWorker):
    """Closes its listening sockets when it begins to stop, not when it has finished.

    gunicorn's own keeps them open, without accepting, until the last request is answered: a proxy
    goes on connecting to it for as long as that, up to half a minute, and gets no answer. What it
    sent, it sends to the next instance, but not a form: that may have been saved.

    The main process closes its copies first, so then nothing listens. In a reload (HUP) it keeps
    them for the next workers.
    """

    def listen(self):
        """Accept connections, for all workers of the server; for `post_worker_init`."""
        for listener in self.sockets:
            listener.listen(self.cfg.backlog)

    def set_accept_enabled(self, enabled):
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                self._accept_waiting(listener)
                listener.close()

    def _accept_waiting(self, listener):
        """Accept the connections that wait already: closing would reset them."""
        before = -1
        while self.nr_conns > before and listener.sock:
            before = self.nr_conns
            self.accept(listener)
