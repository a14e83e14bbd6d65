"""The same content in Chinese, by the last part of the address of what it translates. It states the
facts of the English texts and no others; names without a given Chinese form stay in Latin letters.
"""

from pages.models.details import DEFAULT_SENTENCES

LANGUAGE = "zh-hans"

DETAILS = {
    "footer_note": "本网站仅供参考，不构成医疗建议。",
    "about": "Tianhe Stem Cell Biotechnologies Inc.已获得一系列专利技术的许可。"
    "这些技术涵盖从分离人脐带血来源的多能干细胞（CB-SCs）到临床应用。"
    "Tianhe目前专注于将Stem Cell Educator therapy应用于糖尿病。"
    "Tianhe在中国的主要事业部是Jinan Tianhe Stem Cell Biotechnology Co., Ltd.",
    "withdrawal_sentences": "\n".join(DEFAULT_SENTENCES[LANGUAGE]),
}

TERMS = {
    "cb-scs": {
        "other_forms": "CB-SC, 人脐带血来源的多能干细胞",
        "summary": "人脐带血来源的多能干细胞的英文缩写。",
    },
    "type-1-diabetes": {
        "title": "1型糖尿病",
        "summary": "糖尿病的两种主要类型之一，由自身免疫引起。",
    },
    "type-2-diabetes": {
        "title": "2型糖尿病",
        "summary": "糖尿病的两种主要类型之一，由胰岛素抵抗引起。",
    },
}

CATEGORIES = {
    "Partnership": "合作",
    "Patent": "专利",
    "Recognition": "认可",
    "Clinical trial": "临床试验",
}

NEWS = {
    "clinical-trial-children-type-1-diabetes": {
        "title": "新的1型糖尿病儿童临床试验已启动",
        "summary": "该试验旨在推进Stem Cell Educator therapy，并寻找治愈1型糖尿病的方法。",
        "body": """
            <p>一项新的1型糖尿病儿童临床试验已启动，合作方为：</p>
            <ul>
            <li>Second Xiangya Hospital of Central South University（中国长沙）的Dr. Zhiguang
            Zhou</li>
            <li>Terumo BCT（美国丹佛）的血液单采团队</li>
            </ul>
            <p>该试验旨在推进Stem Cell Educator therapy，并寻找治愈1型糖尿病的方法。</p>""",
    },
    "juvenile-diabetes-cure-alliance-assessment": {
        "title": "Juvenile Diabetes Cure Alliance将Stem Cell Educator therapy列入前三",
        "summary": "该联盟在全球300多项当前的临床试验中作出评估。"
        "该疗法被列为可实际治愈1型糖尿病的前三项技术之一。",
        "body": """
            <p>Juvenile Diabetes Cure Alliance在全球300多项当前的临床试验中作出评估。Stem Cell
            Educator therapy被列为可实际治愈1型糖尿病的前三项技术之一。</p>
            <p>您可以在该联盟的网站上阅读这份评估：“State of the Cure 2013”中的Exhibit 10。</p>""",
        "sources": [
            {
                "title": "Juvenile Diabetes Cure Alliance：“State of the Cure 2013”",
                "identifier": "Exhibit 10",
                "note": "见该联盟的网站。",
            }
        ],
    },
    "european-patent-cord-blood-stem-cells": {
        "title": "欧洲专利局授予Tianhe人脐带血干细胞专利",
        "summary": "Tianhe的这项国际专利将覆盖欧盟各国。",
        "body": """
            <p>欧洲专利局已授予Tianhe关于人脐带血干细胞的国际专利。该专利将覆盖欧盟各国。</p>""",
    },
    "partnership-with-corduse": {
        "title": "CORD:USE与Tianhe签署长期合作协议",
        "summary": "双方已在学术上合作。"
        "此次合作将延伸到未来的商业合作，涉及临床中的Stem Cell Educator therapy。",
        "body": """
            <p>CORD:USE（美国奥兰多）是在美国FDA注册的脐带血库。它与Tianhe签署了长期合作协议。</p>
            <p>双方已在学术上合作。此次合作将延伸到未来的商业合作，涉及临床中的Stem Cell Educator
            therapy。</p>""",
    },
}

PAGES = {
    "therapy": {
        "menu_title": "疗法研究",
        "summary": "Stem Cell Educator therapy使用取自人脐带血的干细胞，针对自身免疫性疾病。"
        "这项创新技术由Dr. Yong Zhao研发。",
        "body": """
            <p>该疗法处于研究阶段。本页仅供了解信息，不构成医疗建议，也不提供治疗。</p>
            <h2>Tianhe在做什么</h2>
            <p>目前，Tianhe专注于将该疗法应用于糖尿病。2013年11月23日，Tianhe宣布启动一项新的<a
            href="/zh-hans/news/2013/clinical-trial-children-type-1-diabetes/">1型糖尿病儿童临床试验</a>。</p>
            <h2>Tianhe报告了什么</h2>
            <p>Tianhe的临床数据表明，该疗法可以：</p>
            <ul>
            <li><mark data-sources="1">平衡免疫系统</mark></li>
            <li><mark data-sources="1">使胰岛β细胞再生</mark></li>
            <li><mark data-sources="1">改善长期糖尿病患者的代谢控制</mark></li>
            </ul>
            <p>以上是公司根据自身数据提出的宣称。</p>
            <h2>Tianhe的目标是什么</h2>
            <p>Tianhe希望朝着最终治愈糖尿病迈出一步，也希望改变其他自身免疫相关疾病的治疗方式。</p>""",
        "sources": [{"title": "Tianhe的临床数据", "note": "由公司报告。"}],
        "status": "一项1型糖尿病儿童临床试验已启动。",
        "to_do": "请在状态框中补充：疗法的当前状态及其日期，"
        "最近由谁、何时审阅了本页，以及下次审阅的日期。"
        "请在网站信息中说明该疗法已获得或未获得哪些机构的批准。",
        "also_found_by": "批准, 副作用, 安全, 治疗, 价格, 费用, 干细胞疗法",
    },
    "china-division": {
        "title": "中国事业部",
        "summary": "Jinan Tianhe Stem Cell Biotechnology Co., Ltd.是Tianhe在中国的主要事业部。",
        "body": """
            <p>该事业部位于济南的Jinan High-tech Bioindustry Park District。</p>""",
    },
    "company": {
        "title": "关于Tianhe",
        "menu_title": "公司介绍",
        "summary": "Tianhe Stem Cell Biotechnologies Inc.已获得一系列专利技术的许可，"
        "并在中国设有主要事业部。",
        "body": """
            <h2>获得许可的技术</h2>
            <p>Tianhe获得许可的技术，涵盖从分离人脐带血来源的多能干细胞（CB-SCs）到临床应用。</p>
            <h2>中国事业部</h2>
            <p>Tianhe在中国的主要事业部是<a href="/zh-hans/china-division/">Jinan Tianhe Stem Cell
            Biotechnology Co., Ltd.</a></p>""",
        "also_found_by": "我们是谁, 投资者, 许可",
    },
    "": {
        "title": "一家专注于糖尿病的生物技术公司",
        "menu_title": "首页",
        "summary": "Tianhe研究Stem Cell Educator therapy，该疗法使用取自人脐带血的干细胞。"
        "该疗法处于研究阶段。本网站不提供治疗。",
        "body": """
            <p>糖尿病是世界范围的大流行病。全世界需要预防和治愈糖尿病的新方法。</p>
            <p>越来越多的证据表明，两种主要类型的糖尿病都与多种免疫功能障碍有关：</p>
            <ul>
            <li><strong>1型糖尿病</strong>（T1D），由自身免疫引起</li>
            <li><strong>2型糖尿病</strong>（T2D），由胰岛素抵抗引起</li>
            </ul>""",
    },
    "contact": {
        "title": "联系我们",
        "summary": "Tianhe的所在地。",
        "body": """
            <p>Tianhe在中国的主要事业部是Jinan Tianhe Stem Cell Biotechnology Co.,
            Ltd.，位于济南的Jinan High-tech Bioindustry Park District。</p>""",
        "to_do": "请在网站信息中说明患者、医务人员、合作伙伴和记者可以联系谁。"
        "本页随后会显示这些信息，页脚也会出现本页的链接。请在这里补充通信地址。",
        "also_found_by": "电话, 地址, 邮箱, 咨询, 联系方式",
    },
    "press": {
        "title": "新闻资料",
        "summary": "供记者使用：关于Tianhe的事实、标志和新闻。",
        "body": """
            <h2>事实</h2>
            <dl data-style="facts">
            <dt>公司</dt>
            <dd>Tianhe Stem Cell Biotechnologies Inc.（简称“Tianhe”）</dd>
            <dt>在中国的主要事业部</dt>
            <dd>Jinan Tianhe Stem Cell Biotechnology Co., Ltd.，位于济南的Jinan High-tech
            Bioindustry Park District</dd>
            <dt>获得许可的技术</dt>
            <dd>一系列专利技术，涵盖从分离人脐带血来源的多能干细胞（CB-SCs）到临床应用</dd>
            <dt>疗法</dt>
            <dd>Stem Cell Educator therapy，由Dr. Yong Zhao研发。
            它使用取自人脐带血的干细胞，针对自身免疫性疾病。</dd>
            <dt>目前的重点</dt>
            <dd>将该疗法应用于糖尿病</dd>
            <dt>临床试验</dt>
            <dd>在1型糖尿病儿童中开展，于2013年11月23日宣布</dd>
            </dl>
            <p>该疗法处于研究阶段。公司报告的内容见<a href="/zh-hans/therapy/">Stem Cell Educator
            therapy</a>的页面。</p>""",
        "to_do": "请在网站信息中填写媒体联系人，并在媒体库中把记者可以使用的图片标为“提供给媒体”。"
        "然后重新发布本页。",
        "also_found_by": "媒体联系人, 记者, 照片, 采访",
    },
    "glossary": {
        "title": "术语表",
        "summary": "本网站使用的术语及其含义。",
        "to_do": "请在后台的“术语表”中添加术语。术语在页面上第一次出现时会自动加上链接。",
    },
    "privacy": {
        "title": "隐私政策",
        "summary": "本网站不为读者设置Cookie，也不询问读者是谁。",
        "body": """
            <p>您阅读本网站时：</p>
            <ul>
            <li>任何页面都不设置Cookie</li>
            <li>任何页面都不从其他公司加载内容</li>
            <li>任何表单都不询问您的姓名、住址或健康信息</li>
            </ul>
            <p>搜索没有结果时，本网站会统计次数。搜索词和日期保留90天。
            不记录由谁、从哪个IP地址、在什么时刻搜索。</p>""",
        "to_do": "请说明本网站由谁负责，服务器日志保留什么、保留多久，"
        "读者有哪些权利，以及可以联系谁。"
        "请先由律师审阅。",
    },
    "accessibility": {
        "title": "无障碍声明",
        "summary": "本网站按照《Web内容无障碍指南》（WCAG）2.2的AA级建设。",
        "body": """
            <p>每个页面都让您可以：</p>
            <ul>
            <li>只用键盘操作</li>
            <li>用屏幕阅读器收听</li>
            <li>放大到400%</li>
            <li>按照您的设备，以浅色或深色阅读</li>
            <li>在关闭JavaScript时阅读</li>
            <li>打印</li>
            </ul>""",
        "to_do": "请说明读者遇到障碍时可以告诉谁，"
        "最近一次由真人用屏幕阅读器测试是什么时候，以及发现了什么。",
    },
}
