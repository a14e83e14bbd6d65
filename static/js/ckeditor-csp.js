// CKEditor 4 writes handlers into its buttons ("onclick=CKEDITOR.tools.callFunction(7,this)"),
// which a policy without inline scripts blocks. This runs the numbered function that such an
// attribute names, and nothing else an attribute may hold; only inside the editor's own
// toolbars, dialogs and panels, never in the text that is being edited.
(() => {
  const CALL = /^(?:return )?(?:false;)?\s*(?:window\.parent\.)?CKEDITOR\.tools\.callFunction\((\d+)\s*((?:,[^)]*)?)\)/;
  const EVENTS = ["click", "mousedown", "mouseup", "keydown", "focus", "blur", "dragstart", "mouseover", "mouseout"];
  const OWN_PARTS = ".cke_top, .cke_bottom, .cke_dialog, .cke_panel_container, .cke_panel_frame";

  const argument = (text, element, event) => {
    if (text === "this") return element;
    if (text === "event") return event;
    const quoted = /^(['"])(.*)\1$/.exec(text);
    return quoted ? quoted[2] : Number(text);
  };

  const run = (element, source, event) => {
    const call = CALL.exec(source.trim().replace(/^if\s*\(.*?\)\s*/, ""));
    if (!call) return undefined;
    const list = call[2].split(",").map((part) => part.trim()).filter(Boolean);
    const values = list.map((part) => argument(part, element, event));
    return window.CKEDITOR.tools.callFunction(Number(call[1]), ...values);
  };

  const listen = (root, isOwn) => {
    for (const type of EVENTS) {
      root.addEventListener(type, (event) => {
        const from = event.target instanceof root.defaultView.Element ? event.target : null;
        const element = from && from.closest(`[on${type}*="callFunction"], [on${type}="return false;"]`);
        if (!element || !isOwn(element)) return;
        const source = element.getAttribute(`on${type}`);
        const result = run(element, source, event);
        if (result === false || /return false/.test(source)) event.preventDefault();
      }, true);
    }
  };

  // The panel of a drop-down is a frame of its own, which calls back when it has loaded.
  const openPanel = (frame) => {
    const body = frame.contentDocument && frame.contentDocument.body;
    if (!body || !body.hasAttribute("onload")) {
      setTimeout(() => openPanel(frame), 30);
      return;
    }
    listen(frame.contentDocument, () => true);
    run(body, body.getAttribute("onload"));
  };

  listen(document, (element) => element.closest(OWN_PARTS) && !element.closest(".cke_editable"));
  new MutationObserver((records) => {
    for (const record of records) {
      for (const node of record.addedNodes) {
        if (!(node instanceof Element)) continue;
        const frames = [node, ...node.querySelectorAll("iframe")];
        for (const frame of frames) if (frame.matches("iframe.cke_panel_frame")) openPanel(frame);
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
