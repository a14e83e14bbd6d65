"""Pictures and documents, the files that were uploaded for them, and the sizes made of those.

What an asset says may change; a file never does. Editions keep what they show as values, and name
the file by its key.
"""

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tianhe_site.plain_text import LineField

ENDINGS = {
    "image/avif": "avif",
    "image/webp": "webp",
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/pdf": "pdf",
}
# A focal point is kept in such steps (per cent): as many as there are classes in the style sheet.
FOCAL_STEP = 5
# Of the name of a document. Disks take 255, and a Chinese character has three.
MAX_NAME_BYTES = 200


def _new_key():
    return secrets.token_hex(16)


class Asset(models.Model):
    """What the library holds one entry of: a picture or a document.

    Both share one table of identities, so that a use of either is one row.
    """

    title = LineField(
        _("title"),
        max_length=120,
        help_text=_("How staff find it here. Readers see a document's title as its file name."),
    )
    # The file that drafts show; older ones stay for the editions that show them.
    current = models.OneToOneField("File", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    modified_at = models.DateTimeField(_("last changed"), auto_now=True)
    # Who gave it its words as they are: part of what shows it is theirs.
    worded_by_id = models.BigIntegerField(null=True, editable=False)
    worded_by_name = models.CharField(max_length=150, blank=True, default="", editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return self.title

    def word_by(self, user):
        """Note, without saving it, that `user` gave it its words."""
        self.worded_by_id, self.worded_by_name = user.pk, user.get_username()


class Image(Asset):
    """A picture, described once and used anywhere."""

    decorative = models.BooleanField(
        _("decoration only"),
        default=False,
        help_text=_(
            "Choose it only if a reader who can't see the picture misses nothing, as with an "
            "ornament. It is then passed over by screen readers."
        ),
    )
    credit = LineField(
        _("credit"),
        max_length=120,
        blank=True,
        help_text=_("Who made it, as it is to stand below the picture: Photo: Li Wei."),
    )
    licence = LineField(
        _("licence"),
        max_length=120,
        blank=True,
        help_text=_("By what right we show it, for example: CC BY 4.0, or: own picture."),
    )
    focal_x = models.PositiveSmallIntegerField(
        default=50, validators=[MaxValueValidator(100)], verbose_name=_("focal point from the left")
    )
    focal_y = models.PositiveSmallIntegerField(
        default=50, validators=[MaxValueValidator(100)], verbose_name=_("focal point from the top")
    )

    class Meta:
        ordering = ["-asset_ptr_id"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def text_in(self, language):
        """Return the texts in a language, empty ones if there are none."""
        texts = {text.language: text for text in self.texts.all()}
        return texts.get(language) or ImageText(language=language)

    def is_described(self, language):
        """Whether readers of a language who can't see the picture are told what it shows."""
        return self.decorative or bool(self.text_in(language).description)


class ImageText(models.Model):
    """What is said of a picture in one language."""

    image = models.ForeignKey(Image, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    description = LineField(
        _("description"),
        max_length=300,
        blank=True,
        help_text=_(
            "For readers who can't see it: what the picture shows and why it is there, in a "
            "sentence or two. Not 'picture of'."
        ),
    )
    caption = LineField(
        _("caption"),
        max_length=300,
        blank=True,
        help_text=_("Stands below the picture. It need not repeat the description."),
    )

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "language"], name="one_text_a_picture_and_language"
            )
        ]
        verbose_name = _("text")
        verbose_name_plural = _("texts")

    def __str__(self):
        return self.description or self.caption


class Document(Asset):
    """A PDF that readers download."""

    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("The language it is written in."),
    )

    class Meta:
        ordering = ["-asset_ptr_id"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    @property
    def readable_name(self):
        """The name under which a reader's device keeps the file."""
        words = slugify(self.title, allow_unicode=True).encode()[:MAX_NAME_BYTES]
        return f"{words.decode(errors='ignore').rstrip('-_') or 'document'}.pdf"


class File(models.Model):
    """One upload as it is kept: written once, under a name that can't be guessed."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="files")
    key = models.CharField(max_length=32, unique=True, default=_new_key, editable=False)
    content_type = models.CharField(max_length=40)
    # SHA-256 (hex): of what is kept, and of what was sent, by which it is known if sent again.
    digest = models.CharField(max_length=64)
    sent_digest = models.CharField(max_length=64, db_index=True)
    sent_name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("bytes"))
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    uploaded_by_id = models.BigIntegerField(null=True, editable=False)
    uploaded_by_name = models.CharField(_("uploaded by"), max_length=150)
    # Whether the public folder is to hold it: an edition that is live or to come shows it.
    is_public = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self):
        return self.sent_name

    @property
    def name(self):
        """The name of the file itself in the private storage."""
        return f"{self.key}/{self.digest[:12]}.{ENDINGS[self.content_type]}"


class Rendition(models.Model):
    """A file in one of the sizes and formats that readers get."""

    file = models.ForeignKey(File, models.CASCADE, related_name="renditions")
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["width"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "width", "content_type"], name="one_rendition_a_size_and_format"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """Its name in the private and in the public storage."""
        ending = ENDINGS[self.content_type]
        return f"{self.file.key}/{self.width}-{self.digest[:12]}.{ending}"
