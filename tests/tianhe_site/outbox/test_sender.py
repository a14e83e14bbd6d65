"""The thread of a server process that sends what is due."""

import threading

from tianhe_site.outbox.sender import Sender


def test_without_a_thread_what_is_due_is_sent_at_once():
    threads = []
    Sender(lambda: threads.append(threading.current_thread().name)).wake()
    assert threads == [threading.current_thread().name]


def test_a_failure_does_not_end_the_thread():
    calls, done = [], threading.Event()

    def send():
        calls.append(threading.current_thread().name)
        if len(calls) == 1:
            sender.wake()
            raise ValueError("Once")
        done.set()

    sender = Sender(send)
    sender.start()
    sender.start()
    sender.wake()
    assert done.wait(30)
    assert calls == ["outbox", "outbox"]
