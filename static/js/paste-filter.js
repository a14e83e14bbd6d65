// What is pasted means what it meant: HTML of Word, Google Docs and other programs, read without
// running or loading any of it, becomes the few elements that a text has. What only the looks said
// (a symbol by its font, a power by its position, a list by its label) is said by characters and
// elements; what is marked as no text (deleted, hidden, a comment) is left out; what was left out or
// has to be checked is reported, for a notice to the editor.
//
// pasteFilter.filter(html, { allowed, origin }) returns { html, report }. `allowed` are the elements
// of a text with their attributes, as CKEditor's `allowedContent` has them; `origin` is that of our
// own pages. A report is a list of { kind, words }.
(() => {
  const { symbolFonts } = window;
  const UNKNOWN_SYMBOL = "[?]";

  // Elements

  const NO_TEXT = new Set(["audio", "base", "canvas", "col", "colgroup", "embed", "head", "iframe", "link", "meta", "noscript", "object", "param", "script", "source", "style", "template", "title", "track", "video", "wbr", "xml"]);
  const BLOCKS = new Set(["address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"]);
  const HEADINGS = new Set(["h1", "h2", "h3", "h4", "h5", "h6"]);
  const PARAGRAPHS = new Set(["p", "pre", ...HEADINGS]);
  const CELLS = new Set(["td", "th"]);
  const FOOTNOTE = /#(?:_(?:ftn|edn)\d|sd(?:foot|end)note\d+sym|ftnt\d)/;
  const FOOTNOTE_BACK = /#(?:_(?:ftn|edn)ref\d|sd(?:foot|end)note\d+anc|ftnt_ref\d)/;

  const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;
  const isText = (node) => node.nodeType === Node.TEXT_NODE;
  const isBlank = (node) => node.nodeType === Node.COMMENT_NODE || (isText(node) && !node.data.trim());
  const tidy = (text) => text.replace(/[\s\u00a0]+/g, " ").trim();
  const wordsOf = (node) => tidy(node.textContent);
  const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const escapeValue = (text) => escape(text).replace(/"/g, "&quot;");
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  // Those of the outermost: what is in one of them goes with it.
  const outermost = (root, elements) => {
    const chosen = new Set(elements);
    return elements.filter((each) => {
      for (let around = each.parentNode; around && around !== root; around = around.parentNode) if (chosen.has(around)) return false;
      return true;
    });
  };
  const unwrap = (element) => element.replaceWith(...element.childNodes);
  const make = (element, name, ...nodes) => {
    const made = element.ownerDocument.createElement(name);
    made.append(...nodes);
    return made;
  };

  // Styles: those of an element itself, and those that a style sheet in the pasted HTML gives its
  // class. The browser's own parser drops what it doesn't know, such as mso-hide.

  const declarations = (text) => {
    const found = new Map();
    for (const part of text.split(";")) {
      const at = part.indexOf(":");
      if (at > 0) found.set(part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim().toLowerCase());
    }
    return found;
  };

  const addRule = (rules, name, body) => {
    if (!rules.has(name)) rules.set(name, new Map());
    for (const [property, value] of declarations(body)) rules.get(name).set(property, value);
  };

  const classRules = (root) => {
    const rules = new Map();
    for (const sheet of all(root, "style")) {
      const text = sheet.textContent.replace(/<!--|-->/g, "").replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, "");
      for (const [, selectors, body] of text.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
        for (const selector of selectors.split(",")) {
          const name = /^[a-z0-9]*\.[\w-]+$/i.exec(selector.trim());
          if (name) addRule(rules, name[0].toLowerCase(), body);
        }
      }
    }
    return rules;
  };

  const styleReader = (root) => {
    const rules = classRules(root);
    const known = new WeakMap();
    const read = (element) => {
      const style = new Map();
      if (rules.size) {
        for (const name of element.classList) {
          for (const key of [`.${name}`, `${element.localName}.${name}`]) for (const [property, value] of rules.get(key.toLowerCase()) || []) style.set(property, value);
        }
      }
      for (const [property, value] of declarations(element.getAttribute("style") || "")) style.set(property, value);
      return style;
    };
    return (element) => {
      if (!known.has(element)) known.set(element, read(element));
      return known.get(element);
    };
  };

  const lengthOf = (value) => parseFloat(value) || 0;

  const isHidden = (element, style) => element.hasAttribute("hidden")
    || style.get("display") === "none"
    || style.get("mso-hide") === "all"
    || /^(?:hidden|collapse)/.test(style.get("visibility") || "")
    || /^0(?:\.0*)?$/.test(style.get("opacity") || "");

  const isStruck = (element, style) => ["s", "strike"].includes(element.localName)
    || /line-through/.test(`${style.get("text-decoration") || ""} ${style.get("text-decoration-line") || ""}`);

  // In "italic 12px/1.5 Symbol, serif" the families follow the size.
  const familiesIn = (font) => {
    const words = font.split(/\s+/);
    const size = words.findIndex((word) => /^(?:[\d.]+(?:[a-z]+|%)|[a-z-]*(?:medium|small|large|smaller|larger))(?:\/|$)/.test(word));
    return words.slice(size + 1).join(" ");
  };

  const fontOf = (element, style) => {
    const symbols = style.get("mso-symbol-font-family");
    const families = symbols || style.get("font-family") || familiesIn(style.get("font") || "") || element.getAttribute("face") || "";
    return families.split(",")[0].replace(/["']/g, "").trim().toLowerCase();
  };

  // Return "sup", "sub" or "" for an element that says so by its name or by where it stands; null
  // for one that says nothing.
  const positionOf = (element, style) => {
    if (["sup", "sub"].includes(element.localName)) return element.localName;
    if (BLOCKS.has(element.localName) || element.querySelector("img")) return null;
    const align = style.get("vertical-align") || style.get("font-variant-position") || "";
    if (/^super/.test(align)) return "sup";
    if (/^sub/.test(align)) return "sub";
    const raise = lengthOf(style.get("mso-text-raise")) || (/^[-+.\d]/.test(align) ? lengthOf(align) : 0) || (style.get("position") === "relative" ? lengthOf(style.get("bottom")) || -lengthOf(style.get("top")) : 0);
    // By a point letters are only made to look even.
    if (Math.abs(raise) > 1 || (raise && /%|em$/.test(align))) return raise > 0 ? "sup" : "sub";
    return null;
  };

  const isBold = (element, style) => {
    // Google Docs puts one around whatever is copied, bold or not.
    if (element.id.startsWith("docs-internal-guid")) return null;
    const weight = style.get("font-weight");
    if (weight) return /^bold|^[6-9]\d\d/.test(weight);
    return ["b", "strong"].includes(element.localName) || null;
  };

  const isSlanted = (element, style) => {
    const slant = style.get("font-style");
    if (slant) return /^(?:italic|oblique)/.test(slant);
    return ["i", "em"].includes(element.localName) || null;
  };

  // What is left out

  const leaveOut = (job, elements, kind) => {
    for (const element of outermost(job.root, elements)) {
      const words = wordsOf(element);
      if (words) job.report.push({ kind, words });
      // Without a cell that takes its place in a row, the others would stand under other headings.
      const hasPlace = !element.hasAttribute("hidden") && job.style(element).get("display") !== "none";
      if (CELLS.has(element.localName) && hasPlace) element.replaceChildren();
      else element.remove();
    }
  };

  const leaveOutComments = (job) => {
    const bodies = all(job.root, "[style]").filter((element) => job.style(element).get("mso-element") === "comment");
    const exported = all(job.root, "a[id^='cmnt']:not([id^='cmnt_ref'])").map((anchor) => anchor.closest("div, p"));
    const anchors = all(job.root, "a.msocomanchor, .MsoCommentReference, a[href^='#cmnt']:not([href^='#cmnt_ref'])");
    const count = Math.max(bodies.length + exported.length, all(job.root, "a.msocomanchor, a[href^='#cmnt']:not([href^='#cmnt_ref'])").length);
    for (let each = 0; each < count; each += 1) job.report.push({ kind: "comment", words: "" });
    const lists = all(job.root, "[style]").filter((element) => job.style(element).get("mso-element") === "comment-list");
    for (const element of [...bodies, ...lists, ...exported, ...anchors, ...all(job.root, ".msocomtxt, hr.msocomoff")]) if (element) element.remove();
  };

  const leaveOutDeleted = (job) => leaveOut(job, all(job.root, "del, .msoDel, .TrackChangeTextDeletion"), "deleted");

  const leaveOutStyled = (job) => {
    const elements = all(job.root, "*");
    // A formula is hidden where a picture of it is shown.
    leaveOut(job, elements.filter((element) => isHidden(element, job.style(element)) && !element.querySelector("math") && element.localName !== "math" && !NO_TEXT.has(element.localName)), "hidden");
    leaveOut(job, elements.filter((element) => isStruck(element, job.style(element))), "struck");
  };

  // Equations, as words in a line

  const RELATIONS = /^[=<>≤≥≠≈≡∼≅→←↔⇒⇔∈∝]$/;
  const ZERO_WIDTH_OPERATORS = /[\u2061-\u2064]/g;
  const partsOf = (element) => [...element.children].filter((child) => !/pr$/.test(child.localName) || !child.localName.includes(":"));
  const nameOf = (element) => element.localName.replace(/^\w+:/, "");
  const inBrackets = (text) => (/^[\p{L}\p{N}]*$/u.test(text) ? text : `(${text})`);
  const child = (element, name) => partsOf(element).find((each) => nameOf(each) === name);
  const valueIn = (element, property, name, fallback) => {
    const found = all(element, "*").find((each) => nameOf(each) === name && nameOf(each.parentNode) === property && each.parentNode.parentNode === element);
    return found ? found.getAttribute("m:val") || "" : fallback;
  };
  // Raised and lowered parts stand between characters of no meaning until the equation is written;
  // one in another is said with ^ and _.
  const [RAISED, LOWERED, END] = ["\ue000", "\ue001", "\ue002"];
  const MARKS = /[\ue000-\ue002]/;
  const asTyped = (text) => text.replace(/\ue000([^\ue002]*)\ue002/g, (_all, inner) => `^${inBrackets(inner)}`).replace(/\ue001([^\ue002]*)\ue002/g, (_all, inner) => `_${inBrackets(inner)}`);
  const power = (text) => (text ? `${RAISED}${asTyped(text)}${END}` : "");
  const index = (text) => (text ? `${LOWERED}${asTyped(text)}${END}` : "");
  const rootOf = (degree, text) => ({ "": "√", 2: "√", 3: "∛", 4: "∜" }[degree] || `root ${degree} of `) + inBrackets(text);
  // "1" right before "1/2" would read as eleven halves.
  const EDGE = "\ue003";
  const fraction = (above, below) => `${EDGE}${inBrackets(above)}/${inBrackets(below)}${EDGE}`;
  const withSpacesAtEdges = (text) => text.replace(/(?<=[\p{L}\p{N})])\ue003+(?=[\p{L}\p{N}(])/gu, " ").replaceAll(EDGE, "");
  // In turn lowered and raised ones.
  const scripts = (elements) => elements.map((each, at) => (at % 2 ? power : index)(equationText(each))).join("");
  const withScripts = ([base, ...around]) => {
    const middle = around.findIndex((each) => nameOf(each) === "mprescripts");
    const [after, before] = middle < 0 ? [around, []] : [around.slice(0, middle), around.slice(middle + 1)];
    return scripts(before) + equationText(base) + scripts(after);
  };
  // Letters that are slanted or bold by their code alone.
  const plainLetters = (text) => text.replace(/[\u2100-\u214f\u{1d400}-\u{1d7ff}]/gu, (letter) => letter.normalize("NFKC"));
  const line = (elements, separator = "") => elements.map(equationText).join(separator);

  const EQUATIONS = {
    // MathML
    mfrac: ([above, below]) => fraction(equationText(above), equationText(below)),
    mmultiscripts: withScripts,
    msup: ([base, above]) => equationText(base) + power(equationText(above)),
    msub: ([base, below]) => equationText(base) + index(equationText(below)),
    msubsup: ([base, below, above]) => equationText(base) + index(equationText(below)) + power(equationText(above)),
    munder: ([base, below]) => equationText(base) + index(equationText(below)),
    mover: ([base, above]) => equationText(base) + power(equationText(above)),
    munderover: ([base, below, above]) => equationText(base) + index(equationText(below)) + power(equationText(above)),
    msqrt: (parts) => rootOf("", line(parts)),
    mroot: ([base, degree]) => rootOf(equationText(degree), equationText(base)),
    mfenced: (parts, element) => (element.getAttribute("open") || "(") + line(parts, (element.getAttribute("separators") || ",").charAt(0) + " ") + (element.getAttribute("close") || ")"),
    mtable: (parts) => line(parts, "; "),
    mtr: (parts) => line(parts, ", "),
    mspace: () => " ",
    mphantom: () => "",
    annotation: () => "",
    "annotation-xml": () => "",
    mtext: (_parts, element) => ` ${wordsOf(element)} `,
    mo: (_parts, element) => (RELATIONS.test(wordsOf(element)) ? ` ${wordsOf(element)} ` : wordsOf(element)),
    // Word
    f: (_parts, element) => fraction(partText(element, "num"), partText(element, "den")),
    ssup: (_parts, element) => partText(element, "e") + power(partText(element, "sup")),
    ssub: (_parts, element) => partText(element, "e") + index(partText(element, "sub")),
    ssubsup: (_parts, element) => partText(element, "e") + index(partText(element, "sub")) + power(partText(element, "sup")),
    spre: (_parts, element) => index(partText(element, "sub")) + power(partText(element, "sup")) + partText(element, "e"),
    rad: (_parts, element) => rootOf(partText(element, "deg"), partText(element, "e")),
    nary: (_parts, element) => valueIn(element, "narypr", "chr", "∫") + index(partText(element, "sub")) + power(partText(element, "sup")) + ` ${partText(element, "e")}`,
    d: (parts, element) => valueIn(element, "dpr", "begchr", "(") + line(parts, valueIn(element, "dpr", "sepchr", "|")) + valueIn(element, "dpr", "endchr", ")"),
    func: (_parts, element) => `${partText(element, "fname")} ${partText(element, "e")}`,
    limlow: (_parts, element) => partText(element, "e") + index(partText(element, "lim")),
    limupp: (_parts, element) => partText(element, "e") + power(partText(element, "lim")),
    m: (parts) => `(${line(parts, "; ")})`,
    mr: (parts) => line(parts, ", "),
    eqarr: (parts) => line(parts, "; "),
  };
  const partText = (element, name) => {
    const found = child(element, name);
    return found ? equationText(found) : "";
  };

  function equationText(element) {
    if (!element) return "";
    const read = EQUATIONS[nameOf(element)];
    const text = read ? read(partsOf(element), element) : allText(element);
    return plainLetters(text).replace(ZERO_WIDTH_OPERATORS, "").replace(/\s+/g, " ");
  }

  function allText(element) {
    const known = new Set(partsOf(element));
    return [...element.childNodes].map((node) => {
      if (isText(node)) return isBlank(node) ? "" : node.data;
      return known.has(node) ? equationText(node) : "";
    }).join("");
  }

  const writeEquation = (job, place, text) => {
    const words = withSpacesAtEdges(tidy(text));
    if (!words) return place.remove();
    job.report.push({ kind: "equation", words: asTyped(words) });
    const parts = words.split(/(\ue000[^\ue002]*\ue002|\ue001[^\ue002]*\ue002)/).filter(Boolean);
    return place.replaceWith(...parts.map((part) => (MARKS.test(part) ? make(job.root, part[0] === RAISED ? "sup" : "sub", part.slice(1, -1)) : part)));
  };

  // What Word shows to programs that know its equations stands in a comment, a picture for others
  // between "[if !msEquation]" and "[endif]" after it.
  const wordEquations = (job) => {
    const walker = job.document.createTreeWalker(job.root, NodeFilter.SHOW_COMMENT);
    const comments = [];
    while (walker.nextNode()) if (/^\[if gte msEquation/.test(walker.currentNode.data)) comments.push(walker.currentNode);
    for (const comment of comments) {
      const markup = comment.data.replace(/^\[if[^\]]*\]>/, "").replace(/<!\[endif\]$/, "");
      leaveOutPicture(comment);
      writeEquation(job, comment, equationText(parse(markup).body));
    }
    for (const equation of outermost(job.root, all(job.root, "m\\:omathpara, m\\:omath"))) writeEquation(job, equation, equationText(equation));
  };

  const leaveOutPicture = (comment) => {
    let next = comment.nextSibling;
    while (next && isText(next) && isBlank(next)) next = next.nextSibling;
    if (!next || next.data !== "[if !msEquation]") return;
    while (next && next.data !== "[endif]") {
      const after = next.nextSibling;
      next.remove();
      next = after;
    }
  };

  const markedEquations = (job) => {
    // MathJax draws without characters what it doesn't also say as MathML.
    for (const drawn of all(job.root, "mjx-container")) {
      if (drawn.querySelector("math")) continue;
      job.report.push({ kind: "symbol", words: "" });
      drawn.replaceWith(UNKNOWN_SYMBOL);
    }
    // KaTeX and MathJax draw what they also say as MathML.
    for (const drawn of all(job.root, ".katex-mathml + .katex-html, mjx-container > svg, mjx-math")) drawn.remove();
    for (const spoken of all(job.root, ".MJX_Assistive_MathML")) if (spoken.previousElementSibling) spoken.previousElementSibling.remove();
    for (const math of all(job.root, "math")) {
      const around = math.closest(".mwe-math-element");
      if (around) for (const picture of all(around, "img")) picture.remove();
      writeEquation(job, math, equationText(math));
    }
  };

  // Pictures that stand for words: formulas, boxes of a list of tasks, and emoji. Of any other the
  // library says that it can't be taken over.
  const wordPictures = (job) => {
    for (const picture of all(job.root, "img[alt]")) {
      const words = picture.getAttribute("alt").trim();
      if (picture.getAttribute("role") === "math" || /(?:^|\s)(?:tex|latex|math|mwe-math-fallback-image-(?:inline|display))(?:\s|$)/.test(picture.className)) writeEquation(job, picture, words);
      else if (picture.getAttribute("aria-roledescription") === "checkbox") picture.replaceWith(words.startsWith("un") ? "☐ " : "☑ ");
      else if (/^[\p{Emoji_Presentation}\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f]+$/u.test(words)) picture.replaceWith(words);
    }
  };

  // Footnotes: what refers to one says its number, and the note is a paragraph that begins with it

  const footnotes = (job) => {
    const anchors = all(job.root, "a[href*='#']");
    const notes = anchors.filter((anchor) => FOOTNOTE_BACK.test(anchor.getAttribute("href")));
    const references = anchors.filter((anchor) => FOOTNOTE.test(anchor.getAttribute("href")) && !notes.includes(anchor));
    for (const anchor of references) {
      const around = anchor.parentNode.localName === "sup" ? anchor.parentNode : anchor;
      around.replaceWith(make(anchor, "sup", noteLabel(anchor)));
      job.report.push({ kind: "footnote", words: "" });
    }
    for (const anchor of notes) {
      const around = anchor.parentNode.localName === "sup" ? anchor.parentNode : anchor;
      around.replaceWith(`${noteLabel(anchor)} `);
    }
    for (const list of all(job.root, "[style]").filter((element) => /^(?:foot|end)note-list$/.test(job.style(element).get("mso-element") || ""))) {
      for (const ruler of all(list, "hr, br")) ruler.remove();
    }
  };

  const noteLabel = (anchor) => `[${wordsOf(anchor).replace(/[[\]]/g, "")}]`;

  // What the browser draws around words, or in place of them

  const drawnMarks = (job) => {
    for (const quotation of all(job.root, "q")) quotation.replaceWith("“", ...quotation.childNodes, "”");
    for (const reading of all(job.root, "ruby > rt")) if (!reading.parentNode.querySelector("rp")) reading.replaceWith("(", ...reading.childNodes, ")");
  };

  const fields = (job) => {
    for (const box of all(job.root, "input[type=checkbox], input[type=radio]")) box.replaceWith(box.checked ? "☑ " : "☐ ");
    for (const list of all(job.root, "select")) list.replaceWith([...list.selectedOptions].map(wordsOf).join(", "));
  };

  // Spaces that programs write as something else

  const spaces = (job) => {
    for (const space of all(job.root, ".Apple-converted-space, .Apple-tab-span")) space.replaceWith(" ");
    // WPS calls whole sentences so.
    for (const space of all(job.root, "span[style*='mso-']")) {
      const style = job.style(space);
      if (!wordsOf(space) && (style.has("mso-spacerun") || style.has("mso-tab-count"))) space.replaceWith(" ");
    }
  };

  // What a style sheet puts on lines or in boxes of their own. Browsers copy no spaces between boxes:
  // "31 March" and "7 people" side by side came as "31 March7 people".
  const spacesBetweenBoxes = (job) => {
    const hasBoxes = (element) => /^(?:inline-)?(?:flex|grid)/.test(job.style(element).get("display") || "");
    const isBox = (element) => /^(?:block|flex|grid|list-item|table)/.test(job.style(element).get("display") || "");
    for (const element of all(job.root, "*")) {
      if (BLOCKS.has(element.localName) || NO_TEXT.has(element.localName) || positionOf(element, job.style(element))) continue;
      if (!isBox(element) && !hasBoxes(element.parentNode)) continue;
      element.before(" ");
      element.after(" ");
    }
  };

  // Symbols

  const readSymbols = (job, text, font) => Array.from(text, (character) => {
    const meaning = symbolFonts.meaningOf(character, font);
    if (meaning !== null) return meaning;
    // The bullets of lists that arrive without their list.
    if ("\uf0b7\uf0a7".includes(character) && !symbolFonts.isOne(font)) return "•";
    job.report.push({ kind: "symbol", words: "" });
    return UNKNOWN_SYMBOL;
  }).join("");

  const needsReading = (text, font) => symbolFonts.isOne(font) || /[\uf020-\uf0ff]/.test(text);
  // Soft hyphens, zero-width spaces and direction controls.
  const INVISIBLE = /[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

  // Lists

  const BULLET_FONTS = new Set(["courier new"]);
  const DECIMAL = /^[(（]?(\d{1,4})[.)）、．]?$/;
  const LABEL = /^(?:[(（]?(?:[a-z]{1,3}|[ivxlcdm]+|[一二三四五六七八九十百]+)[.)）、．]|第[一二三四五六七八九十百\d]+[章节条部分、]*|\d+(?:\.\d+)+\.?|[①-⑳])$/i;

  const kindOf = (label, font) => {
    if (symbolFonts.isOne(font) || (BULLET_FONTS.has(font) && label === "o")) return "ul";
    if (DECIMAL.test(label)) return "ol";
    return LABEL.test(label) ? "labelled" : "ul";
  };

  const labelOf = (job, paragraph) => {
    const marker = all(paragraph, "[style]").find((each) => job.style(each).get("mso-list") === "ignore");
    if (!marker) return null;
    const fonts = [marker, ...all(marker, "[style]"), marker.parentNode].map((each) => (isElement(each) ? fontOf(each, job.style(each)) : ""));
    const font = fonts.find((each) => symbolFonts.isOne(each) || BULLET_FONTS.has(each)) || "";
    const label = wordsOf(marker);
    marker.remove();
    return { label, kind: kindOf(label, font) };
  };

  // The lists of Word are paragraphs that name the level they stand at.
  const wordItems = (job) => {
    for (const paragraph of all(job.root, "[style*='mso-list' i], [class]")) {
      const level = /level(\d+)/.exec(job.style(paragraph).get("mso-list") || "");
      const marker = level && BLOCKS.has(paragraph.localName) && labelOf(job, paragraph);
      if (!marker) continue;
      if (HEADINGS.has(paragraph.localName)) {
        if (marker.kind !== "ul") paragraph.prepend(`${marker.label} `);
      } else job.items.set(paragraph, { ...marker, level: Number(level[1]) });
    }
  };

  // Word online has a list for each item.
  const onlineItems = (job) => {
    const lists = new Set(all(job.root, "li[data-aria-level]").map((item) => item.parentNode));
    for (const list of lists) {
      for (const [item, number] of numbered(list)) job.items.set(item, onlineItem(job, list, item, number));
      unwrap(list);
    }
    for (const wrapper of all(job.root, "div.ListContainerWrapper")) unwrap(wrapper);
  };

  const onlineItem = (job, list, item, number) => {
    const level = Number(item.getAttribute("data-aria-level")) || 1;
    if (list.localName !== "ol") return { level, label: "", kind: "ul" };
    const type = job.style(list).get("list-style-type") || job.style(item).get("list-style-type") || "decimal";
    const label = (item.getAttribute("data-leveltext") || "%1.").replace(/%\d/, labelIn(type, number));
    return { level, label, kind: kindOf(label, "") };
  };

  const numberOf = (item) => Number(DECIMAL.exec(item.label)[1]);

  const followsOn = (list, item) => {
    if (list.kind !== item.kind) return false;
    return item.kind !== "ol" || numberOf(item) === list.number + 1;
  };

  const buildLists = (job) => {
    for (const paragraph of job.items.keys()) {
      if (job.items.get(paragraph).isDone || !paragraph.parentNode) continue;
      const open = [];
      let next = paragraph;
      while (next && job.items.has(next)) {
        const element = next;
        next = element.nextSibling;
        while (next && isBlank(next)) next = next.nextSibling;
        takeItem(job, open, element);
      }
    }
  };

  const takeItem = (job, open, element) => {
    const item = job.items.get(element);
    item.isDone = true;
    const level = Math.min(item.level, open.length + 1);
    open.length = Math.min(open.length, level);
    if (open.length === level && !followsOn(open[level - 1], item)) open.length -= 1;
    if (open.length < level) {
      const list = make(element, item.kind === "ol" ? "ol" : "ul");
      const around = open[open.length - 1];
      if (around) around.element.lastChild.append(list);
      else element.before(list);
      open.push({ element: list, kind: item.kind });
      if (item.kind === "ol" && numberOf(item) !== 1) list.setAttribute("start", numberOf(item));
    }
    const list = open[open.length - 1];
    if (item.kind === "ol") list.number = numberOf(item);
    const entry = make(element, "li", ...element.childNodes);
    if (item.kind === "labelled") writeLabel(job, entry, item.label);
    list.element.append(entry);
    element.remove();
  };

  const writeLabel = (job, entry, label) => {
    job.report.push({ kind: "label", words: label });
    const first = entry.querySelector("p");
    (first && tidy(entry.textContent).startsWith(wordsOf(first)) ? first : entry).prepend(`${label} `);
  };

  const TYPES = { 1: "decimal", a: "lower-alpha", A: "upper-alpha", i: "lower-roman", I: "upper-roman" };
  const ROMAN = [[1000, "m"], [900, "cm"], [500, "d"], [400, "cd"], [100, "c"], [90, "xc"], [50, "l"], [40, "xl"], [10, "x"], [9, "ix"], [5, "v"], [4, "iv"], [1, "i"]];
  const HAN = "零一二三四五六七八九";

  const roman = (number) => {
    let [rest, text] = [number, ""];
    for (const [value, letters] of ROMAN) {
      text += letters.repeat(Math.floor(rest / value));
      rest %= value;
    }
    return text;
  };
  const alpha = (number, letters = "abcdefghijklmnopqrstuvwxyz") => (number > letters.length ? alpha(Math.floor((number - 1) / letters.length), letters) : "") + letters[(number - 1) % letters.length];
  const han = (number) => {
    const [tens, ones] = [Math.floor(number / 10), number % 10];
    return (tens ? `${tens > 1 ? HAN[tens] : ""}十` : "") + (ones || !tens ? HAN[ones] : "");
  };

  const labelIn = (type, number) => {
    if (number < 1 || number > 3999) return String(number);
    if (/alpha|latin/.test(type)) return type.startsWith("upper") ? alpha(number).toUpperCase() : alpha(number);
    if (/roman/.test(type)) return type.startsWith("upper") ? roman(number).toUpperCase() : roman(number);
    if (/greek/.test(type)) return alpha(number, "αβγδεζηθικλμνξοπρστυφχψω");
    if (/cjk|chinese/.test(type) && number < 100) return han(number);
    return String(number);
  };

  const listType = (job, list) => {
    const item = [...list.children].find((each) => each.localName === "li");
    const styles = [item, list].filter(Boolean).map((each) => job.style(each).get("list-style-type") || job.style(each).get("list-style") || "");
    return styles.find(Boolean) || TYPES[list.getAttribute("type")] || "";
  };

  // Lists that are lists: one in another has an entry to stand in, and what text refers to as "b)"
  // stays "b)".
  const htmlLists = (job) => {
    for (const list of all(job.root, "ul > ul, ul > ol, ol > ul, ol > ol")) {
      const before = list.previousElementSibling;
      if (before && before.localName === "li") before.append(list);
      else {
        const entry = make(list, "li");
        list.before(entry);
        entry.append(list);
      }
    }
    for (const list of all(job.root, "ol, ul")) {
      const type = listType(job, list);
      const isNumbered = list.localName === "ol";
      if (/alpha|latin|roman|greek|cjk|chinese/.test(type)) labelItems(job, list, type);
      else if (/disc|circle|square|none/.test(type)) renamed(list, "ul");
      else if (isNumbered || /decimal/.test(type)) splitAtNumbers(renamed(list, "ol"));
    }
  };

  // Return a list under a name that may be another one.
  const renamed = (list, name) => {
    if (list.localName === name) return list;
    const other = make(list, name, ...list.childNodes);
    for (const { name: attribute, value } of [...list.attributes]) other.setAttribute(attribute, value);
    list.replaceWith(other);
    return other;
  };

  const numbered = (list) => {
    const items = [...list.children].filter((each) => each.localName === "li");
    const step = list.hasAttribute("reversed") ? -1 : 1;
    let number = parseInt(list.getAttribute("start"), 10);
    if (Number.isNaN(number)) number = step > 0 ? 1 : items.length;
    return items.map((item) => {
      const value = parseInt(item.getAttribute("value"), 10);
      const own = Number.isNaN(value) ? number : value;
      number = own + step;
      return [item, own];
    });
  };

  const labelItems = (job, list, type) => {
    for (const [item, number] of numbered(list)) writeLabel(job, item, `${labelIn(type, number)}.`);
    renamed(list, "ul");
  };

  // An entry with a number of its own begins another list.
  const splitAtNumbers = (list) => {
    let [current, expected] = [list, null];
    for (const [item, number] of numbered(list)) {
      if (expected !== null && number !== expected) {
        const next = make(list, "ol");
        if (number !== 1) next.setAttribute("start", number);
        current.after(next);
        current = next;
      } else if (expected === null && number !== 1) list.setAttribute("start", number);
      if (current !== list) current.append(item);
      expected = number + 1;
    }
  };

  // Our own pages, and the editor of another tab

  const PICTURE_STYLES = ["wide", "left", "right", "plain"];
  const CALL_OUTS = ["note", "important"];
  const LISTS = ["facts", "timeline", "people"];

  const ourClaims = (job) => {
    for (const numbers of all(job.root, "sup.references")) numbers.remove();
    for (const claim of all(job.root, "span.claim")) claim.replaceWith(make(claim, "mark", ...claim.childNodes));
    // The numbers are those of another item's sources.
    for (const claim of all(job.root, "mark")) {
      claim.removeAttribute("data-sources");
      if (wordsOf(claim)) job.report.push({ kind: "claim", words: wordsOf(claim) });
    }
  };

  const styled = (element, name, style) => {
    const made = make(element, name, ...element.childNodes);
    made.setAttribute("data-style", style);
    element.replaceWith(made);
  };

  const ourBlocks = (job) => {
    const classOf = (element, prefix, names) => names.find((name) => element.classList.contains(`${prefix}${name}`));
    for (const word of all(job.root, ".call-out > .call-out-word")) word.remove();
    // Readers get them as <div>; up to 0.4 it was <aside>.
    for (const callOut of all(job.root, "div.call-out, aside.call-out")) styled(callOut, "aside", classOf(callOut, "call-out-", CALL_OUTS) || "note");
    for (const list of all(job.root, "dl")) {
      for (const group of all(list, ":scope > div")) unwrap(group);
      const style = classOf(list, "", LISTS);
      if (style) list.setAttribute("data-style", style);
    }
    for (const table of all(job.root, "table.trials")) {
      for (const cell of all(table, "tbody th")) cell.replaceWith(make(cell, "td", ...cell.childNodes));
      table.setAttribute("data-style", "trials");
    }
    for (const news of all(job.root, "div.newest")) {
      news.replaceChildren();
      styled(news, "p", "latest-news");
    }
    for (const term of all(job.root, "a.term")) unwrap(term);
    for (const note of all(job.root, "a > .file-note")) note.remove();
    for (const question of all(job.root, "[data-cke-question]")) question.replaceWith(make(question, "details", ...question.childNodes));
    for (const asked of all(job.root, "[data-cke-asked]")) asked.replaceWith(make(asked, "summary", ...asked.childNodes));
  };

  const ourPictures = (job) => {
    for (const figure of all(job.root, "figure.picture")) {
      const picture = figure.querySelector("img");
      if (!picture) continue;
      const style = PICTURE_STYLES.find((name) => figure.classList.contains(`picture-${name}`));
      if (style) picture.setAttribute("data-style", style);
      figure.replaceWith(make(figure, "p", picture));
    }
    for (const picture of all(job.root, "img[src]")) picture.setAttribute("src", ownPath(job, picture.getAttribute("src")));
  };

  const ownPath = (job, address) => (address.startsWith(`${job.origin}/`) ? address.slice(job.origin.length) : address);

  // Links

  // Outlook and Google put an address of their own before the one that was meant.
  const WRAPPED = [[/^https:\/\/[\w.-]+\.safelinks\.protection\.outlook\.com\//, "url"], [/^https:\/\/www\.google\.com\/url\?/, "q"]];
  // Word's and Google's names for places in their own documents.
  const BOOKMARK = /^#(?:_|heading=|bookmark=|id\.|sd(?:foot|end)note|cmnt|ftnt)/;

  const addressOf = (job, element) => {
    const href = ownPath(job, (element.getAttribute("data-cke-saved-href") || element.getAttribute("href") || "").trim());
    if (!href || BOOKMARK.test(href)) return null;
    for (const [pattern, name] of WRAPPED) {
      if (!pattern.test(href)) continue;
      try { return new URL(href).searchParams.get(name) || href; } catch { return href; }
    }
    return href;
  };

  // Writing: pieces are runs of words in a line, and blocks with their markup

  const ORDER = ["a", "mark", "strong", "em", "script"];
  const isBlock = (piece) => piece.block !== undefined;

  const tagsOf = (run) => ORDER.filter((name) => run.looks[name]).map((name) => {
    if (name === "a") return [`<a href="${escapeValue(run.looks.a)}">`, "</a>"];
    const tag = name === "script" ? run.looks.script : name;
    return [`<${tag}>`, `</${tag}>`];
  });

  // Spaces at the edges of a line go, and one of two that meet.
  const withoutSpareSpaces = (runs) => {
    let isAfterSpace = true;
    const kept = runs.map((run) => {
      if (run.html !== undefined) {
        isAfterSpace = run.html === "<br>";
        return run;
      }
      const text = isAfterSpace ? run.text.replace(/^ +/, "") : run.text;
      if (text) isAfterSpace = text.endsWith(" ");
      return { ...run, text };
    });
    for (let at = kept.length - 1; at >= 0; at -= 1) {
      if (kept[at].html === "<br>") {
        kept.pop();
        continue;
      }
      if (kept[at].html !== undefined) break;
      kept[at].text = kept[at].text.replace(/[ \u00a0]+$/, "");
      if (kept[at].text) break;
    }
    return kept.filter((run) => run.html !== undefined || run.text);
  };

  const writeRuns = (runs) => {
    const open = [];
    const parts = [];
    for (const run of withoutSpareSpaces(runs)) {
      const tags = tagsOf(run);
      let same = 0;
      while (same < open.length && same < tags.length && open[same][0] === tags[same][0]) same += 1;
      while (open.length > same) parts.push(open.pop()[1]);
      for (const tag of tags.slice(same)) {
        parts.push(tag[0]);
        open.push(tag);
      }
      parts.push(run.html !== undefined ? run.html : escape(run.text));
    }
    while (open.length) parts.push(open.pop()[1]);
    return parts.join("");
  };

  const isWorthIt = (runs) => runs.some((run) => run.html !== undefined ? run.html !== "<br>" : run.text.replace(/[\s\u00a0]/g, ""));

  // Return pieces with each line of runs as what `wrap` makes of it.
  const grouped = (pieces, wrap) => {
    const result = [];
    let runs = [];
    const close = () => {
      if (isWorthIt(runs)) result.push(wrap(writeRuns(runs)));
      runs = [];
    };
    for (const piece of pieces) {
      if (!isBlock(piece)) runs.push(piece);
      else {
        close();
        result.push(piece);
      }
    }
    close();
    return result;
  };

  const paragraph = (html) => ({ block: "p", inner: html, html: `<p>${html}</p>` });
  const bare = (html) => ({ block: "", inner: html, html });
  const join = (pieces) => pieces.map((piece) => piece.html).join("");

  const attributesOf = (job, element, name) => {
    const rule = job.allowed[name];
    const names = rule && rule.attributes ? [].concat(rule.attributes) : [];
    return names.filter((each) => element.hasAttribute(each)).map((each) => ` ${each}="${escapeValue(element.getAttribute(each))}"`).join("");
  };

  const block = (job, element, name, inner) => ({ block: name, inner, html: `<${name}${attributesOf(job, element, name)}>${inner}</${name}>` });

  const textRuns = (job, text, looks) => {
    const read = needsReading(text, looks.font) ? readSymbols(job, text, looks.font) : text;
    const plain = read.replace(INVISIBLE, "");
    const run = (each) => ({ text: each.replace(/[ \t\r\n\f]+/g, " "), looks });
    if (!looks.isPre) return [run(plain)];
    return plain.split("\n").flatMap((each, at) => (at ? [{ html: "<br>", looks: {} }, run(each)] : [run(each)]));
  };

  const looksIn = (job, element, looks) => {
    const style = job.style(element);
    const changed = { ...looks };
    const [bold, slanted, position, font] = [isBold(element, style), isSlanted(element, style), positionOf(element, style), fontOf(element, style)];
    if (bold !== null) changed.strong = bold && !looks.isHeading;
    if (slanted !== null) changed.em = slanted;
    if (position) changed.script = position;
    if (font) changed.font = font;
    const name = element.localName;
    if (name === "a") changed.a = addressOf(job, element) || looks.a;
    if (name === "mark") changed.mark = true;
    if (HEADINGS.has(name) || name === "th") Object.assign(changed, { isHeading: true, strong: false });
    if (name === "pre") changed.isPre = true;
    return changed;
  };

  const inside = (job, element, looks) => [...element.childNodes].flatMap((node) => pieces(job, node, looks));

  const WRITERS = {
    br: () => [{ html: "<br>", looks: {} }],
    hr: () => [{ block: "hr", inner: "", html: "<hr>" }],
    img: (job, element) => [{ html: `<img${attributesOf(job, element, "img")}>`, looks: {} }],
    ul: (job, element, looks) => writeList(job, element, looks),
    ol: (job, element, looks) => writeList(job, element, looks),
    table: (job, element, looks) => writeTable(job, element, looks),
    dl: (job, element, looks) => [block(job, element, "dl", join(grouped(inside(job, element, looks), (html) => bare(`<dd>${html}</dd>`))))],
  };

  const writeList = (job, element, looks) => {
    const entry = (html) => ({ block: "li", inner: html, html: `<li>${html}</li>` });
    const parts = [...element.childNodes].flatMap((each) => (each.localName === "li" ? writeEntry(job, each, looksIn(job, each, looks)) : pieces(job, each, looks)));
    const inner = join(grouped(parts, entry).map((piece) => (piece.block === "li" ? piece : entry(piece.block === "p" ? piece.inner : piece.html))));
    return inner ? [block(job, element, element.localName, inner)] : [];
  };

  // One paragraph in an entry or a cell is just its words.
  const oneLine = (parts) => {
    const paragraphs = parts.filter((piece) => ["p", ""].includes(piece.block));
    return paragraphs.length === 1 && parts[0] === paragraphs[0] ? [bare(paragraphs[0].inner), ...parts.slice(1)] : parts;
  };

  const writeEntry = (job, element, looks) => {
    const parts = oneLine(grouped(inside(job, element, looks), paragraph));
    const inner = join(parts);
    return inner ? [{ block: "li", inner, html: `<li>${inner}</li>` }] : [];
  };

  const writeTable = (job, element, looks) => {
    const inner = join(inside(job, element, looks).filter(isBlock));
    return /<t[dh]\b|<caption\b/.test(inner) ? [block(job, element, "table", inner)] : [];
  };

  const rows = (job, element, looks) => join(inside(job, element, looks).filter(isBlock));

  // In one line there are only words, whatever stood around them.
  const words = (job, element, looks) => writeRuns(inside(job, element, { ...looks, isLine: true }));

  const flow = (job, element, looks) => join(oneLine(grouped(inside(job, element, looks), paragraph)));

  const PARTS = {
    ...Object.fromEntries(["tr", "thead", "tbody", "tfoot"].map((name) => [name, rows])),
    ...Object.fromEntries(["caption", "dt", "summary"].map((name) => [name, words])),
    ...Object.fromEntries(["dd", "td", "th"].map((name) => [name, flow])),
  };
  // Parts that say nothing outside of what they are part of.
  const WHOLES = { dd: "dl", dt: "dl", summary: "details" };
  const KEPT_AS = { tfoot: "tbody" };
  const KEPT_AROUND = new Set(["blockquote", "details"]);

  const writeBlock = (job, element, looks) => {
    const name = element.localName;
    const isPart = PARTS[name] && (!WHOLES[name] || element.parentNode.localName === WHOLES[name]);
    if (isPart) return [block(job, element, KEPT_AS[name] || name, PARTS[name](job, element, looks))];
    if (PARAGRAPHS.has(name)) return writeParagraph(job, element, looks);
    const parts = grouped(inside(job, element, looks), paragraph);
    const isKept = KEPT_AROUND.has(name) || (name === "aside" && element.hasAttribute("data-style"));
    return isKept && parts.length ? [block(job, element, name, join(parts))] : parts;
  };

  const writeParagraph = (job, element, looks) => {
    const name = job.allowed[element.localName] ? element.localName : "p";
    if (element.getAttribute("data-style") === "latest-news") return [block(job, element, "p", "")];
    return grouped(inside(job, element, looks), (html) => block(job, element, name, html));
  };

  function pieces(job, node, looks) {
    if (isText(node)) return textRuns(job, node.data, looks);
    if (!isElement(node) || NO_TEXT.has(node.localName)) return [];
    const changed = looksIn(job, node, looks);
    const space = { text: " ", looks };
    if (looks.isLine && BLOCKS.has(node.localName)) return [space, ...inside(job, node, changed), space];
    const write = WRITERS[node.localName];
    if (write) return write(job, node, changed);
    return BLOCKS.has(node.localName) ? writeBlock(job, node, changed) : inside(job, node, changed);
  }

  // A few words that were copied out of a paragraph stay in the one they are pasted into.
  const writeAll = (job) => {
    const found = inside(job, job.root, {});
    return found.some(isBlock) ? join(grouped(found, paragraph)) : writeRuns(found);
  };

  function parse(html) {
    // HTML knows no empty elements with the names of Word's equations.
    const closed = html.replace(/<(m:\w+)([^<>]*)\/>/g, "<$1$2></$1>");
    return new DOMParser().parseFromString(closed, "text/html");
  }

  // Powers of ten whose raised digits became ordinary ones, as in what comes from a PDF: "5 × 106",
  // "5 × 10-3", "106 cells".
  const FLAT_POWER = /\d\s?[×xX*·⋅∙]\s?10(?:\s?[1-9]\d?|\s?[-–−]\s?[1-9])(?!\d|[.,]\d)|(?<![\d.,])10\s?(?:[3-9]|1\d)\s(?:(?:living|viable|total|nucleated|stem)\s)?(?:cells|copies|particles|CFU|PFU|IU)\b/gi;
  const flatPowers = (html) => [...html.replace(/&nbsp;/g, " ").matchAll(FLAT_POWER)].map(([words]) => ({ kind: "power", words }));

  // Return what `filter` does of words that came without markup, with the HTML CKEditor makes of them.
  const plainText = (html) => {
    const job = { report: [] };
    const read = (needsReading(html, "") ? readSymbols(job, html, "") : html).replace(INVISIBLE, "");
    return { html: read, report: [...job.report, ...flatPowers(read)] };
  };

  // In this order: what is no text goes before anything reads it.
  const STEPS = [leaveOutComments, leaveOutDeleted, leaveOutStyled, wordEquations, markedEquations, wordPictures, drawnMarks, fields, spaces, spacesBetweenBoxes, footnotes, ourClaims, ourBlocks, ourPictures, wordItems, onlineItems, buildLists, htmlLists];

  const jobOf = (html, { allowed, origin }) => {
    // A comment of Word at the very beginning, which holds an equation, would stand before the body;
    // style sheets do as often as in it.
    const found = parse(`<body>${html}`);
    return { document: found, root: found.body, style: styleReader(found), allowed, origin, report: [], items: new Map() };
  };

  const filter = (html, options) => {
    const job = jobOf(html, options);
    for (const step of pasteFilter.steps) step(job);
    const written = writeAll(job);
    return { html: written, report: [...job.report, ...flatPowers(written)] };
  };

  // For HTML at which the filter fails: elements that a text may have, and words.
  const plainly = (html, options) => {
    const job = jobOf(html, options);
    return { html: writeAll(job), report: [{ kind: "failed", words: "" }] };
  };

  const asText = (html, text) => {
    const lines = (text || parse(html).body.textContent).split(/\n\s*\n/).map(tidy).filter(Boolean);
    return { html: lines.map((each) => `<p>${escape(each)}</p>`).join(""), report: [{ kind: "failed", words: "" }] };
  };

  // Return what `filter` does, whatever it meets; `text` is the same without markup.
  const safely = (html, text, options) => {
    for (const attempt of [filter, plainly]) {
      try { return attempt(html, options); } catch (error) { window.console.warn(error); }
    }
    return asText(html, text);
  };

  const pasteFilter = { filter, plainText, safely, steps: STEPS };
  window.pasteFilter = pasteFilter;
})();
