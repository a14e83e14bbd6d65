// Enter in a block: to the next part, to a new entry after the last one, out of what is empty.
import { elementsAround, isElement, isEmpty, selectedRange } from "../selection.js";
import {
  ASKED,
  childElements,
  isNewsMarker,
  isQuestion,
  QUESTION,
  trialCellOf,
  valuesOf,
} from "./parts.js";
import { createIn, goToStart, leave, select, writeAfter } from "./writing.js";

const LINES = ["p", "dt", "dd", "li", "td", "th", "h2", "h3", "h4"];

// What is still an example is written over.
const goToPart = (editor, part) => {
  const isExample = editor.config.blocks.examples.some(([_name, _label, markup]) =>
    markup.includes(`>${part.getHtml()}<`),
  );
  if (isExample) select(editor, part);
  else goToStart(editor, part);
};

const enterName = (editor, name) => {
  const values = valuesOf(name);
  if (isEmpty(name) && values.every(isEmpty)) leave(editor, name.getParent(), [name, ...values]);
  else if (values.length) goToPart(editor, values[0]);
  else writeAfter(editor, name, createIn(editor, "dd"));
};

const nameOf = (value) => {
  let name = value.getPrevious(isElement);
  while (name && !name.is("dt")) name = name.getPrevious(isElement);
  return name;
};

const enterValue = (editor, value) => {
  const next = value.getNext(isElement);
  if (next?.is("dd")) {
    goToPart(editor, next);
    return;
  }
  const name = nameOf(value);
  const count = name ? valuesOf(name).length : 1;
  for (let made = 0; made < count; made += 1) createIn(editor, "dd").insertAfter(value);
  writeAfter(editor, value, createIn(editor, "dt"));
};

const enterAsked = (editor, asked) => {
  const question = asked.getParent();
  const answer = asked.getNext(isElement);
  if (isEmpty(question)) leave(editor, question, []);
  else if (answer) goToPart(editor, answer);
  else writeAfter(editor, asked);
};

const enterEmptyAnswer = (editor, line) => {
  const question = editor.document.createElement("div", { attributes: { [QUESTION]: "true" } });
  const asked = createIn(editor, "p", { [ASKED]: editor.config.blocks.question });
  question.append(asked);
  question.append(createIn(editor, "p"));
  question.insertAfter(line.getParent());
  line.remove();
  goToStart(editor, asked);
};

const addRow = (editor, row) => {
  const next = editor.document.createElement("tr");
  for (const _cell of childElements(row)) next.append(createIn(editor, "td"));
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
  else goToStart(editor, addRow(editor, row).getFirst());
};

// In the middle of a part Enter begins a line of it.
const atEndOrBreak = (editor, range, part, act) =>
  range.checkBoundaryOfElement(part, CKEDITOR.END) ? act : () => editor.execCommand("shiftEnter");

const enterPart = (editor, range, line) => {
  if (isNewsMarker(line)) return () => writeAfter(editor, line);
  if (line.is("dt")) return () => enterName(editor, line);
  if (line.is("dd")) return atEndOrBreak(editor, range, line, () => enterValue(editor, line));
  if (line.hasAttribute(ASKED)) return () => enterAsked(editor, line);
  const cell = trialCellOf(line);
  return cell ? atEndOrBreak(editor, range, cell, () => enterCell(editor, cell)) : null;
};

const enterEmptyLine = (editor, line) => {
  const box = line.getParent();
  if (!line.is("p") || !isEmpty(line) || line.getNext(isElement)) return null;
  if (isQuestion(box) && line.getPrevious(isElement)) return () => enterEmptyAnswer(editor, line);
  return box.is("aside") ? () => leave(editor, box, [line]) : null;
};

const isInPart = (editor, range) =>
  elementsAround(editor, range.getCommonAncestor(true, true)).some(
    (each) => each.is("dt", "dd") || each.hasAttribute(ASKED) || trialCellOf(each),
  );

// Words in bold and the like are no line of their own.
const lineAt = (editor, range) => {
  const path = elementsAround(editor, range.startContainer);
  return path.findLast((each) => each.is(...LINES)) ?? path.at(-1);
};

// Return what Enter does where the cursor is, null for what it does anywhere.
export const onEnter = (editor) => {
  const range = selectedRange(editor)?.clone();
  if (!range) return null;
  // A part that is selected, as an example is, stays as it is.
  if (!range.collapsed && !isInPart(editor, range)) return null;
  range.collapse();
  const line = lineAt(editor, range);
  return line ? (enterPart(editor, range, line) ?? enterEmptyLine(editor, line)) : null;
};
