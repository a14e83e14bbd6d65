"""Helpers for tests of pictures: references in texts, and files."""

import re


def in_text(image, style=""):
    style = f' data-style="{style}"' if style else ""
    return f'<p><img src="image:{image.pk}"{style}></p>'


def addresses_in(page):
    """Return the addresses of pictures on a page, in order, each once."""
    found = re.findall(r'(?:src="|srcset="|, )(\S+\.(?:avif|webp|jpg|png))', page)
    return list(dict.fromkeys(found))


def status_of(client, address):
    response = client.get(address)
    body_of(response)
    return response.status_code


def body_of(response):
    """Return the bytes of a response. Reading a file to its end closes it, as a server does."""
    return response.getvalue() if response.streaming else response.content


def public_files(folder):
    return {
        str(path.relative_to(folder / "public"))
        for path in (folder / "public").rglob("*")
        if path.is_file()
    }


def names(file):
    return {rendition.name for rendition in file.renditions.all()}


def small_of(file):
    """Return the stored name of a size of a picture that every browser shows."""
    return next(each.name for each in file.renditions.all() if each.content_type == "image/png")
