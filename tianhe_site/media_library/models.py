"""Pictures and documents, the files uploaded for them, and the sizes made of those files.

An asset's texts may change; a file never does. Editions keep the texts as values and name the file
by its key.
"""

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tianhe_site.languages import LanguageField
from tianhe_site.names import name_of
from tianhe_site.plain_text import LineField

ENDINGS = {
    "image/avif": "avif",
    "image/webp": "webp",
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/pdf": "pdf",
}
# Focal points are rounded to this many percent; the style sheet has a class for each step.
FOCAL_STEP = 5
# Bytes of a document's file name. File systems allow 255; a Chinese character takes three.
MAX_NAME_BYTES = 200


def _new_key():
    return secrets.token_hex(16)


class Asset(models.Model):
    """One entry of the library: a picture or a document.

    Both kinds share one table of ids, so that a use of either is one row.
    """

    title = LineField(
        _("title"),
        max_length=120,
        help_text=_(
            "Staff find it by this title. Readers see a document's title as its file name."
        ),
    )
    # The file that drafts show. Older files stay for the editions that show them.
    current = models.OneToOneField("File", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    modified_at = models.DateTimeField(_("last changed"), auto_now=True)
    # The author of the current texts. They count as a contributor to whatever shows the asset.
    worded_by_id = models.BigIntegerField(null=True, editable=False)
    worded_by_name = models.CharField(max_length=150, blank=True, default="", editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return self.title

    def set_author(self, user):
        """Set `user` as the author of the texts, without saving."""
        self.worded_by_id, self.worded_by_name = user.pk, name_of(user)


class Image(Asset):
    """A picture, described once and used anywhere."""

    decorative = models.BooleanField(
        _("decorative only"),
        default=False,
        help_text=_(
            "Check this only if readers who can't see the picture miss nothing, as with an "
            "ornament. Screen readers then skip it."
        ),
    )
    credit = LineField(
        _("credit"),
        max_length=120,
        blank=True,
        help_text=_(
            "Who made it, as it should appear below the picture, for example: Photo: Li Wei."
        ),
    )
    licence = LineField(
        _("license"),
        max_length=120,
        blank=True,
        help_text=_("Why we may show it, for example: CC BY 4.0, or: our own picture."),
    )
    for_press = models.BooleanField(
        _("released for the press"),
        default=False,
        help_text=_(
            "Check this if journalists may use the picture. It appears on the press page, in its "
            "largest size, the next time that page is published."
        ),
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
        """Return the texts in a language; empty ones if there are none."""
        texts = {text.language: text for text in self.texts.all()}
        return texts.get(language) or ImageText(language=language)

    def is_described(self, language):
        """Return whether the picture has alternative text in a language, or needs none."""
        return self.decorative or bool(self.text_in(language).description)


class ImageText(models.Model):
    """The texts of a picture in one language."""

    image = models.ForeignKey(Image, models.CASCADE, related_name="texts")
    language = LanguageField(_("language"))
    description = LineField(
        _("description"),
        max_length=300,
        blank=True,
        help_text=_(
            "Alt text for readers who can't see it: what the picture shows and why it's there, in "
            "a sentence or two. Don't start with 'picture of'."
        ),
    )
    caption = LineField(
        _("caption"),
        max_length=300,
        blank=True,
        help_text=_("Appears below the picture. It doesn't have to repeat the description."),
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

    language = LanguageField(
        _("language"),
        default=settings.LANGUAGE_CODE,
        help_text=_("The language it's written in."),
    )

    class Meta:
        ordering = ["-asset_ptr_id"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    @property
    def readable_name(self):
        """The file name that readers download it under."""
        words = slugify(self.title, allow_unicode=True).encode()[:MAX_NAME_BYTES]
        return f"{words.decode(errors='ignore').rstrip('-_') or 'document'}.pdf"


class File(models.Model):
    """One sanitized upload. It is written once, under a name that can't be guessed."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="files")
    key = models.CharField(max_length=32, unique=True, default=_new_key, editable=False)
    content_type = models.CharField(max_length=40)
    # SHA-256 (hex) of the kept file, and of the upload, which identifies repeated uploads.
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
    # Whether the public storage should hold it: a live or scheduled edition shows it.
    is_public = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self):
        return self.sent_name

    @property
    def name(self):
        """Its name in the private storage."""
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
