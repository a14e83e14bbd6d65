import assert from "node:assert/strict";
import test from "node:test";
import { toBytes, toText } from "../../static/js/admin/passkeys/bytes.js";
import {
  creationOptions,
  failureOf,
  requestOptions,
  toJson,
} from "../../static/js/admin/passkeys/ceremony.js";

const bytes = (...values) => Uint8Array.from(values);

test("bytes become base64url and come back, whatever their number", () => {
  for (const values of [[], [0], [255, 254], [251, 255, 191], [1, 2, 3, 4]]) {
    const text = toText(bytes(...values).buffer);
    assert.match(text, /^[\w-]*$/);
    assert.deepEqual(toBytes(text), bytes(...values));
  }
  assert.equal(toText(bytes(251, 255).buffer), "-_8");
});

test("options for a new passkey get bytes where the browser wants them", () => {
  const user = { id: "AQ", name: "ann" };
  const { publicKey } = creationOptions({
    publicKey: { challenge: "AQI", user, excludeCredentials: [{ id: "Aw" }], timeout: 5 },
  });
  assert.deepEqual(publicKey, {
    challenge: bytes(1, 2),
    user: { id: bytes(1), name: "ann" },
    excludeCredentials: [{ id: bytes(3) }],
    timeout: 5,
  });
});

test("options for a passkey that is there need name none", () => {
  const { publicKey } = requestOptions({ publicKey: { challenge: "AQI" } });
  assert.deepEqual(publicKey, { challenge: bytes(1, 2), allowCredentials: [] });
});

test("an answer goes back with the parts that it has", () => {
  const credential = {
    id: "AQ",
    type: "public-key",
    rawId: bytes(1).buffer,
    response: {
      clientDataJSON: bytes(2).buffer,
      authenticatorData: bytes(3).buffer,
      signature: bytes(4).buffer,
      userHandle: null,
    },
    getClientExtensionResults: () => ({}),
  };
  assert.deepEqual(toJson(credential), {
    id: "AQ",
    type: "public-key",
    rawId: "AQ",
    response: { clientDataJSON: "Ag", authenticatorData: "Aw", signature: "BA" },
    clientExtensionResults: {},
  });
});

test("each failure has its sentence", () => {
  const names = ["NotAllowedError", "InvalidStateError", "SecurityError", "Error"];
  const failures = names.map((name) => failureOf({ name }));
  assert.deepEqual(failures, ["canceled", "known", "notHere", "failed"]);
});
