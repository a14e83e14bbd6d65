// The styled blocks of a text, as they are edited: call-outs, facts, questions, tables and others.
import { isElement, isEmpty } from "../selection.js";

// While it is edited a question is a box that is always open: browsers open and shut a real one
// with the keys that one types with. CKEditor drops such attributes from what is kept.
export const QUESTION = "data-cke-question";
export const ASKED = "data-cke-asked";
const NEWS = "data-cke-news";
const WORD = "data-cke-word";
const LATEST_NEWS = "latest-news";
const BOXES = ["aside", "dl", "table", "blockquote"];

export const isQuestion = (element) => Boolean(element?.hasAttribute(QUESTION));

export const isNewsMarker = (element) =>
  element.is("p") && element.getAttribute("data-style") === LATEST_NEWS;

// What one can't write before or after by Enter alone.
export const isBox = (element) =>
  element.is(...BOXES) || isQuestion(element) || isNewsMarker(element);

export const isEmptyParagraph = (element) =>
  element.is("p") && !isNewsMarker(element) && isEmpty(element);

export const childElements = (parent) => parent.getChildren().toArray().filter(isElement);

// The cell of a trial table that holds a line; null for a line elsewhere, or in a list.
export const trialCellOf = (line) => {
  const cell = line.is("li") ? null : line.getAscendant({ td: 1, th: 1 }, true);
  const isOfTrials = cell?.getAscendant("table").getAttribute("data-style") === "trials";
  return isOfTrials ? cell : null;
};

// The values of a name: everything between it and the next name.
export const valuesOf = (name) => {
  const values = [];
  for (let next = name.getNext(isElement); next?.is("dd"); next = next.getNext(isElement)) {
    values.push(next);
  }
  return values;
};

// Rules by which CKEditor turns what is kept into what is edited, and back.

export const toEditor = (words) => ({
  elements: {
    details(element) {
      element.name = "div";
      element.attributes = { [QUESTION]: "true" };
      // An answer that is still missing needs a place where it can be seen and clicked.
      const hasAnswer = element.children.some(({ name }) => name && name !== "summary");
      if (!hasAnswer) element.add(new CKEDITOR.htmlParser.element("p"));
    },
    summary(element) {
      element.name = "p";
      element.attributes = { [ASKED]: words.question };
    },
    aside({ attributes }) {
      // No landmark of the form.
      attributes.role = "note";
      if (attributes["data-style"] === "important") attributes[WORD] = words.important;
    },
    p({ attributes }) {
      if (attributes["data-style"] === LATEST_NEWS) attributes[NEWS] = words.news;
    },
  },
});

// What Enter or a picture split off a question is part of the answer.
const isSummary = ({ attributes, parent, previous }) =>
  attributes[ASKED] && parent.name === "details" && !previous;

export const fromEditor = {
  elements: {
    aside(element) {
      delete element.attributes.role;
    },
    div(element) {
      if (element.attributes[QUESTION]) element.name = "details";
    },
    p(element) {
      if (isSummary(element)) element.name = "summary";
    },
  },
};
