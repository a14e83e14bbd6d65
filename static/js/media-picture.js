// The page of a picture: its focal point is set by clicking, or by arrow keys; the sizes that
// readers get are made.
(() => {
  const ARROWS = { ArrowLeft: ["x", -1], ArrowRight: ["x", 1], ArrowUp: ["y", -1], ArrowDown: ["y", 1] };
  const crops = () => document.querySelectorAll(".media-crop img");

  const startFocus = (stage) => {
    const inputs = { x: document.getElementById("id_focal_x"), y: document.getElementById("id_focal_y") };
    if (!inputs.x || !inputs.y) return;
    const step = Number(stage.dataset.step);
    const marker = Object.assign(document.createElement("button"), { type: "button", className: "media-focus-point" });
    const point = (axis) => Math.min(100, Math.max(0, Math.round(Number(inputs[axis].value) / step) * step));
    const show = () => {
      marker.style.left = `${point("x")}%`;
      marker.style.top = `${point("y")}%`;
      marker.setAttribute("aria-label", stage.dataset.words.replace("{x}", point("x")).replace("{y}", point("y")));
      for (const crop of crops()) crop.className = `focus-x-${point("x")} focus-y-${point("y")}`;
    };
    const move = (axis, value) => {
      inputs[axis].value = value;
      inputs[axis].value = point(axis);
      show();
    };
    const place = (event) => {
      const box = stage.getBoundingClientRect();
      move("x", ((event.clientX - box.left) / box.width) * 100);
      move("y", ((event.clientY - box.top) / box.height) * 100);
    };
    stage.addEventListener("click", (event) => {
      // A press of a key on the marker is a click on it, too.
      if (event.detail) place(event);
      marker.focus();
    });
    // On a phone the page is scrolled over the picture: only the marker itself is dragged.
    marker.addEventListener("pointerdown", (event) => marker.setPointerCapture(event.pointerId));
    marker.addEventListener("pointermove", (event) => { if (marker.hasPointerCapture(event.pointerId)) place(event); });
    marker.addEventListener("keydown", (event) => {
      const [axis, way] = ARROWS[event.key] || [];
      if (!axis) return;
      event.preventDefault();
      move(axis, point(axis) + way * step);
    });
    for (const input of Object.values(inputs)) input.addEventListener("input", show);
    document.querySelector(".media-focus-help").hidden = false;
    stage.append(marker);
    show();
  };

  const startSizes = (place) => {
    const button = place.querySelector("button");
    if (!button) return;
    const words = JSON.parse(place.dataset.words);
    const facts = JSON.parse(place.dataset.facts);
    const said = place.querySelector("[role=status]");
    const bar = place.querySelector("progress");
    const make = async () => {
      button.hidden = true;
      said.textContent = words.making;
      try {
        await window.mediaLibrary.makeSizes(facts, words, (made, wanted) => { bar.value = made; bar.max = wanted; });
        said.textContent = words.sizesDone;
        bar.hidden = true;
      } catch (error) {
        said.textContent = `${error.message} ${words.sizesFailed}`;
        button.hidden = false;
      }
    };
    button.addEventListener("click", make);
    make();
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const stage of document.querySelectorAll(".media-focus")) startFocus(stage);
    for (const place of document.querySelectorAll(".media-sizes")) startSizes(place);
  });
})();
