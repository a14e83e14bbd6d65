"""The content a new site begins with: known facts about the company, in plain words.

What the company says of its own therapy is worded as its claim, never as settled fact.
"""

import uuid
from datetime import UTC, date, datetime, time

from django.db import transaction

from news.models import Category, NewsItem
from pages.models import Illustration, Layout, Page, SiteDetails, Term
from pages.models.details import USUAL_SENTENCES
from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import WatchedWord

# A row is known again by its key, wherever an editor has moved it since.
KEYS = uuid.UUID("6d3c64a4-2f0e-4f8e-9a53-1c8f5a1d7e20")
FIRST_DAY = date(2013, 11, 23)

DETAILS = {
    "name": "Tianhe",
    "legal_name": "Tianhe Stem Cell Biotechnologies Inc.",
    "footer_note": "Information only; not medical advice.",
    "about": "Tianhe Stem Cell Biotechnologies Inc. has licensed a series of patented "
    "technologies. They range from the isolation of CB-SCs to clinical applications. Tianhe's "
    "present focus is the application of Stem Cell Educator therapy in diabetes. Its major "
    "division in China is Jinan Tianhe Stem Cell Biotechnology Co., Ltd.",
    "withdrawal_sentences": "\n".join(USUAL_SENTENCES["en"]),
    # It ends every news item.
    "needs_second_person": True,
}

TERMS = [
    {
        "slug": "cb-scs",
        "title": "CB-SCs",
        "other_forms": "CB-SC, human cord blood-derived multipotent stem cells",
        "summary": "Human cord blood-derived multipotent stem cells.",
        "needs_second_person": True,
    },
    {
        "slug": "type-1-diabetes",
        "title": "Type 1 diabetes",
        "other_forms": "T1D",
        "summary": "One of the two main types of diabetes, caused by autoimmunity.",
        "needs_second_person": True,
    },
    {
        "slug": "type-2-diabetes",
        "title": "Type 2 diabetes",
        "other_forms": "T2D",
        "summary": "One of the two main types of diabetes, caused by insulin resistance.",
        "needs_second_person": True,
    },
]

CATEGORIES = ["Partnership", "Patent", "Recognition", "Clinical trial"]
# Whatever they say is of a therapy, also where no product is named and no claim is marked.
NEEDS_SECOND_PERSON = {"Clinical trial"}

# Where a page names it, it must also say, in the language of the page, that it is not approved.
PRODUCT = "Stem Cell Educator"
STATEMENTS = {
    "en": [
        "investigational",
        "has not been approved",
        "have not been approved",
        "is not approved",
        "not yet approved",
    ],
    "zh-hans": ["处于研究阶段", "未获"],
}

# Oldest first: a row may link to those before it.
NEWS = [
    {
        "slug": "clinical-trial-children-type-1-diabetes",
        "company_announcement": True,
        "date": date(2013, 11, 23),
        "category": "Clinical trial",
        "title": "New clinical trial initiated in children with type 1 diabetes",
        "summary": "A new clinical trial in children with type 1 diabetes has been initiated, to "
        "advance Stem Cell Educator therapy and find a cure for type 1 diabetes.",
        "body": """
            <p>A new clinical trial in children with type 1 diabetes has been initiated. Its
            purpose is to advance Stem Cell Educator therapy and to find a cure for type 1
            diabetes.</p>
            <p>The trial was initiated with:</p>
            <ul>
            <li>Dr. Zhiguang Zhou at the Second Xiangya Hospital of Central South University
            (Changsha, China)</li>
            <li>the apheresis team of Terumo BCT (Denver, USA)</li>
            </ul>""",
    },
    {
        "slug": "juvenile-diabetes-cure-alliance-assessment",
        "date": date(2014, 1, 18),
        "category": "Recognition",
        "title": "Juvenile Diabetes Cure Alliance: Stem Cell Educator therapy one of the top 3",
        "summary": "An assessment by the alliance: the therapy becomes one of the top 3 "
        "technologies to practically cure type 1 diabetes, among over 300 current clinical trials.",
        "body": """
            <p>In an assessment by the Juvenile Diabetes Cure Alliance, Stem Cell Educator therapy
            becomes one of the top 3 technologies to practically cure type 1 diabetes, among over
            300 current clinical trials in the world.</p>
            <p>The assessment is on the alliance's website: see Exhibit 10 in “State of the Cure
            2013”.</p>""",
        "sources": [
            {
                "title": "Juvenile Diabetes Cure Alliance: “State of the Cure 2013”",
                "identifier": "Exhibit 10",
                "note": "On the alliance's website.",
            }
        ],
    },
    {
        "slug": "european-patent-cord-blood-stem-cells",
        "company_announcement": True,
        "date": date(2014, 1, 25),
        "category": "Patent",
        "title": "European Patent Office grants patent on human cord blood stem cells",
        "summary": "The European Patent Office has granted Tianhe's international patent on human "
        "cord blood stem cells. It will cover the countries of the European Union.",
        "body": """
            <p>The European Patent Office has granted Tianhe's international patent on human
            cord blood stem cells.</p>
            <p>The patent will cover the countries of the European Union.</p>""",
    },
    {
        "slug": "partnership-with-corduse",
        "company_announcement": True,
        "date": date(2014, 3, 31),
        "category": "Partnership",
        "title": "CORD:USE and Tianhe sign a long-term partnership",
        "summary": "The partnership leads from the present academic collaboration to future "
        "business collaboration on Stem Cell Educator therapy in the clinic.",
        "body": """
            <p>The FDA-registered cord blood bank CORD:USE (Orlando, USA) and Tianhe sign a
            long-term partnership.</p>
            <p>It leads from the present academic collaboration to future business
            collaboration on Stem Cell Educator therapy in the clinic.</p>""",
    },
]

# A page may link to the news and to the pages before it.
PAGES = [
    {
        "slug": "therapy",
        "position": 10,
        "title": "Stem Cell Educator therapy",
        "menu_title": "Therapy",
        "layout": Layout.STANDARD,
        "illustration": Illustration.LINEAGE,
        "summary": "An innovative technology developed by Dr. Yong Zhao. It uses stem cells "
        "drawn from human cord blood, and targets autoimmune diseases.",
        "body": """
            <h2>Present focus</h2>
            <p>Tianhe's present focus is the application of the therapy in diabetes. A
            <a href="/news/2013/clinical-trial-children-type-1-diabetes/">clinical trial in
            children with type 1 diabetes</a> has been initiated (news of 23 November 2013).</p>
            <h2>What the company reports</h2>
            <p>Tianhe's clinical data indicate that the therapy can:</p>
            <ul>
            <li><mark data-sources="1">balance the immune system</mark></li>
            <li><mark data-sources="1">lead to regeneration of islet beta cells</mark></li>
            <li><mark data-sources="1">improve metabolic control in people with long-standing
            diabetes</mark></li>
            </ul>
            <h2>What the company aims for</h2>
            <p>Tianhe aims to take a step toward the ultimate cure of diabetes, and to change how
            other autoimmune-related diseases are treated.</p>""",
        "sources": [
            {"title": "Tianhe's clinical data", "note": "As reported by the company."},
        ],
        "status": "A clinical trial in children with type 1 diabetes has been initiated "
        "(23 November 2013).",
        "to_do": "Missing in the status box: the status of the therapy today, which authorities "
        "have approved it or not, who last reviewed this page and when, and when the next review "
        "is due.",
        "needs_second_person": True,
        "medical": True,
    },
    {
        "slug": "china-division",
        "position": 30,
        "title": "China division",
        "menu_title": "",
        "layout": Layout.DIVISION,
        "illustration": Illustration.SPRING,
        "summary": "Jinan Tianhe Stem Cell Biotechnology Co., Ltd. is Tianhe's major division "
        "in China.",
        "body": """
            <p>Jinan Tianhe Stem Cell Biotechnology Co., Ltd. is in the Jinan High-tech
            Bioindustry Park District.</p>""",
    },
    {
        "slug": "company",
        "position": 20,
        "title": "The company",
        "menu_title": "Company",
        "layout": Layout.STANDARD,
        "illustration": Illustration.MEETING,
        "summary": "Tianhe has licensed a series of patented technologies, from the isolation of "
        "CB-SCs to clinical applications.",
        "body": """
            <p>Tianhe Stem Cell Biotechnologies Inc. (“Tianhe”) has licensed a series of
            patented technologies. They range from the isolation of human cord blood-derived
            multipotent stem cells (CB-SCs) to clinical applications.</p>
            <h2>In China</h2>
            <p>Tianhe has a <a href="/china-division/">major division in China</a>: Jinan Tianhe
            Stem Cell Biotechnology Co., Ltd.</p>""",
    },
    {
        "slug": "",
        "position": 0,
        "title": "New ways to prevent and cure diabetes are called for",
        "menu_title": "Home",
        "layout": Layout.HOME,
        "illustration": Illustration.DIVIDING,
        "summary": "Diabetes is a worldwide pandemic. Tianhe's present focus is the application "
        "of Stem Cell Educator therapy in diabetes.",
        "body": """
            <p>Mounting evidence points to several immune dysfunctions in both main types of
            diabetes:</p>
            <ul>
            <li><strong>type 1 diabetes</strong> (T1D), caused by autoimmunity</li>
            <li><strong>type 2 diabetes</strong> (T2D), caused by insulin resistance</li>
            </ul>
            <p>Read about <a href="/therapy/">Stem Cell Educator therapy</a> and about
            <a href="/company/">the company</a>.</p>""",
    },
    {
        "slug": "contact",
        "position": 40,
        "title": "Contact",
        "menu_title": "",
        "in_menu": False,
        "in_footer": True,
        "summary": "Where to find Tianhe's major division in China.",
        "body": """
            <p>Jinan Tianhe Stem Cell Biotechnology Co., Ltd. is in the Jinan High-tech
            Bioindustry Park District.</p>""",
        "to_do": "Missing: postal addresses, telephone and e-mail; whom patients, physicians, "
        "partners and journalists can contact (the media contact also goes into the site details). "
        "With the first address, add: Please do not send health information.",
    },
    {
        "slug": "glossary",
        "position": 50,
        "title": "Glossary",
        "menu_title": "",
        "in_menu": False,
        "in_footer": True,
        "layout": Layout.GLOSSARY,
        "summary": "Terms used on this site, explained.",
        "to_do": "Add terms under 'Glossary' in the admin. The first time a term appears on a "
        "page, it becomes a link by itself.",
    },
    {
        "slug": "privacy",
        "position": 60,
        "title": "Privacy",
        "menu_title": "",
        "in_menu": False,
        "in_footer": True,
        "summary": "This site sets no cookie for its readers and does not ask who they are.",
        "body": """
            <ul>
            <li>No page for readers sets a cookie.</li>
            <li>No page loads anything from other companies.</li>
            <li>No form for readers asks for a name, an address or anything about health.</li>
            </ul>""",
        "to_do": "Missing: who is responsible for this site, what the server's log keeps and for "
        "how long, which rights readers have and whom they can contact. Have counsel read it "
        "first.",
    },
    {
        "slug": "accessibility",
        "position": 70,
        "title": "Accessibility",
        "menu_title": "",
        "in_menu": False,
        "in_footer": True,
        "summary": "This site is built to meet the Web Content Accessibility Guidelines (WCAG) "
        "2.2 at level AA.",
        "body": """
            <p>Every page is made to be read:</p>
            <ul>
            <li>with a keyboard alone</li>
            <li>with a screen reader</li>
            <li>enlarged to four times its size</li>
            <li>in light or dark colors, as your device is set</li>
            <li>without scripts, and on paper</li>
            </ul>""",
        "to_do": "Missing: whom readers can tell about a barrier; when people last tried the site "
        "with a screen reader, and what they found.",
    },
]


@transaction.atomic
def load(by=workflow.COMMAND_LINE):
    """Bring in what is not there yet; return the drafts that were made.

    What is there stays as it is, whatever an editor has made of it.
    """
    _watch_product()
    made = [_import(SiteDetails, "details", DETAILS, FIRST_DAY, by)]
    made += [_import(Term, f"term {values['slug']}", values, FIRST_DAY, by) for values in TERMS]
    made += [_import_news(values, by) for values in NEWS]
    made += [
        _import(Page, f"page {values['menu_title'] or values['slug']}", values, FIRST_DAY, by)
        for values in PAGES
    ]
    return [draft for draft in made if draft]


def _watch_product():
    names = WatchedWord.objects.filter(kind=WatchedWord.Kind.PRODUCT)
    for language, statements in STATEMENTS.items():
        # An editor may have added other names of the product to the row.
        if not names.filter(language=language, word__icontains=PRODUCT).exists():
            names.create(
                kind=WatchedWord.Kind.PRODUCT,
                language=language,
                word=PRODUCT,
                phrases="\n".join(statements),
            )


def _import_news(values, by):
    name = values["category"]
    slug = name.lower().replace(" ", "-")
    position = CATEGORIES.index(name) + 1
    if NewsItem.objects.filter(translation_key=_key(values["slug"])).exists():
        return None
    category, _made = Category.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name,
            "position": position,
            "needs_second_person": name in NEEDS_SECOND_PERSON,
        },
    )
    return _import(NewsItem, values["slug"], {**values, "category": category}, values["date"], by)


def _import(model, name, values, day, by):
    if model.objects.filter(translation_key=_key(name)).exists():
        return None
    text = " ".join(values.get("body", "").split())
    content = {**values, "body": text} if text else values
    draft = model.objects.create(translation_key=_key(name), **content)
    # Noon in UTC is the same day in New York and in Jinan.
    live_from = datetime.combine(day, time(12), UTC)
    workflow.import_edition(draft, by=by, live_from=live_from, note="Starter content")
    return draft


def _key(name):
    return uuid.uuid5(KEYS, name)
