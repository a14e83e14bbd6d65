"""The instances are restarted one after the other, and nobody notices."""

import socket
import threading
from collections import Counter

import pytest

from tests.instances import Instances
from tests.nginx import Nginx


@pytest.fixture
def instances(tmp_path):
    with Instances(tmp_path) as instances:
        instances.wait()
        yield instances


class Load:
    """Readers and editors who ask all the time within `with`; counts what they are answered."""

    def __init__(self, nginx):
        self.nginx = nginx
        self.answers = Counter()
        self.is_over = threading.Event()
        self.clients = [
            threading.Thread(target=self._ask, args=(method,)) for method in ("GET", "POST") * 4
        ]

    def _ask(self, method):
        body = "what someone typed" if method == "POST" else None
        while not self.is_over.is_set():
            self.answers[method, self.nginx.ask("/admin/", method, body).status] += 1

    def __enter__(self):
        for client in self.clients:
            client.start()
        return self

    def __exit__(self, *error):
        self.is_over.set()
        for client in self.clients:
            client.join()


def test_restart_loses_no_request_and_no_form(instances, tmp_path):
    folder = tmp_path / "nginx"
    folder.mkdir()
    with Nginx(folder, *instances.ports) as nginx, Load(nginx) as load:
        restarted = instances.restart()
    assert restarted == (0, "".join(f"Restarted: {port}\n" for port in sorted(instances.ports)))
    assert load.answers.keys() == {("GET", 200), ("POST", 200)}


def test_instance_that_loads_refuses_until_it_can_answer(tmp_path):
    gate = tmp_path / "gate"
    with Instances(tmp_path, gate) as instances:
        port = instances.ports[0]
        instances.wait_for_log(port, "Booting worker with pid")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
        gate.touch()
        instances.wait()


def test_last_instance_that_answers_is_not_restarted(instances):
    away, last = instances.ports
    instances.stop(away)
    status, output = instances.restart(last)
    assert (status, f"Not restarted: {last}. Instance {away} isn't ready" in output) == (1, True)
