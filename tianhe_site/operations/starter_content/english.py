"""The content of a new site in English: known facts about the company, in plain language.

What the company says about its own therapy is worded as the company's claim, never as settled
fact.
"""

from datetime import date

from pages.models import Illustration, Layout
from pages.models.details import DEFAULT_SENTENCES

FIRST_DAY = date(2013, 11, 23)

DETAILS = {
    "name": "Tianhe",
    "legal_name": "Tianhe Stem Cell Biotechnologies Inc.",
    "footer_note": "Information only; not medical advice.",
    "about": "Tianhe Stem Cell Biotechnologies Inc. has licensed a series of patented "
    "technologies. They range from the isolation of human cord blood-derived multipotent stem "
    "cells (CB-SCs) to clinical applications. Tianhe is currently focused on applying Stem Cell "
    "Educator therapy to diabetes. It has a major division in China, Jinan Tianhe Stem Cell "
    "Biotechnology Co., Ltd.",
    "withdrawal_sentences": "\n".join(DEFAULT_SENTENCES["en"]),
    # Every news item ends with the text "about".
    "needs_second_person": True,
}

TERMS = [
    {
        "slug": "cb-scs",
        "title": "CB-SCs",
        "other_forms": "CB-SC, human cord blood-derived multipotent stem cells",
        "summary": "Short for human cord blood-derived multipotent stem cells.",
        "needs_second_person": True,
    },
    {
        "slug": "type-1-diabetes",
        "title": "Type 1 diabetes",
        "other_forms": "T1D",
        "summary": "One of the two main types of diabetes. It is caused by autoimmunity.",
        "needs_second_person": True,
    },
    {
        "slug": "type-2-diabetes",
        "title": "Type 2 diabetes",
        "other_forms": "T2D",
        "summary": "One of the two main types of diabetes. It is caused by insulin resistance.",
        "needs_second_person": True,
    },
]

CATEGORIES = ["Partnership", "Patent", "Recognition", "Clinical trial"]
# Their news is about a therapy, even where it names no product and marks no claim.
NEEDS_SECOND_PERSON = {"Clinical trial"}

# A page that names it must also say, in the language of the page, that it is not approved.
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

# Oldest first: a row may link to earlier ones.
NEWS = [
    {
        "slug": "clinical-trial-children-type-1-diabetes",
        "company_announcement": True,
        "date": date(2013, 11, 23),
        "category": "Clinical trial",
        "title": "New clinical trial initiated in children with type 1 diabetes",
        "summary": "The trial aims to advance Stem Cell Educator therapy and find a cure for "
        "type 1 diabetes.",
        "body": """
            <p>A new clinical trial in children with type 1 diabetes has been initiated, in
            collaboration with:</p>
            <ul>
            <li>Dr. Zhiguang Zhou at the Second Xiangya Hospital of Central South University
            (Changsha, China)</li>
            <li>the apheresis team of Terumo BCT (Denver, USA)</li>
            </ul>
            <p>The trial aims to advance Stem Cell Educator therapy and find a cure for type 1
            diabetes.</p>""",
    },
    {
        "slug": "juvenile-diabetes-cure-alliance-assessment",
        "date": date(2014, 1, 18),
        "category": "Recognition",
        "title": "Juvenile Diabetes Cure Alliance lists Stem Cell Educator therapy in its top 3",
        "summary": "Its assessment lists the therapy as one of the top 3 technologies to "
        "practically cure type 1 diabetes, among over 300 current clinical trials worldwide.",
        "body": """
            <p>In an assessment by the Juvenile Diabetes Cure Alliance, Stem Cell Educator therapy
            is one of the top 3 technologies to practically cure type 1 diabetes, among over 300
            current clinical trials worldwide.</p>
            <p>You can read the assessment on the alliance's website: it is Exhibit 10 in “State of
            the Cure 2013”.</p>""",
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
        "title": "European Patent Office grants Tianhe's patent on human cord blood stem cells",
        "summary": "Tianhe's international patent will cover the countries of the European Union.",
        "body": """
            <p>The European Patent Office has granted Tianhe's international patent on human
            cord blood stem cells. The patent will cover the countries of the European
            Union.</p>""",
    },
    {
        "slug": "partnership-with-corduse",
        "company_announcement": True,
        "date": date(2014, 3, 31),
        "category": "Partnership",
        "title": "CORD:USE and Tianhe sign a long-term partnership",
        "summary": "The two already collaborate academically. The partnership extends this to "
        "future business collaboration on Stem Cell Educator therapy in the clinic.",
        "body": """
            <p>CORD:USE (Orlando, USA), an FDA-registered cord blood bank, and Tianhe have signed a
            long-term partnership.</p>
            <p>The two already collaborate academically. The partnership extends this to future
            business collaboration on Stem Cell Educator therapy in the clinic.</p>""",
    },
]

# A page may link to the news and to earlier pages.
PAGES = [
    {
        "slug": "therapy",
        "position": 10,
        "title": "Stem Cell Educator therapy",
        "menu_title": "Therapy",
        "layout": Layout.STANDARD,
        "illustration": Illustration.LINEAGE,
        "summary": "Stem Cell Educator therapy uses stem cells from human cord blood and targets "
        "autoimmune diseases. Dr. Yong Zhao developed this innovative technology.",
        "body": """
            <p>The therapy is being studied. This page is here to inform you. It is not medical
            advice, and it doesn't offer treatment.</p>
            <h2>What Tianhe is working on</h2>
            <p>For now, Tianhe is focused on applying the therapy to diabetes. On 23 November 2013,
            it announced a new
            <a href="/news/2013/clinical-trial-children-type-1-diabetes/">clinical trial in children
            with type 1 diabetes</a>.</p>
            <h2>What Tianhe reports</h2>
            <p>Tianhe's clinical data indicate that the therapy can:</p>
            <ul>
            <li><mark data-sources="1">balance the immune system</mark></li>
            <li><mark data-sources="1">lead to regeneration of islet beta cells</mark></li>
            <li><mark data-sources="1">improve metabolic control in people with long-standing
            diabetes</mark></li>
            </ul>
            <p>These are claims by the company, from its own data.</p>
            <h2>What Tianhe aims for</h2>
            <p>Tianhe wants to take a step toward the ultimate cure for diabetes. It also wants to
            change how other autoimmune-related diseases are treated.</p>""",
        "sources": [
            {"title": "Tianhe's clinical data", "note": "As reported by the company."},
        ],
        "status": "A clinical trial in children with type 1 diabetes has been initiated.",
        "status_date": FIRST_DAY,
        "to_do": "Add to the status box: the current status of the therapy and its date, who last "
        "reviewed this page and when, and when the next review is due. In the site details, state "
        "which authorities have or haven't approved the therapy.",
        "needs_second_person": True,
        "medical": True,
        "also_found_by": "approved, approval, side effects, safe, price, cost, 干细胞, 治疗, "
        "糖尿病, 临床试验, 价格, 费用",
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
            <p>The division is based in the Jinan High-tech Bioindustry Park District.</p>""",
    },
    {
        "slug": "company",
        "position": 20,
        "title": "About Tianhe",
        "menu_title": "Company",
        "layout": Layout.STANDARD,
        "illustration": Illustration.MEETING,
        "summary": "Tianhe Stem Cell Biotechnologies Inc. has licensed a series of patented "
        "technologies and has a major division in China.",
        "body": """
            <h2>Licensed technologies</h2>
            <p>Tianhe's licensed technologies range from the isolation of human cord blood-derived
            multipotent stem cells (CB-SCs) to clinical applications.</p>
            <h2>Division in China</h2>
            <p>Tianhe's major division in China is
            <a href="/china-division/">Jinan Tianhe Stem Cell Biotechnology Co., Ltd.</a></p>""",
        "also_found_by": "who we are, investors, licence",
    },
    {
        "slug": "",
        "position": 0,
        "title": "A biotech company focused on diabetes",
        "menu_title": "Home",
        "layout": Layout.HOME,
        "illustration": Illustration.DIVIDING,
        "summary": "Tianhe works on Stem Cell Educator therapy, which uses stem cells from human "
        "cord blood. The therapy is being studied. This site doesn't offer treatment.",
        "body": """
            <p>Diabetes is a worldwide pandemic. The world needs new ways to prevent it and to cure
            it.</p>
            <p>More and more evidence points to several problems with the immune system (immune
            dysfunctions) in both main types of diabetes:</p>
            <ul>
            <li><strong>type 1 diabetes</strong> (T1D), caused by autoimmunity</li>
            <li><strong>type 2 diabetes</strong> (T2D), caused by insulin resistance</li>
            </ul>""",
    },
    {
        "slug": "contact",
        "position": 40,
        "title": "Contact",
        "menu_title": "",
        "in_menu": False,
        "in_footer": True,
        "layout": Layout.CONTACT,
        "summary": "Where to find Tianhe.",
        "body": """
            <p>Tianhe's major division in China, Jinan Tianhe Stem Cell Biotechnology Co., Ltd., is
            based in the Jinan High-tech Bioindustry Park District.</p>""",
        "to_do": "Say in the site details whom patients, physicians, partners and journalists can "
        "contact. This page then shows it and is linked in the footer. Add postal addresses here.",
        "also_found_by": "phone, telephone, email, call, ask, 联系, 地址, 电话",
    },
    {
        "slug": "press",
        "position": 45,
        "title": "Press",
        "menu_title": "",
        "in_menu": False,
        "in_footer": True,
        "layout": Layout.PRESS,
        "illustration": Illustration.MEETING,
        "summary": "For journalists: facts about Tianhe, its logo and its news.",
        "body": """
            <h2>Facts</h2>
            <dl data-style="facts">
            <dt>Company</dt>
            <dd>Tianhe Stem Cell Biotechnologies Inc. (“Tianhe”)</dd>
            <dt>Major division in China</dt>
            <dd>Jinan Tianhe Stem Cell Biotechnology Co., Ltd., in the Jinan High-tech Bioindustry
            Park District</dd>
            <dt>Licensed technologies</dt>
            <dd>A series of patented technologies, from the isolation of human cord blood-derived
            multipotent stem cells (CB-SCs) to clinical applications</dd>
            <dt>Therapy</dt>
            <dd>Stem Cell Educator therapy, developed by Dr. Yong Zhao. It uses stem cells from
            human cord blood and targets autoimmune diseases.</dd>
            <dt>Current focus</dt>
            <dd>Applying the therapy to diabetes</dd>
            <dt>Clinical trial</dt>
            <dd>In children with type 1 diabetes, announced on 23 November 2013</dd>
            </dl>
            <p>The therapy is being studied. What the company reports about it is on the page about
            <a href="/therapy/">Stem Cell Educator therapy</a>.</p>""",
        "to_do": "Enter the media contact in the site details, and mark the pictures that "
        "journalists may use as 'Released for the press' in the media library. Then publish this "
        "page again.",
        "needs_second_person": True,
        "also_found_by": "media contact, press contact, journalists, photos, interview",
    },
    {
        "slug": "glossary",
        "position": 50,
        "title": "Glossary",
        "menu_title": "",
        "in_menu": False,
        "in_footer": True,
        "layout": Layout.GLOSSARY,
        "summary": "The terms used on this site and what they mean.",
        "to_do": "Add terms under 'Glossary' in the admin. The first time a term appears on a "
        "page, it is linked automatically.",
    },
    {
        "slug": "privacy",
        "position": 60,
        "title": "Privacy",
        "menu_title": "",
        "in_menu": False,
        "in_footer": True,
        "layout": Layout.PRIVACY,
        "summary": "This site doesn't set cookies for readers or ask who they are.",
        "body": """
            <p>When you read this site:</p>
            <ul>
            <li>no page sets a cookie</li>
            <li>no page loads anything from other companies</li>
            <li>no form asks for your name, your address or information about your health</li>
            </ul>
            <p>When a search finds nothing, the site counts it. For 90 days it keeps the words and
            the day, but not who searched, from which address or at what time.</p>""",
        "to_do": "Answer the questions under 'Privacy': also what the server log keeps, and for "
        "how long. Have counsel read it first.",
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
            <p>Every page is designed so that you can:</p>
            <ul>
            <li>use it with only a keyboard</li>
            <li>listen to it with a screen reader</li>
            <li>zoom in to 400%</li>
            <li>read it in light or dark colors, to match your device</li>
            <li>read it with JavaScript turned off</li>
            <li>print it</li>
            </ul>""",
        "to_do": "Say whom readers can tell about a barrier, when people last tested the site with "
        "a screen reader, and what they found.",
    },
]
