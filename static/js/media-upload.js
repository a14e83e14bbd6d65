// Sends files to the media library one after the other, shows how far each is, and has the sizes
// made that readers get. Words and addresses come with the page, from the server.
window.mediaLibrary = (() => {
  const PENDING = "media:sizes";
  const MOST_TRIES = 4;
  const SECONDS_BETWEEN_TRIES = 5;

  // A log-in in another tab makes the token of this page a past one. The forms of this page keep
  // theirs: somebody else may have logged in.
  let newerToken = null;
  const tokenIn = (page) => page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const renewToken = async () => {
    const answer = await fetch(location.href);
    newerToken = tokenIn(new DOMParser().parseFromString(await answer.text(), "text/html"));
  };

  // An answer that is no JSON is a page: the log-in, a refusal, or a fault.
  const read = (status, text, words) => {
    let answer = null;
    try { answer = JSON.parse(text); } catch {
      if (status === 413) throw new Error(words.tooLarge);
      throw new Error(status >= 500 ? words.unreachable : words.loggedOut);
    }
    // What was refused for what it is would be refused again.
    if (answer.error) throw Object.assign(new Error(answer.error), { isFinal: status === 400 });
    return answer;
  };

  const postOnce = (url, values, words, onProgress) => new Promise((done, failed) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", newerToken || tokenIn(document));
    for (const name of Object.keys(values)) data.append(name, values[name]);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      try { done(read(request.status, request.responseText, words)); } catch (error) {
        failed(Object.assign(error, { isForbidden: request.status === 403 }));
      }
    });
    request.addEventListener("error", () => failed(new Error(words.unreachable)));
    request.send(data);
  });

  const post = async (url, values, words, onProgress = () => {}) => {
    try { return await postOnce(url, values, words, onProgress); } catch (error) {
      if (!error.isForbidden) throw error;
      await renewToken().catch(() => { throw error; });
      return postOnce(url, values, words, onProgress);
    }
  };

  const get = async (url, words) => {
    let answer = null;
    try { answer = await fetch(url, { headers: { Accept: "application/json" } }); } catch { throw new Error(words.unreachable); }
    return read(answer.status, await answer.text(), words);
  };

  // Each in its turn: the server looks at one file at a time.
  const queue = () => {
    let last = Promise.resolve();
    return (act) => {
      const done = last.then(act);
      last = done.catch(() => {});
      return done;
    };
  };
  const sendInTurn = queue();
  const sizeInTurn = queue();
  let sending = 0;

  // Resolves to the facts of the asset; fails with a sentence for the editor.
  const send = (file, { uploadUrl, mostBytes, words }, onProgress) => {
    if (file.size > mostBytes) return Promise.reject(new Error(words.tooLarge));
    sending += 1;
    return sendInTurn(() => post(uploadUrl, { file }, words, onProgress)).finally(() => { sending -= 1; });
  };

  // The store may be closed to this site, or full: then the library makes the sizes when it is opened.
  const pending = () => { try { return JSON.parse(sessionStorage.getItem(PENDING)) || []; } catch { return []; } };
  const remember = (urls) => { try { sessionStorage.setItem(PENDING, JSON.stringify(urls)); } catch { /* As if the tab was closed. */ } };
  const pause = () => new Promise((done) => { setTimeout(done, SECONDS_BETWEEN_TRIES * 1000); });

  const nextSize = async (url, words) => {
    for (let tries = 1; ; tries += 1) {
      try { return await post(url, {}, words); } catch (error) {
        if (tries >= MOST_TRIES) throw error;
        await pause();
      }
    }
  };

  // What this page does not come to, the next one of this tab goes on with.
  const makeSizes = (facts, words, onProgress = () => {}) => {
    if (!(facts.made < facts.wanted)) return Promise.resolve();
    const others = () => pending().filter((url) => url !== facts.sizesUrl);
    remember([...others(), facts.sizesUrl]);
    return sizeInTurn(async () => {
      for (;;) {
        const { made, wanted } = await nextSize(facts.sizesUrl, words);
        onProgress(made, wanted);
        if (made >= wanted) return;
      }
    }).finally(() => remember(others()));
  };

  const part = (root, selector) => root.querySelector(selector);
  const copyOf = (root, selector) => part(root, selector).content.firstElementChild.cloneNode(true);

  const thumbnail = (facts) => {
    if (facts.kind === "document") return Object.assign(document.createElement("span"), { className: "media-paper", textContent: "PDF" });
    const picture = Object.assign(document.createElement("img"), { src: facts.thumbnail || facts.address, alt: "" });
    picture.width = facts.width;
    picture.height = facts.height;
    return picture;
  };

  // The form that describes a picture; `onSaved` gets its new facts.
  const describeForm = (area, facts, words, onSaved) => {
    const form = copyOf(area, ".media-describe-template");
    const note = part(form, ".errornote");
    form.elements.description.value = facts.texts[form.elements.language.value]?.description || "";
    form.elements.caption.value = facts.texts[form.elements.language.value]?.caption || "";
    form.elements.decorative.checked = facts.decorative;
    const typed = () => JSON.stringify([...new FormData(form)]);
    let saved = typed();
    window.addEventListener("beforeunload", (event) => {
      const isShown = form.isConnected && form.offsetParent;
      if (isShown && typed() !== saved) event.preventDefault();
    });
    form.save = async () => {
      const values = Object.fromEntries(new FormData(form));
      const answer = await post(facts.describeUrl, values, words).catch((error) => ({ errors: { all: [error.message] } }));
      note.hidden = !answer.errors;
      note.textContent = Object.values(answer.errors || {}).flat().join(" ");
      if (answer.errors) form.elements.description.focus();
      else saved = JSON.stringify(Object.entries(values));
      return answer.errors ? null : answer;
    };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await form.save();
      if (answer) onSaved(answer);
    });
    return form;
  };

  // One upload as it is seen.
  const addRow = (area, file, uploading) => {
    const { words } = uploading;
    const row = copyOf(area, ".media-row-template");
    const bar = part(row, "progress");
    const say = (state, aloud = true) => {
      part(row, ".media-row-state").textContent = state;
      if (aloud) part(area, "[role=status]").textContent = `${file.name}: ${state}`;
    };
    part(row, ".media-row-name").textContent = file.name;
    bar.setAttribute("aria-label", file.name);
    part(area, ".media-rows").append(row);
    return {
      row,
      say,
      start() { part(row, ".media-row-error").hidden = true; part(row, ".media-row-again").hidden = true; bar.hidden = false; bar.value = 0; say(words.waiting, false); },
      sent(share) {
        if (!bar.value) say(words.sending);
        bar.value = Math.max(1, share * 100);
        if (share >= 1) { bar.removeAttribute("value"); say(words.checking, false); }
      },
      failed({ message: sentence, isFinal }, again) {
        bar.hidden = true;
        say(words.failed);
        const error = part(row, ".media-row-error");
        error.textContent = sentence;
        error.hidden = false;
        part(area, "[role=status]").textContent = `${file.name}: ${sentence}`;
        const button = part(row, ".media-row-again");
        button.hidden = Boolean(isFinal) || file.size > uploading.mostBytes;
        button.onclick = again;
      },
      added(facts) {
        const link = part(row, ".media-row-link");
        link.href = facts.url;
        link.hidden = false;
        part(row, ".media-row-name").textContent = facts.title;
        part(row, ".media-row-picture").replaceChildren(thumbnail(facts));
      },
      sized(made, wanted) { bar.hidden = false; bar.max = wanted; bar.value = made; },
      ended(facts) { bar.hidden = true; say(facts.isNew ? words.done : words.known); },
    };
  };

  // Sends a file and shows it in a row of `area`. `onAdded` is called with its facts, also where it
  // had to be tried again; `onEnded` each time nothing more is done for it.
  const upload = (area, file, uploading, { onAdded = () => {}, onEnded = () => {} } = {}) => {
    const row = addRow(area, file, uploading);
    const attempt = async () => {
      row.start();
      let facts = null;
      try { facts = await send(file, uploading, row.sent); } catch (error) {
        row.failed(error, attempt);
        onEnded();
        return;
      }
      row.added(facts);
      onAdded(facts, row.row);
      if (facts.made < facts.wanted) {
        row.sized(facts.made, facts.wanted);
        row.say(uploading.words.making, false);
      }
      makeSizes(facts, uploading.words, row.sized)
        .then(() => row.ended(facts), () => { row.ended(facts); row.say(uploading.words.sizesFailed); })
        .then(onEnded);
    };
    attempt();
  };

  // A file that is dropped beside its place must not take the page away.
  const onDrop = (root, place, take) => {
    const hasFiles = (event) => [...event.dataTransfer.types].includes("Files");
    const mark = (is) => place.classList.toggle("media-drop-over", is);
    root.addEventListener("dragover", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      mark(true);
    });
    root.addEventListener("dragleave", (event) => { if (!event.relatedTarget) mark(false); });
    root.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      mark(false);
      take([...event.dataTransfer.files]);
    });
  };

  window.addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });

  document.addEventListener("change", ({ target }) => {
    const form = target.type === "file" && target.closest("form[data-most-bytes]");
    if (!form) return;
    const isTooLarge = [...target.files].some((file) => file.size > Number(form.dataset.mostBytes));
    target.setCustomValidity(isTooLarge ? form.dataset.tooLarge : "");
    target.reportValidity();
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!document.querySelector("[name=csrfmiddlewaretoken]")) return;
    for (const sizesUrl of pending()) makeSizes({ sizesUrl, made: 0, wanted: 1 }, {}).catch(() => {});
  });

  return { describeForm, get, makeSizes, onDrop, send, thumbnail, upload };
})();
