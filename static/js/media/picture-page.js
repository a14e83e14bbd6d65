// The page of a picture: its focal point is set by clicking or by arrow keys, and the sizes that
// readers get are made.
import { create } from "../admin/elements.js";
import { percentIn, toStep } from "./focal-point.js";
import { makeSizes } from "./sizes.js";

const ARROWS = {
  ArrowLeft: ["x", -1],
  ArrowRight: ["x", 1],
  ArrowUp: ["y", -1],
  ArrowDown: ["y", 1],
};

// The point is what the two inputs of the form say.
class FocalPoint {
  constructor(stage, inputs) {
    Object.assign(this, { stage, inputs, step: Number(stage.dataset.step) });
    this.marker = create("button", { type: "button", className: "media-focus-point" });
  }

  at(axis) {
    return toStep(this.inputs[axis].value, this.step);
  }

  show() {
    const [x, y] = [this.at("x"), this.at("y")];
    this.marker.style.left = `${x}%`;
    this.marker.style.top = `${y}%`;
    const { words } = this.stage.dataset;
    this.marker.setAttribute("aria-label", words.replace("{x}", x).replace("{y}", y));
    for (const crop of document.querySelectorAll(".media-crop img")) {
      crop.className = `focus-x-${x} focus-y-${y}`;
    }
  }

  move(axis, value) {
    this.inputs[axis].value = toStep(value, this.step);
    this.show();
  }

  moveTo(event) {
    const { x, y } = percentIn(this.stage.getBoundingClientRect(), event);
    this.move("x", x);
    this.move("y", y);
  }

  moveByKey(event) {
    const [axis, way] = ARROWS[event.key] ?? [];
    if (!axis) return;
    event.preventDefault();
    this.move(axis, this.at(axis) + way * this.step);
  }

  start() {
    const { stage, marker } = this;
    stage.addEventListener("click", (event) => {
      // A press of a key on the marker is a click on it, too.
      if (event.detail) this.moveTo(event);
      marker.focus();
    });
    // On a phone the page is scrolled over the picture: only the marker itself is dragged.
    marker.addEventListener("pointerdown", ({ pointerId }) => marker.setPointerCapture(pointerId));
    marker.addEventListener("pointermove", (event) => {
      if (marker.hasPointerCapture(event.pointerId)) this.moveTo(event);
    });
    marker.addEventListener("keydown", (event) => this.moveByKey(event));
    for (const input of Object.values(this.inputs)) {
      input.addEventListener("input", () => this.show());
    }
    stage.append(marker);
    this.show();
  }
}

const startFocus = (stage) => {
  const [x, y] = ["id_focal_x", "id_focal_y"].map((id) => document.getElementById(id));
  if (!x || !y) return;
  new FocalPoint(stage, { x, y }).start();
  document.querySelector(".media-focus-help").hidden = false;
};

const startSizes = (place) => {
  const button = place.querySelector("button");
  if (!button) return;
  const words = JSON.parse(place.dataset.words);
  const facts = JSON.parse(place.dataset.facts);
  const status = place.querySelector("[role=status]");
  const bar = place.querySelector("progress");
  const showProgress = (value, max) => Object.assign(bar, { value, max });
  const make = async () => {
    button.hidden = true;
    status.textContent = words.making;
    try {
      await makeSizes(facts, words, showProgress);
      status.textContent = words.sizesDone;
      bar.hidden = true;
    } catch (error) {
      status.textContent = `${error.message} ${words.sizesFailed}`;
      button.hidden = false;
    }
  };
  button.addEventListener("click", make);
  make();
};

for (const stage of document.querySelectorAll(".media-focus")) startFocus(stage);
for (const place of document.querySelectorAll(".media-sizes")) startSizes(place);
