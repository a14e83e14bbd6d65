// Asks the browser for a passkey: a new one, or one that is there. Options come from the server,
// and the answer goes back to it, as JSON.
import { toBytes, toText } from "./bytes.js";

const withBytes = (credential) => ({ ...credential, id: toBytes(credential.id) });

export const creationOptions = ({ publicKey }) => ({
  publicKey: {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    user: withBytes(publicKey.user),
    excludeCredentials: (publicKey.excludeCredentials ?? []).map(withBytes),
  },
});

export const requestOptions = ({ publicKey }) => ({
  publicKey: {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    allowCredentials: (publicKey.allowCredentials ?? []).map(withBytes),
  },
});

const PARTS = [
  "clientDataJSON",
  "attestationObject",
  "authenticatorData",
  "signature",
  "userHandle",
];

// What the server reads of a credential. A passkey that is used has other parts than a new one.
export const toJson = (credential) => {
  const { id, type, rawId, response } = credential;
  const parts = PARTS.filter((name) => response[name]);
  return {
    id,
    type,
    rawId: toText(rawId),
    response: Object.fromEntries(parts.map((name) => [name, toText(response[name])])),
    clientExtensionResults: credential.getClientExtensionResults(),
  };
};

// The name of the sentence that says why there is no passkey.
export const failureOf = ({ name }) =>
  ({
    NotAllowedError: "canceled",
    AbortError: "canceled",
    InvalidStateError: "known",
    NotSupportedError: "unsupported",
    SecurityError: "notHere",
  })[name] ?? "failed";
