from django.db import migrations

WHAT = "[[发生了什么，一行写完]]"
SHORT = "[[用一两句话供列表显示：谁、在哪里、做了什么]]"
OPENING = "<p>[[用一句话写明：谁，何时，何地，做了什么。]]</p>"
QUOTE = "<blockquote><p>[[姓名和职务]]说：“[[本人原话]]”</p></blockquote>"


def facts(*rows):
    entries = "".join(f"<dt>{name}</dt><dd>[[{hint}]]</dd>" for name, hint in rows)
    return f'<dl data-style="facts">{entries}</dl>'


def part(heading, *hints):
    return f"<h2>{heading}</h2>" + "".join(f"<p>[[{hint}]]</p>" for hint in hints)


# Name, title, summary, text: those of the English ones, in their order.
TEMPLATES = [
    (
        "新闻稿",
        WHAT,
        SHORT,
        OPENING
        + "<p>[[这对读者意味着什么。写“20人中有7人”，不写“约三分之一”。]]</p>"
        + QUOTE
        + part("下一步", "接下来做什么；有日期就写上日期。")
        + part("背景", "第一次听说此事的读者需要了解什么。"),
    ),
    (
        "试验进展",
        "[[哪项试验有什么变化]]",
        "[[用一两句话写明：哪项试验，什么变化，何时]]",
        "<p>[[用一句话写明：哪一天，发生了什么变化。]]</p>"
        + facts(
            ("试验注册号", "NCT加八位数字"),
            ("所研究的疾病", "用通俗的话写出疾病名称"),
            ("试验分期", "第几期"),
            ("受试者人数", "已入组多少人，计划多少人"),
            ("注册平台上的状态", "状态，以及查看的日期"),
        )
        + part("目前已知", "带数字的结果，并注明每个数字的来源。")
        + part("尚不清楚", "这项试验没有说明什么，或者还不能说明什么。")
        + '<aside data-style="important"><p>[[产品]]处于研究阶段，尚未获得[[监管机构]]批准。'
        "其安全性和有效性尚未确立。</p></aside>",
    ),
    (
        "专利",
        "[[哪个专利局授予了哪项专利]]",
        "[[用一两句话写明：哪个专利局，专利涉及什么，在哪些国家有效]]",
        "<p>[[哪个专利局在哪一天把哪项专利授予了谁。]]</p>"
        + facts(
            ("专利号", "专利局和编号"),
            ("授权日期", "年月日"),
            ("有效国家", "专利在哪里有效"),
            ("专利权人", "谁持有专利，谁获得许可"),
        )
        + part("专利涉及什么", "按权利要求，用通俗的话说明这项发明。")
        + part("这意味着什么", "专利允许做什么。专利不能说明疗法是否有效。"),
    ),
    (
        "合作",
        "[[合作方]]与[[公司]][[约定了什么]]",
        "[[用一两句话写明：谁与谁约定了什么]]",
        "<p>[[谁与谁在哪一天约定了什么。]]</p>"
        + part("双方各做什么", "合作方做什么。", "公司做什么。")
        + QUOTE
        + part("关于合作方", "一两句话，须经合作方同意。"),
    ),
    (
        "简讯",
        WHAT,
        "[[用一句话供列表显示]]",
        "<p>[[用两三句话写出读者应当知道的事。]]</p>",
    ),
]


def add_templates(apps, schema_editor):
    rows = apps.get_model("editorial", "DraftTemplate").objects
    for position, (name, title, summary, body) in enumerate(TEMPLATES, start=1):
        values = {"position": position, "title": title, "summary": summary, "body": body}
        rows.get_or_create(kind="news.newsitem", language="zh-hans", name=name, defaults=values)


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0004_languages_of_templates"),
    ]

    operations = [
        migrations.RunPython(add_templates, migrations.RunPython.noop),
    ]
