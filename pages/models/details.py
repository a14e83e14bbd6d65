"""What every page shows around its own text."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pages import content_checks, reminders, review_rules
from tianhe_site.plain_text import LineField, ParagraphsField
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import (
    PERMISSIONS,
    Edition,
    PicturedMixin,
    Publishable,
    SecondPersonMixin,
    index_of_ends,
)

# Used if the site details have no messages of their own.
DEFAULT_SENTENCES = {
    "en": [
        "The information on this page is out of date.",
        "There was an error on this page.",
        "This page was published by mistake.",
        "This page is under review.",
    ],
    "zh-hans": [
        "本页内容已过时。",
        "本页内容有误。",
        "本页因误操作发布。",
        "本页内容正在审核。",
    ],
}


class SiteContent(models.Model):
    """What every page shows around its own text."""

    name = LineField(
        _("site name"),
        max_length=60,
        help_text=_("The short name in the header and title of every page."),
    )
    legal_name = LineField(
        _("full company name"), max_length=120, help_text=_("Appears in the footer of every page.")
    )
    footer_note = LineField(
        _("footer note"),
        max_length=300,
        blank=True,
        help_text=_("For example: Information only; not medical advice."),
    )
    approval_statement = LineField(
        _("approval statement"),
        max_length=300,
        blank=True,
        help_text=_(
            "Which authority has approved the therapy, or that none has. It appears in the status "
            "box, on every page and news item that names a watched product, on paper and in feeds. "
            "Standard wording: [Product] is investigational. It has not been approved by the FDA. "
            "Its safety and effectiveness have not been established."
        ),
    )
    about = ParagraphsField(
        _("about the company"),
        max_length=1000,
        blank=True,
        help_text=_(
            "A few sentences about who the company is. They appear at the end of every news item, "
            "under the heading 'About' and the full company name."
        ),
    )
    cautionary_text = ParagraphsField(
        _("cautionary text"),
        max_length=2000,
        blank=True,
        help_text=_(
            "Legal text for the end of every news item, for example about forward-looking "
            "statements. Leave empty to show none."
        ),
    )
    withdrawal_sentences = ParagraphsField(
        _("withdrawal messages"),
        max_length=1000,
        blank=True,
        help_text=_(
            "One message per line. Anyone who withdraws an item chooses one for readers to see. "
            "Any other text needs a second approver. Leave empty to offer the standard ones, for "
            "example: The information on this page is out of date."
        ),
    )
    contact_name = LineField(
        _("media contact"),
        max_length=100,
        blank=True,
        help_text=_(
            "The name of the person journalists can contact. It appears at the end of every news "
            "item, with the phone number and email if you enter them. Ask this person first."
        ),
    )
    contact_phone = LineField(
        _("phone for the press"),
        max_length=40,
        blank=True,
        help_text=_("With the country code, for example: +1 212 555 0100."),
    )
    contact_email = models.EmailField(_("email for the press"), max_length=100, blank=True)
    icp_number = LineField(
        _("ICP number"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "The filing number of a site on a server in mainland China, for example: "
            "京ICP备12345678号-1. It appears at the bottom of the home page. Leave empty if there "
            "is none."
        ),
    )
    psb_number = LineField(
        _("public security number"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "The filing number of the public security bureau, for example: "
            "京公网安备11010502030143号. It appears beside the ICP number."
        ),
    )
    patients_phone = LineField(_("phone for patients"), max_length=40, blank=True)
    patients_email = models.EmailField(_("email for patients"), max_length=100, blank=True)
    physicians_phone = LineField(_("phone for physicians"), max_length=40, blank=True)
    physicians_email = models.EmailField(_("email for physicians"), max_length=100, blank=True)
    partners_phone = LineField(_("phone for partners"), max_length=40, blank=True)
    partners_email = models.EmailField(_("email for partners"), max_length=100, blank=True)

    stated_by = "approval_statement"
    # They are on every page.
    has_page = False

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class SiteDetails(SiteContent, SecondPersonMixin, PicturedMixin, Publishable):
    """The draft of the site details: one row per language, without an address."""

    picture = models.ForeignKey(
        "media_library.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("public security badge"),
        help_text=_(
            "The badge that the public security bureau gives out with its number. Upload it to "
            "the media library and mark it as decorative."
        ),
    )

    content_checks = content_checks.SITE_DETAILS_CHECKS
    alerts = reminders.SITE_DETAILS_ALERTS
    review_rules = review_rules.SITE_DETAILS_RULES
    reminders = reminders.SITE_DETAILS_REMINDERS

    class Meta:
        default_permissions = PERMISSIONS
        verbose_name = _("site details")
        verbose_name_plural = _("site details")

    def check_periods(self, at, periods):
        others = SiteDetails.in_language(self.language).exclude(pk=self.pk)
        if periods and any(other.public_periods(at) for other in others):
            raise PublishingError(_("Site details already exist. Edit those instead."))
        if not self.stays_public(at, periods):
            raise PublishingError(
                _(
                    "You can't withdraw the site details or set an end date for them. Publish a "
                    "new version instead."
                )
            )


class SiteDetailsEdition(SiteContent, Edition):
    """A frozen version of the site details."""

    item = models.ForeignKey(SiteDetails, models.PROTECT, related_name="editions")

    class Meta:
        indexes = [
            models.Index(fields=["item", "live_from"], name="details_item_idx"),
            models.Index(fields=["live_from", "review"], name="details_from_idx"),
            index_of_ends("details_ends_idx"),
        ]
        verbose_name = _("version of the site details")
        verbose_name_plural = _("versions of the site details")

    @classmethod
    def withdrawal_reasons(cls, language, at):
        live = cls.objects.live(at).filter(language=language).first()
        lines = live.withdrawal_sentences.splitlines() if live else []
        named = [line.strip() for line in lines if line.strip()]
        return named or DEFAULT_SENTENCES.get(language, [])
