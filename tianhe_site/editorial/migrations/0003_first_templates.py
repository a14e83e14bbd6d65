from django.db import migrations

WHAT = "[[What happened, in one line]]"
SHORT = "[[One or two sentences for lists: who did what, and where]]"
OPENING = "<p>[[Who did what, when and where, in one sentence.]]</p>"
QUOTE = (
    "<blockquote><p>“[[What a person said, in their own words]],” said [[name and position]]."
    "</p></blockquote>"
)


def facts(*rows):
    entries = "".join(f"<dt>{name}</dt><dd>[[{hint}]]</dd>" for name, hint in rows)
    return f'<dl data-style="facts">{entries}</dl>'


def part(heading, *hints):
    return f"<h2>{heading}</h2>" + "".join(f"<p>[[{hint}]]</p>" for hint in hints)


# Name, title, summary, text.
TEMPLATES = [
    (
        "Press release",
        WHAT,
        SHORT,
        OPENING
        + "<p>[[What it means for readers today. Write 7 of 20 people rather than a third.]]</p>"
        + QUOTE
        + part("What happens next", "The next step, with its date if there is one.")
        + part("Background", "What a reader needs to know who has never heard of this."),
    ),
    (
        "Trial update",
        "[[What changed in which trial]]",
        "[[One or two sentences: which trial, what changed, and when]]",
        "<p>[[What changed, on which day, in one sentence.]]</p>"
        + facts(
            ("Registry number", "NCT and eight digits"),
            ("Condition studied", "The condition, in plain words"),
            ("Phase", "Phase of the trial"),
            ("People taking part", "How many so far, of how many planned"),
            ("Status in the registry", "The status, and the day you checked it"),
        )
        + part("What is known so far", "Results with numbers, and the source of each.")
        + part("What isn't known yet", "What this trial doesn't show, or doesn't show yet.")
        + '<aside data-style="important"><p>[[Product]] is investigational. It has not been '
        "approved by [[authority]]. Its safety and effectiveness have not been established.</p>"
        "</aside>",
    ),
    (
        "Patent",
        "[[Which office grants which patent]]",
        "[[One or two sentences: the office, what the patent covers, and where]]",
        "<p>[[Which office granted which patent to whom, and on which day.]]</p>"
        + facts(
            ("Patent number", "Office and number"),
            ("Granted on", "Day, month and year"),
            ("Countries", "Where it is valid"),
            ("Owner", "Who holds it, and who has a license"),
        )
        + part("What it covers", "The invention in plain words, as the claims say it.")
        + part("What it means", "What this allows. A patent doesn't show that a therapy works."),
    ),
    (
        "Partnership",
        "[[Partner]] and [[company]] [[what they agreed]]",
        "[[One or two sentences: who agreed what with whom]]",
        "<p>[[Who agreed what with whom, on which day.]]</p>"
        + part("What each partner does", "What the partner does.", "What the company does.")
        + QUOTE
        + part("About the partner", "One or two sentences that the partner has approved."),
    ),
    (
        "Note",
        WHAT,
        "[[One sentence for lists]]",
        "<p>[[What readers should know, in two or three sentences.]]</p>",
    ),
]


def add_templates(apps, schema_editor):
    rows = apps.get_model("editorial", "DraftTemplate").objects
    for position, (name, title, summary, body) in enumerate(TEMPLATES, start=1):
        rows.create(name=name, position=position, title=title, summary=summary, body=body)


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0002_templates"),
    ]

    operations = [
        migrations.RunPython(add_templates, migrations.RunPython.noop),
    ]
