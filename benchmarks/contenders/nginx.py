"""Configurations of nginx: a file with the bytes of a page, and the one that we ship."""

import getpass
import re

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
# Of the file that we ship.
_REDIRECTION = re.compile(r"^server \{\n    listen 80;.*?^\}\n", re.MULTILINE | re.DOTALL)
_TLS = re.compile(r"^    ssl_.*\n", re.MULTILINE)


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


def in_front(folder, port, url, checkout):
    """Put the nginx that a checkout ships in front of the site at `url`, without TLS."""
    shipped = (checkout / "deploy" / "nginx.conf").read_text()
    shipped = _REDIRECTION.sub("", shipped)
    shipped = _TLS.sub("", shipped).replace("server_name www.example.org;", "")
    for old, new in {
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
        "listen [::]:443 ssl http2;": "",
        "/var/lib/nginx/tianhe": f"{folder}/held",
        "127.0.0.1:8000": url.removeprefix("http://").rstrip("/"),
        "    server 127.0.0.1:8001 max_fails=0;\n": "",
        "    access_log /var/log/nginx/tianhe.log tianhe;\n": "",
    }.items():
        shipped = shipped.replace(old, new)
    return _framed(folder, port, shipped)


def _framed(folder, port, rest):
    return _FRAME.format(user=getpass.getuser(), folder=folder, port=port, rest=rest)
