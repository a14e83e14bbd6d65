import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCall } from "../../static/js/editor/inline-handlers.js";
import {
  isDocument,
  ownPicturePath,
  pictureNumber,
} from "../../static/js/editor/library/addresses.js";
import { fileFromDataUrl, renamePasted } from "../../static/js/editor/library/files.js";

const SITE = "https://www.example.org";
const PICTURE = "/admin/media_library/image/12/file/";
const SHOWN = "/media/0123456789abcdef0123456789abcdef/a-picture-640.webp";

test("of a handler only a numbered function is called", () => {
  assert.deepEqual(parseCall("CKEDITOR.tools.callFunction(7,this);return false;"), {
    number: 7,
    given: ["this"],
  });
  assert.deepEqual(parseCall("return CKEDITOR.tools.callFunction(12,event,'a')"), {
    number: 12,
    given: ["event", "'a'"],
  });
  assert.deepEqual(parseCall("if (x) window.parent.CKEDITOR.tools.callFunction(3)"), {
    number: 3,
    given: [],
  });
  for (const source of ["alert(1)", "alert(1);CKEDITOR.tools.callFunction(7)", "return false;"]) {
    assert.equal(parseCall(source), null);
  }
});

test("a picture of the library is known by its number", () => {
  assert.equal(pictureNumber(PICTURE), "12");
  assert.equal(pictureNumber(`${SITE}${PICTURE}?width=640`), "12");
  assert.equal(pictureNumber("/admin/media_library/image/12/"), undefined);
  assert.equal(isDocument("/admin/media_library/document/3/file/"), true);
  assert.equal(isDocument(PICTURE), false);
});

test("a text may show pictures of this site alone", () => {
  assert.equal(ownPicturePath(SITE + PICTURE, SITE), PICTURE);
  assert.equal(ownPicturePath(SITE + SHOWN, SITE), SHOWN);
  for (const address of [
    `https://other.example${PICTURE}`,
    `https://other.example${SHOWN}`,
    "/media/short/a.webp",
    "file:///C:/Temp/image001.png",
    "",
  ]) {
    assert.equal(ownPicturePath(address, SITE), null, address);
  }
});

test("a data URL is a file of its type", async () => {
  const file = fileFromDataUrl("data:image/png;base64,YWJj");
  assert.deepEqual([file.name, file.type, await file.text()], ["picture.png", "image/png", "abc"]);
  assert.equal(fileFromDataUrl("data:text/html;base64,YWJj"), null);
  assert.equal(fileFromDataUrl("data:image/png;base64,%%%"), null);
});

test("a pasted picture is named by the time", () => {
  const file = new File(["abc"], "image.png", { type: "image/png" });
  const now = new Date(2026, 2, 2, 13, 5);
  assert.equal(
    renamePasted(file, "Pasted picture", now).name,
    "Pasted picture 2026-03-02 13.05.png",
  );
});
