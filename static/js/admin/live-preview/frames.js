// Two frames, of which one is seen: the next page loads in the other, so nothing flickers, and stands
// where the last one stood.

const isWithinPage = (link, page) => {
  const [there, here] = [new URL(link.href), new URL(page.location.href)];
  return there.hash && there.pathname === here.pathname && there.search === here.search;
};

// A link leads to another tab: what is beside the form stays the preview of the form.
const leadElsewhere = (event) => {
  const page = event.currentTarget;
  const link = event.target.closest("a[href]");
  if (!link || isWithinPage(link, page)) return;
  event.preventDefault();
  window.open(link.href, "_blank", "noopener");
};

const createFrame = (title) => {
  const frame = document.createElement("iframe");
  Object.assign(frame, { title, hidden: true });
  return frame;
};

export class Frames {
  constructor(place, title) {
    this.place = place;
    this.frames = [createFrame(title), createFrame(title)];
    for (const frame of this.frames) {
      frame.addEventListener("load", () => this.onLoad(frame));
    }
    place.append(...this.frames);
  }

  // Load a page; while another loads, once that is there.
  load(url) {
    this.url = url;
    if (this.loading) {
      this.isStale = true;
      return;
    }
    this.isStale = false;
    [this.loading] = this.frames.filter((frame) => frame.hidden);
    // Not `src`: the back button would lead through all of them.
    this.loading.contentWindow.location.replace(url);
  }

  onLoad(frame) {
    if (frame !== this.loading) return;
    this.loading = null;
    // A page of errors may not be shown in a frame: the last good one stays.
    if (frame.contentDocument) this.show(frame);
    if (this.isStale) this.load(this.url);
  }

  show(frame) {
    const last = this.frames.find((each) => each !== frame);
    const top = last.hidden ? 0 : last.contentWindow.scrollY;
    frame.hidden = false;
    frame.contentWindow.scrollTo({ top, behavior: "instant" });
    last.hidden = true;
    const page = frame.contentDocument;
    page.addEventListener("click", leadElsewhere);
    page.addEventListener("submit", (event) => event.preventDefault());
    this.place.dispatchEvent(new CustomEvent("previewshown"));
  }

  // Show the page `width` CSS pixels wide, made smaller if there is less room.
  setWidth(width) {
    const { clientWidth, clientHeight } = this.place;
    const scale = Math.min(1, clientWidth / width);
    for (const { style } of this.frames) {
      style.width = `${width}px`;
      style.height = `${clientHeight / scale}px`;
      style.left = `${(clientWidth - width * scale) / 2}px`;
      style.transform = `scale(${scale})`;
    }
  }
}
