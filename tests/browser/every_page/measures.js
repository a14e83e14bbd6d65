// What the tests measure in a page. Each is a function without arguments.
window.measures = {
  // Texts that run out of the page, or are cut off by what holds them.
  lostTexts() {
    const lost = [];
    // Most texts have most of their holders in common.
    const known = new Map();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
      const text = texts.currentNode;
      const holder = text.parentElement;
      if (!text.data.trim() || !holder.checkVisibility({ visibilityProperty: true })) continue;
      // Shows what other sites cut off.
      if (holder.closest(".sharing")) continue;
      range.selectNodeContents(text);
      const isLost = [...range.getClientRects()].some((rect) => isOut(rect, holder));
      if (isLost) lost.push(text.data.trim().slice(0, 60));
    }
    return lost;

    function isOut(rect, element) {
      // Waits above the page until it gets the focus, as the skip link does.
      const waits = rect.bottom < 0 && scrollY === 0;
      return rect.width > 0 && !waits && !isShown(rect, element);
    }

    function isShown(rect, element) {
      for (; element && element !== document.documentElement; element = element.parentElement) {
        const { box, x, y, isEnough } = known.get(element) ?? look(element);
        if (isEnough) return true;
        if ((x && isAcross(rect, box)) || (y && isAlong(rect, box))) return false;
      }
      return rect.left > -1 && rect.right < document.documentElement.clientWidth + 1;
    }

    // Where an element is, whether it cuts off what runs out of it in either direction, and whether
    // what is in it is not lost wherever it is.
    function look(element) {
      const { overflowX, overflowY, position } = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const isEnough = isVisuallyHidden(position, box) || /auto|scroll/.test(overflowX + overflowY);
      const facts = { box, x: overflowX !== "visible", y: overflowY !== "visible", isEnough };
      known.set(element, facts);
      return facts;
    }

    function isAcross(rect, box) {
      return rect.left < box.left - 1 || rect.right > box.right + 1;
    }

    function isAlong(rect, box) {
      return rect.top < box.top - 1 || rect.bottom > box.bottom + 1;
    }

    // For screen readers alone.
    function isVisuallyHidden(position, box) {
      return position === "absolute" && box.width <= 1 && box.height <= 1;
    }
  },

  // What can have the focus and doesn't show it, or is covered when it has it.
  lostFocus() {
    const lost = [];
    for (const element of document.querySelectorAll(
      "a[href], button, input, select, textarea, summary, [tabindex]",
    )) {
      if (
        element.tabIndex < 0 ||
        element.disabled ||
        !element.checkVisibility({ visibilityProperty: true })
      )
        continue;
      element.focus({ focusVisible: true });
      const style = getComputedStyle(element);
      const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      element.scrollIntoView({ block: "nearest" });
      const { left, top, width, height } = element.getClientRects()[0];
      const met = document.elementFromPoint(left + width / 2, top + height / 2);
      if (!outlined) lost.push(["not shown", element.outerHTML.slice(0, 100)]);
      if (!met || !element.contains(met)) lost.push(["covered", element.outerHTML.slice(0, 100)]);
    }
    return lost;
  },

  // What moves though the reader asked for no motion.
  motion() {
    return [...document.querySelectorAll("*")].flatMap((element) => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
      const still =
        /^(0s(, )?)+$/.test(transitionDuration) &&
        animationName === "none" &&
        scrollBehavior === "auto";
      return still ? [] : [element.outerHTML.slice(0, 100)];
    });
  },

  // Controls without an edge of their own, where backgrounds are taken away.
  edgelessControls() {
    const controls = document.querySelectorAll(
      "input:not([type=hidden], [type=checkbox], [type=radio]), button, select, textarea",
    );
    return [...controls]
      .filter((control) => {
        const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } =
          getComputedStyle(control);
        const isDrawn = borderTopStyle !== "none" && parseFloat(borderTopWidth) >= 1;
        return control.checkVisibility() && !(isDrawn && borderTopColor !== backgroundColor);
      })
      .map((control) => control.outerHTML.slice(0, 100));
  },

  // Current entries of menus and filters that look like the others beside them.
  unmarkedEntries() {
    const edge = [
      "borderBottomStyle",
      "borderBottomWidth",
      "borderBottomColor",
      "textDecorationLine",
      "outlineStyle",
    ];
    return [...document.querySelectorAll("nav [aria-current]")]
      .filter((current) => {
        const others = [...current.closest("nav").querySelectorAll("a:not([aria-current])")];
        const look = (link) => edge.map((name) => getComputedStyle(link)[name]).join();
        return others.some((other) => look(other) === look(current));
      })
      .map((current) => current.outerHTML);
  },
};
