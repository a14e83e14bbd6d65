"""Firefox and WebKit as Debian packages them, spoken to in the protocol of W3C's WebDriver.

WebKit has a driver, which listens to HTTP. Firefox needs none: Marionette, a part of it, listens.
"""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager

from tests import parts
from tests.ports import free_port
from tests.waiting import wait_until

SECONDS_TO_START, SECONDS_TO_STOP, SECONDS_TO_ANSWER = 60, 10, 30
# Its minimum; windows can't be narrower.
SCREEN = "1600x1200x24"
LIGHT, DARK = "light", "dark"
PREFERENCES = """
user_pref("marionette.port", {port});
user_pref("layout.css.prefers-color-scheme.content-override", {scheme});
"""
# What Firefox's console holds of a page: faults of scripts, and what the content policy blocked.
CONSOLE = """
return Services.console.getMessageArray()
  .filter((each) => each instanceof Ci.nsIScriptError && each.sourceName.startsWith("http"))
  .map((each) => each.errorMessage);
"""


class Browser:
    """A browser that was started; `send` passes on a command of WebDriver."""

    def open(self, address):
        self.send("Navigate", "POST", "url", {"url": address})

    def run(self, script):
        """Return what the body of a function in JavaScript returns."""
        parameters = {"script": script, "args": []}
        return self.send("ExecuteScript", "POST", "execute/sync", parameters)

    def resize(self, width, height):
        size = {"width": width, "height": height}
        self.send("SetWindowRect", "POST", "window/rect", size)

    def press(self, *keys):
        pressed = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        actions = [{"type": "key", "id": "keyboard", "actions": pressed}]
        self.send("PerformActions", "POST", "actions", {"actions": actions})

    def wait_for(self, script):
        """Wait until a script returns something true."""
        wait_until(lambda: self.run(script), SECONDS_TO_ANSWER, script)


class _Firefox(Browser):
    def __init__(self, connection):
        self.connection, self.last = connection, 0
        self._receive()
        self.send("NewSession", parameters={})

    def send(self, name, _method="", _path="", parameters=None, domain="WebDriver"):
        self.last += 1
        text = json.dumps([0, self.last, f"{domain}:{name}", parameters or {}])
        self.connection.sendall(f"{len(text.encode())}:{text}".encode())
        _kind, _number, error, result = self._receive()
        assert not error, error
        return result.get("value", result)

    def _receive(self):
        length = b""
        while (byte := self.connection.recv(1)) != b":":
            assert byte, "Firefox has ended."
            length += byte
        text = b""
        while len(text) < int(length):
            text += self.connection.recv(int(length) - len(text))
        return json.loads(text)

    def errors(self):
        """Return what the console holds of all pages so far."""
        self.send("SetContext", parameters={"value": "chrome"}, domain="Marionette")
        found = self.run(CONSOLE)
        self.send("SetContext", parameters={"value": "content"}, domain="Marionette")
        return found


class _WebKit(Browser):
    def __init__(self, port, browser):
        self.address, self.session = f"http://127.0.0.1:{port}", ""
        options = {"binary": browser, "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        answer = self.send("NewSession", "POST", "session", wanted)
        self.session = f"session/{answer['sessionId']}/"

    def send(self, _name, method, path, parameters=None):
        request = urllib.request.Request(
            f"{self.address}/{self.session}{path}",
            method=method,
            data=json.dumps(parameters or {}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:
            return json.load(answer)["value"]

    def errors(self):
        """Return nothing: WebKit's driver doesn't pass the console on."""
        return []


@contextmanager
def firefox(folder, scheme):
    """Start Firefox with a new profile in a folder."""
    port, program = free_port(), parts.wanted(parts.FIREFOX)
    preferences = PREFERENCES.format(port=port, scheme=int(scheme == LIGHT))
    (folder / "user.js").write_text(preferences)
    # Its console belongs to the system.
    options = ["--headless", "--marionette", "--remote-allow-system-access", "--no-remote"]
    command = [program, *options, "--profile", folder]
    with _started(command, {"HOME": str(folder)}), _connection(port) as connection:
        yield _Firefox(connection)


@contextmanager
def webkit(folder, scheme):
    """Start WebKit's small browser on a screen of its own."""
    port, program = free_port(), parts.wanted(parts.WEBKIT)
    display = f":{port}"
    variables = {
        "DISPLAY": display,
        "GDK_BACKEND": "x11",
        "GTK_THEME": "Adwaita:dark" if scheme == DARK else "Adwaita",
        # Neither a graphics card nor the accessibility bus is there, and root has no sandbox.
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "NO_AT_BRIDGE": "1",
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
    }
    driver = ["WebKitWebDriver", f"--port={port}", "--host=127.0.0.1"]
    screen = ["Xvfb", display, "-screen", "0", SCREEN, "-nolisten", "tcp"]
    with ExitStack() as stack:
        stack.enter_context(_started(screen, {}))
        stack.enter_context(_started(driver, variables))
        with _connection(port):
            pass
        browser = _WebKit(port, program)
        stack.callback(browser.send, "DeleteSession", "DELETE", "")
        yield browser


@contextmanager
def _started(command, variables):
    process = subprocess.Popen(
        command,
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(SECONDS_TO_STOP)


def _connection(port):
    """Return a connection to a program that has just been started."""
    end = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=SECONDS_TO_ANSWER)
        except ConnectionRefusedError:
            assert time.monotonic() < end, f"nobody listens at {port}"
            time.sleep(0.05)
