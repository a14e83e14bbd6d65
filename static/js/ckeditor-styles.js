// The menu "Insert" of CKEditor 4: call-outs, facts, questions and other styled blocks, each with an
// example to write over. What Enter and the arrow keys do in them, and how any block is moved. Words
// and examples come with the configuration.
(() => {
  const CKEDITOR = window.CKEDITOR;
  const [BACKSPACE, ENTER, LEFT, UP, RIGHT, DOWN, DELETE] = [8, 13, 37, 38, 39, 40, 46];
  // While it is edited a question is a box that is always open: browsers open and shut a real one
  // with the keys that one types with. CKEditor drops such attributes from what is kept.
  const QUESTION = "data-cke-question";
  const ASKED = "data-cke-asked";
  const NEWS = "data-cke-news";
  const WORD = "data-cke-word";
  const LATEST_NEWS = "latest-news";

  const isElement = (node) => node.type === CKEDITOR.NODE_ELEMENT;
  const isEmpty = (element) => !element.getText().replace(/[\u200b\u00a0]/g, "").trim() && !element.find("img, hr").count();
  const isQuestion = (element) => element && element.hasAttribute(QUESTION);
  const isMarker = (element) => element.is("p") && element.getAttribute("data-style") === LATEST_NEWS;
  // What one can't write before or after by Enter alone.
  const isBox = (element) => element.is("aside", "dl", "table", "blockquote") || isQuestion(element) || isMarker(element);
  const elements = (parent, test = () => true) => parent.getChildren().toArray().filter((node) => isElement(node) && test(node));

  const rangeOf = (editor) => {
    const selection = editor.getSelection();
    return (selection && selection.getRanges()[0]) || null;
  };

  // The elements around a node, itself included, from the outermost in.
  const ancestors = (editor, node) => node.getParents().filter((each) => isElement(each) && editor.editable().contains(each));

  // The block at the top of the text in which the cursor is.
  const blockAt = (editor) => {
    const range = rangeOf(editor);
    const start = range && range.startContainer;
    if (!start) return null;
    if (start.equals(editor.editable())) return start.getChild(Math.min(range.startOffset, start.getChildCount() - 1));
    return ancestors(editor, start)[0] || null;
  };

  const change = (editor, act) => {
    editor.fire("saveSnapshot");
    act();
    editor.fire("saveSnapshot");
    editor.fire("change");
    editor.selectionChange(true);
  };

  const make = (editor, name, attributes = {}) => {
    const element = editor.document.createElement(name, { attributes });
    element.appendBogus();
    return element;
  };

  const goTo = (editor, element) => {
    const range = editor.createRange();
    range.moveToElementEditStart(element);
    range.select();
    element.scrollIntoView();
  };

  const select = (editor, element) => {
    const range = editor.createRange();
    range.selectNodeContents(element);
    range.select();
    element.scrollIntoView();
  };

  // To the next part of a block. What is still an example is written over.
  const goToPart = (editor, part) => {
    const isExample = editor.config.insertStyles.examples.some(([_name, _label, markup]) => markup.includes(`>${part.getHtml()}<`));
    if (isExample) select(editor, part);
    else goTo(editor, part);
  };

  const writeAfter = (editor, block, element = make(editor, "p")) => {
    element.insertAfter(block);
    goTo(editor, element);
    return element;
  };

  const writeBefore = (editor, block) => {
    const paragraph = make(editor, "p");
    paragraph.insertBefore(block);
    goTo(editor, paragraph);
  };

  // Insert

  const insert = (editor, markup) => {
    // The browser's own selection: the one CKEditor remembers is lost once the toolbar was gone to
    // by keyboard.
    const at = blockAt(editor);
    editor.focus();
    change(editor, () => {
      const holder = editor.document.createElement("div");
      holder.setHtml(editor.dataProcessor.toHtml(markup));
      const block = holder.getFirst(isElement);
      if (at && editor.editable().contains(at)) block.insertAfter(at);
      else editor.editable().append(block);
      if (at && at.is("p") && !isMarker(at) && isEmpty(at)) at.remove();
      if (isMarker(block)) writeAfter(editor, block);
      else select(editor, block.findOne("dt, td, p"));
    });
  };

  // Move

  const announcer = (editor) => {
    const region = new CKEDITOR.dom.element("div", CKEDITOR.document);
    region.setAttributes({ "aria-live": "polite", class: "visually-hidden" });
    region.insertAfter(editor.container);
    return (words) => region.setText(words);
  };

  const move = (editor, steps, announce) => {
    const block = blockAt(editor);
    const other = block && (steps < 0 ? block.getPrevious(isElement) : block.getNext(isElement));
    if (!other) return;
    change(editor, () => {
      const bookmarks = editor.getSelection().createBookmarks();
      if (steps < 0) block.insertBefore(other);
      else block.insertAfter(other);
      editor.getSelection().selectBookmarks(bookmarks);
      block.scrollIntoView();
    });
    const blocks = elements(editor.editable());
    const place = blocks.findIndex((each) => each.equals(block)) + 1;
    announce(editor.config.insertStyles.moved.replace("%1", place).replace("%2", blocks.length));
  };

  // Enter: to the next part, to a new entry after the last one, out of what is empty

  const isAtEnd = (range, element) => range.checkBoundaryOfElement(element, CKEDITOR.END);

  const leave = (editor, box, emptied) => {
    const paragraph = make(editor, "p");
    paragraph.insertAfter(box);
    for (const each of emptied) each.remove();
    if (isEmpty(box)) box.remove();
    goTo(editor, paragraph);
  };

  // The values of a name: what stands between it and the next one.
  const valuesOf = (name) => {
    const values = [];
    for (let next = name.getNext(isElement); next && next.is("dd"); next = next.getNext(isElement)) values.push(next);
    return values;
  };

  const enterName = (editor, name) => {
    const values = valuesOf(name);
    if (isEmpty(name) && values.every(isEmpty)) leave(editor, name.getParent(), [name, ...values]);
    else if (values.length) goToPart(editor, values[0]);
    else writeAfter(editor, name, make(editor, "dd"));
  };

  const enterValue = (editor, value) => {
    const next = value.getNext(isElement);
    if (next && next.is("dd")) {
      goToPart(editor, next);
      return;
    }
    let name = value.getPrevious(isElement);
    while (name && !name.is("dt")) name = name.getPrevious(isElement);
    const count = name ? valuesOf(name).length : 1;
    for (let made = 0; made < count; made += 1) make(editor, "dd").insertAfter(value);
    writeAfter(editor, value, make(editor, "dt"));
  };

  const newQuestion = (editor) => {
    const question = editor.document.createElement("div", { attributes: { [QUESTION]: "true" } });
    const asked = make(editor, "p", { [ASKED]: editor.config.insertStyles.question });
    question.append(asked);
    question.append(make(editor, "p"));
    return [question, asked];
  };

  const enterAsked = (editor, asked) => {
    const question = asked.getParent();
    const answer = asked.getNext(isElement);
    if (isEmpty(question)) leave(editor, question, []);
    else if (answer) goToPart(editor, answer);
    else writeAfter(editor, asked);
  };

  const enterEmptyAnswer = (editor, line) => {
    const box = line.getParent();
    const [question, asked] = newQuestion(editor);
    question.insertAfter(box);
    line.remove();
    goTo(editor, asked);
  };

  // The cell of a trial table in which a line stands, null for a line elsewhere and in a list.
  const trialCellOf = (line) => {
    const cell = line.is("li") ? null : line.getAscendant({ td: 1, th: 1 }, true);
    return cell && cell.getAscendant("table").getAttribute("data-style") === "trials" ? cell : null;
  };

  const newRow = (editor, row) => {
    const next = editor.document.createElement("tr");
    for (const _cell of elements(row)) next.append(make(editor, "td"));
    next.insertAfter(row);
    return next;
  };

  const enterCell = (editor, cell) => {
    const [row, table] = [cell.getParent(), cell.getAscendant("table")];
    const cells = table.find("td, th").toArray();
    const next = cells[cells.findIndex((each) => each.equals(cell)) + 1];
    // The only row stays: there the next trial is written.
    if (isEmpty(row)) leave(editor, table, row.getPrevious(isElement) ? [row] : []);
    else if (next) goToPart(editor, next);
    else goTo(editor, newRow(editor, row).getFirst());
  };

  // Return what Enter does where the cursor is, null for what it does anywhere.
  const onEnter = (editor) => {
    const selected = rangeOf(editor);
    if (!selected) return null;
    const range = selected.clone();
    // A part that is selected, as an example is, stays as it is.
    const isInPart = ancestors(editor, range.getCommonAncestor(true, true)).some((each) => each.is("dt", "dd") || each.hasAttribute(ASKED) || trialCellOf(each));
    if (!range.collapsed && !isInPart) return null;
    range.collapse();
    const path = ancestors(editor, range.startContainer);
    const inner = path[path.length - 1];
    // Words in bold and the like are no part of their own.
    const line = path.filter((each) => each.is("p", "dt", "dd", "li", "td", "th", "h2", "h3", "h4")).pop() || inner;
    if (!line) return null;
    if (isMarker(line)) return () => writeAfter(editor, line);
    if (line.is("dt")) return () => enterName(editor, line);
    if (line.is("dd")) return isAtEnd(range, line) ? () => enterValue(editor, line) : () => editor.execCommand("shiftEnter");
    if (line.hasAttribute(ASKED)) return () => enterAsked(editor, line);
    const cell = trialCellOf(line);
    if (cell) return isAtEnd(range, cell) ? () => enterCell(editor, cell) : () => editor.execCommand("shiftEnter");
    const box = line.getParent();
    if (!line.is("p") || !isEmpty(line) || line.getNext(isElement)) return null;
    if (isQuestion(box) && line.getPrevious(isElement)) return () => enterEmptyAnswer(editor, line);
    if (box.is("aside")) return () => leave(editor, box, [line]);
    return null;
  };

  // Arrow keys: a way out before the first and after the last block

  const isOnEdgeLine = (editor, side) => {
    const selection = editor.window.$.getSelection();
    const caret = selection.rangeCount && selection.getRangeAt(0).getBoundingClientRect();
    // An empty line has no measure.
    if (!caret || !caret.height) return true;
    const line = ancestors(editor, rangeOf(editor).startContainer).filter((each) => each.is("p", "dt", "dd", "li", "td", "th")).pop();
    if (!line) return true;
    const box = line.$.getBoundingClientRect();
    return side === "top" ? caret.top - box.top < caret.height : box.bottom - caret.bottom < caret.height;
  };

  // Whether nothing in a block comes before (after) a part of it.
  const holdsEdge = (block, part, side) => {
    for (let node = part; !node.equals(block); node = node.getParent()) {
      if (side === "top" ? node.getPrevious(isElement) : node.getNext(isElement)) return false;
    }
    return true;
  };

  // In a row of a table every cell is at its edge.
  const partAt = (path) => path.find((each) => each.is("tr")) || path.filter((each) => each.is("p", "dt", "dd", "li")).pop() || path[0];

  // Return what an arrow key does where the cursor is, null for what it does anywhere.
  const onArrow = (editor, key) => {
    const range = rangeOf(editor);
    const block = range && range.collapsed && blockAt(editor);
    if (!block || !isElement(block) || !isBox(block)) return null;
    const side = key === UP || key === LEFT ? "top" : "bottom";
    if (side === "top" ? block.getPrevious(isElement) : block.getNext(isElement)) return null;
    const path = ancestors(editor, range.startContainer);
    const isAcross = key === LEFT || key === RIGHT;
    const isThere = isAcross
      ? range.checkBoundaryOfElement(block, side === "top" ? CKEDITOR.START : CKEDITOR.END)
      : path.length && holdsEdge(block, partAt(path), side) && isOnEdgeLine(editor, side);
    if (!isThere) return null;
    return () => (side === "top" ? writeBefore(editor, block) : writeAfter(editor, block));
  };

  // Backspace and Delete: no block loses its first part to the paragraph before it

  const goToEnd = (editor, element) => {
    const range = editor.createRange();
    range.moveToElementEditEnd(element);
    range.select();
  };

  const crossInto = (editor, from, to, goThere) => {
    if (from.is("p") && !isMarker(from) && isEmpty(from)) from.remove();
    goThere(editor, to);
  };

  // Return what Backspace does at the start of a box, and Delete right before one: the cursor
  // crosses the edge, and nothing but an empty paragraph goes. Null for what they do anywhere.
  const onErase = (editor, key) => {
    const range = rangeOf(editor);
    const block = range && range.collapsed && blockAt(editor);
    if (!block || !isElement(block) || isMarker(block)) return null;
    const isBack = key === BACKSPACE;
    if (!range.checkBoundaryOfElement(block, isBack ? CKEDITOR.START : CKEDITOR.END)) return null;
    const other = isBack ? block.getPrevious(isElement) : block.getNext(isElement);
    if (!other || isMarker(other) || isEmpty(isBack ? block : other)) return null;
    if (!isBack) return isBox(other) ? () => crossInto(editor, block, other, goTo) : null;
    if (!isBox(block)) return null;
    return other.is("p") && isEmpty(other) ? () => other.remove() : () => goToEnd(editor, other);
  };

  // Paste: the server makes a paragraph of a heading in a styled block; the editor shows it at once

  const lowerHeadings = (editor) => (event) => {
    const block = blockAt(editor);
    if (!block || !isElement(block) || !block.hasAttribute("data-style")) return;
    event.data.dataValue = event.data.dataValue.replace(/<(\/?)h[1-6]\b[^>]*>/gi, "<$1p>");
  };

  const onKey = (editor) => (event) => {
    const key = event.data.keyCode;
    if (editor.readOnly) return;
    const isErasing = key === BACKSPACE || key === DELETE;
    const act = key === ENTER ? onEnter(editor) : isErasing ? onErase(editor, key) : [LEFT, UP, RIGHT, DOWN].includes(key) ? onArrow(editor, key) : null;
    if (!act) return;
    event.cancel();
    change(editor, act);
  };

  // What is kept and what is edited

  const toEditor = (words) => ({
    elements: {
      details(element) {
        element.name = "div";
        element.attributes = { [QUESTION]: "true" };
        // An answer that is still missing needs a place where it can be seen and clicked.
        if (!element.children.some((child) => child.name && child.name !== "summary")) element.add(new CKEDITOR.htmlParser.element("p"));
      },
      summary(element) {
        element.name = "p";
        element.attributes = { [ASKED]: words.question };
      },
      aside(element) {
        // No landmark of the form.
        element.attributes.role = "note";
        if (element.attributes["data-style"] === "important") element.attributes[WORD] = words.important;
      },
      p(element) {
        if (element.attributes["data-style"] === LATEST_NEWS) element.attributes[NEWS] = words.news;
      },
    },
  });

  const fromEditor = {
    elements: {
      aside(element) { delete element.attributes.role; },
      div(element) { if (element.attributes[QUESTION]) element.name = "details"; },
      // What Enter or a picture split off is part of the answer.
      p(element) { if (element.attributes[ASKED] && element.parent.name === "details" && !element.previous) element.name = "summary"; },
    },
  };

  // What CKEditor leaves bare for screen readers: a list that doesn't say which entry is chosen, and
  // a handle for the mouse that is read as a triangle.
  const nameParts = (editor) => {
    for (const button of editor.container.find(".cke_combo_button").toArray()) {
      const chosen = button.findOne(".cke_combo_text").getId();
      button.setAttribute("aria-labelledby", `${button.getAttribute("aria-labelledby")} ${chosen}`);
    }
    const handle = editor.container.findOne(".cke_resizer");
    if (handle) handle.setAttribute("aria-hidden", "true");
  };

  CKEDITOR.plugins.add("styles", {
    requires: "menubutton",
    init(editor) {
      const words = editor.config.insertStyles;
      let announce = () => {};
      editor.on("instanceReady", () => {
        announce = announcer(editor);
        nameParts(editor);
      });
      Object.assign(editor.lang.common.keyboard, words.keys);

      const commands = [
        ...words.examples.map(([name, label, markup]) => [`insert_${name}`, label, { exec: () => insert(editor, markup) }]),
        ["insert_picture", words.picture, { async: true, exec: () => editor.execCommand("libraryPictureBeside") }],
        ["insert_above", words.above, { exec: () => { const block = blockAt(editor); if (block) change(editor, () => writeBefore(editor, block)); } }],
        ["insert_below", words.below, { exec: () => { const block = blockAt(editor); if (block) change(editor, () => writeAfter(editor, block)); } }],
      ];
      editor.addMenuGroup("insertStyle", 1);
      editor.addMenuGroup("insertParagraph", 2);
      for (const [order, [name, label, command]] of commands.entries()) {
        editor.addCommand(name, command);
        const group = ["insert_above", "insert_below"].includes(name) ? "insertParagraph" : "insertStyle";
        editor.addMenuItem(name, { label, command: name, group, order });
      }
      editor.ui.add("Insert", CKEDITOR.UI_MENUBUTTON, {
        label: words.button,
        modes: { wysiwyg: 1 },
        onMenu: () => Object.fromEntries(commands.map(([name]) => [name, CKEDITOR.TRISTATE_OFF])),
      });

      for (const [name, label, steps, key] of [["MoveUp", words.up, -1, UP], ["MoveDown", words.down, 1, DOWN]]) {
        const command = name.toLowerCase();
        editor.addCommand(command, { exec: () => move(editor, steps, announce) });
        editor.setKeystroke(CKEDITOR.ALT + CKEDITOR.SHIFT + key, command);
        editor.ui.addButton(name, { label, command });
      }
      editor.on("key", onKey(editor), null, null, 5);
      editor.on("paste", lowerHeadings(editor));
      // CKEditor looks five times a second where the cursor is, and keeps what it last saw once the
      // toolbar has the focus. Where a paragraph went since, the undo manager threw, and the command
      // that was chosen there was lost.
      editor.on("beforeCommandExec", ({ data }) => { if (data.name === "toolbarFocus") editor.selectionChange(true); }, null, null, 0);
    },
    afterInit(editor) {
      editor.dataProcessor.dataFilter.addRules(toEditor(editor.config.insertStyles));
      editor.dataProcessor.htmlFilter.addRules(fromEditor);
    },
  });
})();
