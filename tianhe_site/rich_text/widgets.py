"""CKEditor 4, hardened. To use another editor, add a widget here and name it in
`RICH_TEXT_WIDGET`."""

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tianhe_site.limits import MAX_RICH_TEXT_LENGTH

from .allowlist import RENAMED, TAGS
from .cleaning import for_editing
from .examples import EXAMPLES
from .language_marks import NAMES
from .pictures import STYLES

# exportpdf, scayt and wsc send text to a third party; codesnippetgeshi, docprops, flash, iframe,
# preview and the upload plugins had or open vulnerabilities; the rest isn't offered. Pasted text
# goes through js/editor/paste instead of CKEditor's filters. (ajax and xml stay: reading pictures
# from Word needs them.)
UNUSED_PLUGINS = [
    "adobeair",
    "autoembed",
    "bbcode",
    "codesnippet",
    "codesnippetgeshi",
    "devtools",
    "docprops",
    "embed",
    "embedbase",
    "embedsemantic",
    "exportpdf",
    "flash",
    "forms",
    "iframe",
    "iframedialog",
    "image",
    "image2",
    "mathjax",
    "pastefromgdocs",
    "pastefromlibreoffice",
    "pastefromword",
    "placeholder",
    "preview",
    "scayt",
    "smiley",
    "sourcedialog",
    "stylesheetparser",
    "templates",
    "uploadimage",
    "uploadwidget",
    "wsc",
]

CONFIG = {
    # "divarea" edits in the page itself: the framed area of CKEditor needs inline scripts.
    "extraPlugins": "divarea,blocks,claims,languages,library,links,paste,tables,toolrow,typing",
    "removePlugins": ",".join(
        [
            *UNUSED_PLUGINS,
            "filebrowser",
            "print",
            "sourcearea",
            "elementspath",
            "magicline",
            "about",
            # editor/links has a dialog of our own.
            "link",
            # The text grows.
            "resize",
        ]
    ),
    # The name of a group is for screen readers. Where there is no room, groups of the rank "last"
    # go into a second row first, then those of "late", then those of "middle".
    "toolbar": [
        {"name": _("Paragraph format"), "items": ["Format"]},
        {"name": _("Text format"), "items": ["Bold", "Italic"]},
        {"name": _("Links"), "items": ["Link"]},
        {
            "name": _("Lists and quotations"),
            "items": ["BulletedList", "NumberedList", "Blockquote"],
        },
        {
            "name": _("Pictures, tables and blocks"),
            "items": ["Picture", "Table", "Insert"],
            "rank": "middle",
        },
        {"name": _("Sources"), "items": ["Claim"], "rank": "middle"},
        {"name": _("Undo"), "items": ["Undo", "Redo"], "rank": "late"},
        {"name": _("More tools"), "items": ["More"], "rank": "more"},
        {
            "name": _("More text formats"),
            "items": ["Subscript", "Superscript", "SpecialChar", "Language", "RemoveFormat"],
            "rank": "last",
        },
        {
            "name": _("Blocks"),
            "items": ["HorizontalRule", "MoveUp", "MoveDown"],
            "rank": "last",
        },
        {
            "name": _("Tools"),
            "items": ["Document", "Unlink", "PasteText", "Find", "TypingHelp"],
            "rank": "last",
        },
    ],
    "format_tags": "p;h2;h3;h4",
    # Includes tags that the server renames: a top-level heading pasted from Word must reach it.
    "allowedContent": {
        **{
            tag: {"attributes": sorted(attributes)} if attributes else True
            for tag, attributes in TAGS.items()
        },
        **dict.fromkeys(RENAMED, True),
        # Otherwise those of other programs would stay, too.
        "span": {"attributes": ["!lang"]},
        # While it is edited, a picture also has its description.
        "img": {"attributes": sorted({*TAGS["img"], "alt"})},
    },
    # Pictures that are pasted or dropped go into the library.
    "clipboard_handleImages": False,
    "pasteFilter": None,
    "removeDialogTabs": "table:advanced",
    "disableNativeSpellChecker": False,
    "entities": False,
    "customConfig": "",
    "stylesSet": False,
    "width": "auto",
    "height": "auto",
    # Messages of editor/toolbar.
    "toolbarWords": {"more": _("More tools")},
    # Messages of editor/tables.
    "tables": {
        "bar": _("Table"),
        "row": _("Add row below"),
        "column": _("Add column right"),
        "rowDelete": _("Delete row"),
        "columnDelete": _("Delete column"),
        "header": _("Header row"),
        "delete": _("Delete table"),
    },
    # Messages of editor/claims.
    "claims": {
        "button": _("Claim"),
        "select": _("Select the text of the claim first, then press this button."),
        "which": _("Which sources back this up?"),
        "first": _("Which source backs this up? The item has no sources yet: add the first one."),
        "source": _("%1. %2"),
        "untitled": _("Source without a title"),
        "newSource": _("New source…"),
        "newTitle": _("Title of the new source"),
        "newUrl": _("Its web address, if it has one"),
        "titleMissing": _("Enter the title of the source, too."),
        "full": _("You can have up to 50 sources."),
        "save": _("Mark claim"),
        "remove": _("Remove claim"),
        "cancel": _("Cancel"),
    },
    # Messages of editor/languages.
    "languages": {
        "button": _("Language of the words"),
        "select": _("Select the words first, then choose their language."),
        "names": list(NAMES.items()),
    },
    # Messages of editor/typing.
    "typing": {"label": _("Help while typing: lists, headings, quotes and links")},
}

# Messages of editor/links. %1 is a number, or what was typed.
CONFIG["links"] = {
    "url": reverse_lazy("item_search:find"),
    "title": _("Link"),
    "search": _("Search the site or paste an address"),
    "shown": _("Text to show"),
    "hint": _("Type part of a title, or paste a web or email address."),
    "results": _("Pages and addresses"),
    "one": _("1 page found."),
    "several": _("%1 pages found."),
    "none": _("No page found."),
    "notLive": _("Not live yet"),
    "meant": _("Did you mean %1? Press Enter to use it."),
    "unreachable": _("The site can't be searched now. You can still paste an address."),
    "kinds": {
        "website": _("Website"),
        "mail": _("Email"),
        "phone": pgettext_lazy("link", "Phone"),
        "page": _("Address on this site"),
        "place": _("Heading on this page"),
    },
    "problems": {
        "empty": _("Type part of a title, or paste an address."),
        "word": _(
            "'%1' isn't an address. Choose a page from the list, or enter a full address, for "
            "example https://example.org."
        ),
        "mail": _("'%1' isn't a complete email address. It should look like name@example.org."),
        "scheme": _("A link can't start with '%1'. Start it with https://, mailto: or tel:."),
    },
    "insert": _("Insert link"),
    "save": _("Change link"),
    "document": _("Choose a document…"),
    "remove": _("Remove link"),
    "cancel": _("Cancel"),
    "bar": _("Link in the text"),
    "change": _("Change link…"),
}

# Messages of editor/library, and the addresses of the library's dialogs.
CONFIG["library"] = {
    "pickers": {
        "image": reverse_lazy("admin:media_library_image_picker"),
        "document": reverse_lazy("admin:media_library_document_picker"),
    },
    "choose": reverse_lazy("admin:media_library_image_choose"),
    "styles": list(STYLES.items()),
    # The first one in the menu "Insert".
    "beside": "right",
    "picture": _("Picture"),
    "document": _("Document"),
    "undescribed": _("This picture has no description yet."),
    "fault": _(
        "The library can't be reached. Check your connection and that you're still logged in, "
        "then try again."
    ),
    "sending": _("Adding to the library:"),
    "added": _("Added to the library:"),
    "pasted": _("Pasted picture"),
    "wait": _("A picture is still uploading. The form will be sent when it's done."),
    "stay": _("A picture couldn't be added, so the form wasn't sent. Check the text."),
    "foreign": _(
        "A picture couldn't be copied from its source. If you have the right to use it, save it "
        "on your device and drop the file here."
    ),
    "notPicture": _("You can only drop pictures into the text. Add a PDF with 'Document'."),
}

# Messages of editor/blocks, and what its menu inserts.
CONFIG["blocks"] = {
    "button": _("Insert"),
    "examples": EXAMPLES,
    "picture": _("Picture beside the text"),
    "above": _("Paragraph above this block"),
    "below": _("Paragraph below this block"),
    "up": _("Move block up"),
    "down": _("Move block down"),
    # Keys that CKEditor has no names for, by their codes.
    "keys": {38: _("Arrow up"), 40: _("Arrow down")},
    # Announced by screen readers; the script fills in the numbers.
    "moved": _("Moved. Block %1 of %2."),
    "question": _("Question"),
    "important": _("Important"),
    "news": _("Readers see the latest news here."),
}


# Messages of editor/paste: for each kind of content left out or in need of a check, in the order
# of the notice, the singular and the plural. %1 is the number, %2 quotes the first.
CONFIG["paste"] = {
    "title": _("Check what you pasted:"),
    # Twice what can be saved: people may shorten what they pasted.
    "limit": 2 * MAX_RICH_TEXT_LENGTH,
    "tooLong": format_lazy(
        _("This wasn't pasted, because it's too long. A text can have {max} characters."),
        max=f"{MAX_RICH_TEXT_LENGTH:,}",
    ),
    "close": _("Dismiss"),
    "sentences": {
        "failed": [
            _("Some of the formatting couldn't be read. Compare the text with the original."),
        ]
        * 2,
        "comment": [
            _("1 comment was left out."),
            _("%1 comments were left out."),
        ],
        "deleted": [
            _("1 deleted passage was left out: '%2'."),
            _("%1 deleted passages were left out. The first is '%2'."),
        ],
        "struck": [
            _("1 struck-out passage was left out: '%2'."),
            _("%1 struck-out passages were left out. The first is '%2'."),
        ],
        "hidden": [
            _("1 hidden passage was left out: '%2'."),
            _("%1 hidden passages were left out. The first is '%2'."),
        ],
        "equation": [
            _("1 equation is now plain text. Check '%2'."),
            _("%1 equations are now plain text. Check each one. The first is '%2'."),
        ],
        "symbol": [
            _("1 symbol couldn't be read. Replace [?] with what it stands for."),
            _("%1 symbols couldn't be read. Replace each [?] with what it stands for."),
        ],
        "power": [
            _("1 number may have lost its raised digits. Check '%2'."),
            _("%1 numbers may have lost their raised digits. Check each one. The first is '%2'."),
        ],
        "footnote": [
            _(
                "1 footnote is ordinary text now. If it names a source, add the source under "
                "Sources and link the text to it."
            ),
            _(
                "%1 footnotes are ordinary text now. If they name sources, add the sources under "
                "Sources and link the text to them."
            ),
        ],
        "label": [
            _("1 list label is now part of the text: '%2'."),
            _("%1 list labels are now part of the text. The first is '%2'."),
        ],
        "claim": [
            _("1 claim lost its source: '%2'. Link it to a source of this item."),
            _(
                "%1 claims lost their sources. Link each one to a source of this item. The first "
                "is '%2'."
            ),
        ],
    },
}


class CKEditor4Widget(CKEditorWidget):
    """django-ckeditor with our configuration; works with a CSP that forbids inline scripts."""

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs)
        self.config = dict(CONFIG)

    @property
    def media(self):
        # Modules run once the page is parsed, and ckeditor-init.js starts the editors after that,
        # so the plugins are there in time.
        return super().media + forms.Media(js=[forms.Script("js/editor/main.js", type="module")])

    def format_value(self, value):
        return for_editing(value) if value else ""
