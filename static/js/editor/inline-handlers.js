// CKEditor 4 writes handlers into its buttons ("onclick=CKEDITOR.tools.callFunction(7,this)"),
// which a policy without inline scripts blocks. This runs the numbered function that such an
// attribute names, and nothing else an attribute may hold; only inside the editor's own
// toolbars, dialogs and panels, never in the text that is being edited.
const CALL =
  /^(?:return )?(?:false;)?\s*(?:window\.parent\.)?CKEDITOR\.tools\.callFunction\((\d+)\s*((?:,[^)]*)?)\)/;
const EVENTS = [
  "click",
  "mousedown",
  "mouseup",
  "keydown",
  "focus",
  "blur",
  "dragstart",
  "mouseover",
  "mouseout",
];
const EDITOR_PARTS = ".cke_top, .cke_bottom, .cke_dialog, .cke_panel_container, .cke_panel_frame";
const MILLISECONDS_BETWEEN_TRIES = 30;

// Return the number of the function that an attribute calls and the arguments as they are written,
// null for anything else.
export const parseCall = (source) => {
  const call = CALL.exec(source.trim().replace(/^if\s*\(.*?\)\s*/, ""));
  if (!call) return null;
  const [, number, list] = call;
  const given = list.split(",").map((part) => part.trim());
  return { number: Number(number), given: given.filter(Boolean) };
};

const argumentOf = (text, element, event) => {
  if (text === "this") return element;
  if (text === "event") return event;
  const quoted = /^(['"])(.*)\1$/.exec(text);
  return quoted ? quoted[2] : Number(text);
};

const run = (element, source, event) => {
  const call = parseCall(source);
  if (!call) return undefined;
  const values = call.given.map((text) => argumentOf(text, element, event));
  return CKEDITOR.tools.callFunction(call.number, ...values);
};

const runHandler = (event, root, isRun) => {
  if (!(event.target instanceof root.defaultView.Element)) return;
  const name = `on${event.type}`;
  const element = event.target.closest(`[${name}*="callFunction"], [${name}="return false;"]`);
  if (!element || !isRun(element)) return;
  const source = element.getAttribute(name);
  const result = run(element, source, event);
  if (result === false || /return false/.test(source)) event.preventDefault();
};

const listen = (root, isRun) => {
  for (const type of EVENTS) {
    root.addEventListener(type, (event) => runHandler(event, root, isRun), true);
  }
};

// The panel of a drop-down is a frame of its own, which calls back when it has loaded.
const openPanel = (frame) => {
  const body = frame.contentDocument?.body;
  if (!body?.hasAttribute("onload")) {
    setTimeout(() => openPanel(frame), MILLISECONDS_BETWEEN_TRIES);
    return;
  }
  listen(frame.contentDocument, () => true);
  run(body, body.getAttribute("onload"));
};

const framesIn = (node) => {
  if (!(node instanceof Element)) return [];
  const frames = [node, ...node.querySelectorAll("iframe")];
  return frames.filter((frame) => frame.matches("iframe.cke_panel_frame"));
};

const openPanels = (records) => {
  for (const { addedNodes } of records) {
    for (const frame of [...addedNodes].flatMap(framesIn)) openPanel(frame);
  }
};

export const runInlineHandlers = () => {
  const isOfEditor = (element) =>
    element.closest(EDITOR_PARTS) && !element.closest(".cke_editable");
  listen(document, isOfEditor);
  new MutationObserver(openPanels).observe(document.documentElement, {
    childList: true,
    subtree: true,
  });
};
