"""One item on its way between two systems."""

from dataclasses import dataclass, field
from datetime import datetime


class ExchangeError(Exception):
    """A file can't be read or written; the message is for the operator."""


@dataclass
class Record:
    """An item as another system has it. `fields` are columns of the edition's model by name; a text
    in them is markup that was not cleaned yet."""

    # Identifies the item in every import.
    key: str
    # The model of the draft, for example "news.newsitem".
    kind: str
    fields: dict
    # What the report calls it.
    label: str
    slug: str = ""
    # The key of the record that this one is below.
    parent: str = ""
    language: str = ""
    translation_key: str = ""
    # The key of the record that this is a translation of, and whether it says what that says.
    source: str = ""
    is_up_to_date: bool = False
    author: str = ""
    published_at: datetime | None = None
    is_public: bool = False
    # Paths on the old site, without a slash at the end.
    old_paths: list = field(default_factory=list)
    # The file of the main picture: a key of the `Media` of the import.
    lead: str = ""
    attached: str = ""
    # Values of columns that only drafts have, such as marks.
    draft_values: dict = field(default_factory=dict)
    # The category to create if there is none like it: values of its columns.
    category: dict = field(default_factory=dict)
    # Whether the text is as this system wrote it.
    is_own: bool = False


@dataclass
class MediaFile:
    """A picture or a document that records show. `address` is where it was; `path` is below the
    folder of files, if that is known."""

    address: str
    path: str = ""
    title: str = ""
    description: str = ""
    caption: str = ""
    credit: str = ""
    licence: str = ""
    focus: tuple = (50, 50)
    decorative: bool = False
    for_press: bool = False
    language: str = ""
