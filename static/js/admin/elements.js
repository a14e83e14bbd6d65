// Return a new element with these properties. Children are nodes or strings.
export const create = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

export const createButton = (label, onClick) => {
  const button = create("button", { type: "button", className: "button", textContent: label });
  if (onClick) button.addEventListener("click", onClick);
  return button;
};

// What is written into it later is read aloud by screen readers.
export const createStatus = (properties = {}) => {
  const status = create("p", properties);
  status.setAttribute("role", "status");
  return status;
};

// Return what a label says. Only its own words: some labels stand around a control.
export const textOfLabel = (label) => {
  const texts = [...label.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  return texts
    .map((node) => node.data)
    .join("")
    .trim()
    .replace(/[:：]$/, "");
};
