"""Two instances of a site behind nginx with the file that we ship, as in production."""

import secrets
from contextlib import ExitStack, contextmanager

from tests.nginx import HOST, Nginx
from tests.site import RunningSite

from .sites import new_folder

# How people come in through nginx.
DOOR = {"tls": True, "headers": {"Host": HOST}}
PRODUCTION = {"REVIEW_POLICY": "marked", "SECOND_FACTOR": "optional"}


class Front:
    """`port` is nginx's, `instances` are the two sites behind it, which share their data."""

    def __init__(self, instances, nginx):
        self.instances, self.port = instances, nginx.port
        self.shell = instances[0].shell
        self._nginx = nginx

    def get(self, path):
        """Return the status and the text of a path."""
        response = self._nginx.ask(path)
        return response.status, response.body.decode(errors="replace")


@contextmanager
def in_front():
    """Yield a `Front` that serves."""
    with new_folder() as folder, ExitStack() as stack:
        given = {"SITE_URL": f"https://{HOST}", "SECRET_KEY": secrets.token_urlsafe(50)}
        instances = [
            stack.enter_context(RunningSite(folder, **PRODUCTION, **given)) for _instance in "12"
        ]
        nginx = Nginx(folder, *(site.port for site in instances))
        stack.enter_context(nginx)
        yield Front(instances, nginx)
