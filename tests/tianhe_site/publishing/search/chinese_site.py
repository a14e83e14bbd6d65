"""The Chinese site that the queries of chinese_table.txt are asked of: our facts in Chinese, and
more."""

from datetime import date

from tests.factories import make_category, make_news_item, make_page, make_site_details, make_term

CHINESE = "zh-hans"
# By the names of the table.
PAGES = {
    "home": {
        "slug": "",
        "title": "首页",
        "summary": "糖尿病是一种全球性的流行病。",
        "body": "<p>越来越多的证据表明，1 型糖尿病（T1D，由自身免疫引起）"
        "和 2 型糖尿病（T2D，由胰岛素抵抗引起）"
        "都与多种免疫功能障碍有关。</p>",
    },
    "therapy": {
        "title": "疗法研究",
        "summary": "Stem Cell Educator therapy 由 Dr. Yong Zhao 研发，使用取自人脐带血的干细胞。",
        "body": "<p>该疗法针对自身免疫性疾病，目前的重点是在糖尿病中的应用。"
        "临床数据表明，该疗法可以平衡免疫系统，"
        "使胰岛 β 细胞再生，并改善长期糖尿病患者的代谢控制。</p>",
    },
    "company": {
        "title": "公司介绍",
        "summary": "Tianhe 已获得一系列专利技术的许可。",
        "body": "<p>这些技术涵盖从CB-SC的分离到临床应用。</p>",
    },
    "china": {
        "title": "中国事业部",
        "summary": "Jinan Tianhe Stem Cell Biotechnology Co., Ltd. 位于济南高新区生物产业园区。",
    },
    "contact": {
        "title": "联系我们",
        "summary": "公 司 地 址 和 媒体 联系人。",
        "also_found_by": "电话, 邮箱, 多少钱",
    },
    "approval": {"title": "审批状态", "summary": "处于研究阶段，尚未获美国FDA批准。"},
    "traditional": {
        "title": "幹細胞與糖尿病",
        "summary": "這項療法尚在研究階段。",
        "body": "<p>隨著臨床試驗的發展，我們瞭解得更多。頭髮不受影響。</p>",
    },
}
TERMS = {
    "t1d": {
        "title": "1型糖尿病",
        "other_forms": "T1D、青少年糖尿病",
        "summary": "由自身免疫引起的疾病。",
    },
    "t2d": {"title": "二型糖尿病", "summary": "由胰岛素抵抗引起的疾病。"},
    "cb-scs": {"title": "CB-SC", "other_forms": "脐带血来源的多能干细胞", "summary": "一种细胞。"},
}
NEWS = {
    "partnership": {
        "date": date(2014, 3, 31),
        "title": "CORD:USE 与 Tianhe 签署长期合作协议",
        "body": "<p>2014年3月31日，"
        "在FDA注册的脐带血库CORD:USE（美国奥兰多）与 Tianhe 签署协议。</p>",
    },
    "patent": {
        "date": date(2014, 1, 25),
        "title": "欧洲专利局授予脐带血干细胞专利",
        "body": "<p>该国际专利将覆盖欧盟各国。</p>",
    },
    "alliance": {
        "date": date(2014, 1, 18),
        "title": "三大技术之一",
        "body": "<p>全球有300多项临床试验，见“State of the Cure 2013”第10项。</p>",
    },
    "trial": {
        "date": date(2013, 11, 23),
        "title": "儿童I型糖尿病临床试验启动",
        "body": "<p>与 Dr. Zhiguang Zhou 和 Terumo BCT（美国丹佛）合作。"
        "试验编号 ＮＣＴ０１２３４５６７。</p>",
    },
    "phase-two": {
        "date": date(2015, 6, 2),
        "title": "Ⅱ期临床试验在长沙开始",
        "body": "<p>患者为１２名。</p>",
    },
}


def make(publish):
    """Make the site; `publish` publishes a draft. Return the names by title."""
    category = make_category("News", "xinwen", names={CHINESE: "新闻"})
    publish(make_site_details(language=CHINESE, approval_statement="该疗法尚未获美国FDA批准。"))
    for slug, values in PAGES.items():
        publish(make_page(**{"slug": slug, "language": CHINESE, "body": "", **values}))
    for slug, values in TERMS.items():
        publish(make_term(slug=slug, language=CHINESE, **values))
    for slug, values in NEWS.items():
        values = {"summary": "新闻。", "dateline_place": "济南", "category": category, **values}
        publish(make_news_item(slug, language=CHINESE, **values))
    publish(make_page("english", title="Of diabetes, 糖尿病, in English"))
    made = {**PAGES, **TERMS, **NEWS}
    return {values["title"]: name for name, values in made.items()}
