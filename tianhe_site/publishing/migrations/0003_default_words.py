"""The risky words a new site begins with. Only negations and the exact names of designations are
allowed phrases: "find a cure" promises as much as "cure" does."""

from django.db import migrations

NOT_A_FORECAST = (
    "Say what happened, not what it means for the future, or explain why the word is needed."
)
CHINESE_LAW = "Chinese advertising law rules it out. Say what was measured, or explain why the word is needed."

# Language, word with its forms, allowed phrases, advice.
WORDS = [
    (
        "en",
        "cure, cures, cured, curing, curative",
        [
            "not cure",
            "not a cure",
            "not cured",
            "not be cured",
            "not been cured",
            "not been shown to cure",
            "not curative",
            "no cure",
            "no known cure",
            "cannot cure",
            "cannot be cured",
        ],
        "",
    ),
    ("en", "miracle, miracles, miraculous", ["no miracle", "not a miracle"], ""),
    (
        "en",
        "breakthrough, breakthroughs",
        [
            "breakthrough therapy designation",
            "breakthrough device designation",
            "breakthrough devices program",
            "not a breakthrough",
        ],
        NOT_A_FORECAST,
    ),
    ("en", "promising", ["not promising"], NOT_A_FORECAST),
    ("en", "hope, hopes, hoped, hoping, hopeful, hopefully", [], NOT_A_FORECAST),
    (
        "en",
        "safe, safer, safest, safely",
        [
            "not safe",
            "not been proven safe",
            "not been proven to be safe",
            "not been shown to be safe",
            "not known to be safe",
            "not known whether it is safe",
            "generally recognized as safe",
            "safe harbor",
        ],
        "",
    ),
    (
        "en",
        "proven",
        ["not proven", "not been proven", "not yet proven", "not yet been proven"],
        "",
    ),
    (
        "en",
        "effective, effectively",
        [
            "not effective",
            "not been proven effective",
            "not been proven safe or effective",
            "not been proven to be effective",
            "not been proven to be safe or effective",
            "not been shown to be effective",
            "not been shown to be safe or effective",
            "not known to be effective",
            "not known whether it is effective",
            "not known whether it is safe or effective",
            "effective date",
        ],
        "",
    ),
    (
        "en",
        "treats",
        [],
        "Write 'is being studied in', not 'treats', or explain why the word is needed.",
    ),
    (
        "zh-hans",
        "治愈",
        [
            "不能治愈",
            "无法治愈",
            "不可治愈",
            "未能治愈",
            "尚未治愈",
            "尚不能治愈",
            "尚无法治愈",
            "未治愈",
        ],
        "",
    ),
    (
        "zh-hans",
        "根治",
        ["不能根治", "无法根治", "不可根治", "未能根治", "尚不能根治", "尚无法根治"],
        "",
    ),
    ("zh-hans", "有效率", [], CHINESE_LAW),
    ("zh-hans", "无副作用", ["并非无副作用"], CHINESE_LAW),
    ("zh-hans", "最佳", [], CHINESE_LAW),
    ("zh-hans", "国家级", [], CHINESE_LAW),
]


def add_words(apps, schema_editor):
    words = apps.get_model("publishing", "WatchedWord").objects
    for language, word, phrases, advice in WORDS:
        words.create(language=language, word=word, phrases="\n".join(phrases), advice=advice)


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0002_watchedword"),
    ]

    operations = [
        migrations.RunPython(add_words, migrations.RunPython.noop),
    ]
