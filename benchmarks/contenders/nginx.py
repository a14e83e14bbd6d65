"""Configurations of nginx: a file with the same bytes as a page, and a plain proxy."""

import getpass

_FRAME = """
daemon off;
user {user};
worker_processes 2;
pid {folder}/nginx-{port}.pid;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 1000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{rest}
}}
"""
_FILE = """
    server {{
        listen 127.0.0.1:{port};
        location / {{
            root {folder};
            default_type "{content_type}";
            try_files /{name} =404;
            {headers}
        }}
    }}
"""


def of_file(folder, port, name, headers):
    """Serve one file of `folder` for every address, with these headers as (name, value)."""
    types = [value for name, value in headers if name.lower() == "content-type"]
    # nginx writes these from the file.
    made = {"content-type", "content-length", "etag", "last-modified"}
    lines = " ".join(
        f'add_header {name} "{value}";' for name, value in headers if name.lower() not in made
    )
    rest = _FILE.format(folder=folder, port=port, name=name, content_type=types[0], headers=lines)
    return _framed(folder, port, rest)


_PROXY = """
    upstream site {{
        server {host};
        keepalive 16;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://site;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host {host};
        }}
    }}
"""


def in_front(folder, port, url, checkout):
    """Pass every request on to the site at `url`."""
    host = url.removeprefix("http://").rstrip("/")
    return _FRAME.format(
        user=getpass.getuser(), folder=folder, port=port, rest=_PROXY.format(host=host, port=port)
    )


def _framed(folder, port, rest):
    return _FRAME.format(user=getpass.getuser(), folder=folder, port=port, rest=rest)
