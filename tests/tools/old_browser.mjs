// Shows pages in Chromium 80, of spring 2020, and asks each a question.
// Reads {flags, runs: [{url, width}], question} from its first argument; writes the list of the
// answers as JSON. The program comes compressed with the package and is unpacked once.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { brotliDecompressSync } from "node:zlib";

const BIN = join(import.meta.dirname, "node_modules", "chrome-aws-lambda", "bin");
const PROGRAM = join(BIN, "chromium");
const HEIGHT = 900;

function unpack() {
  if (existsSync(PROGRAM)) return;
  const unfinished = `${PROGRAM}.${process.pid}`;
  writeFileSync(unfinished, brotliDecompressSync(readFileSync(`${PROGRAM}.br`)), { mode: 0o755 });
  renameSync(unfinished, PROGRAM);
}

function start(folder, flags) {
  const options = [
    "--headless",
    "--remote-debugging-port=0",
    `--user-data-dir=${folder}`,
    ...flags,
  ];
  const browser = spawn(PROGRAM, [...options, "about:blank"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const gone = new Promise((resolve) => browser.on("close", resolve));
  const lines = [];
  const address = new Promise((resolve, reject) => {
    createInterface(browser.stderr).on("line", (line) => {
      lines.push(line);
      const found = /^DevTools listening on (\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
    gone.then(() => reject(new Error(lines.join("\n"))));
  });
  return { browser, address, gone };
}

async function connect(address) {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) =>
    Object.assign(socket, { onopen: resolve, onerror: reject }),
  );
  const waiting = new Map();
  socket.onmessage = ({ data }) => {
    const { id, method, result, error, sessionId } = JSON.parse(data);
    const key = id ?? `${sessionId} ${method}`;
    const [resolve, reject] = waiting.get(key) ?? [];
    waiting.delete(key);
    if (error) reject?.(new Error(error.message));
    else resolve?.(result);
  };
  const wait = (key) => new Promise((...both) => waiting.set(key, both));
  let last = 0;
  const send = (method, params = {}, sessionId = undefined) => {
    last += 1;
    socket.send(JSON.stringify({ id: last, method, params, sessionId }));
    return wait(last);
  };
  return { send, wait, close: () => socket.close() };
}

async function ask({ send, wait }, runs, question) {
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const call = (method, params) => send(method, params, sessionId);
  await call("Page.enable");
  const answers = [];
  for (const { url, width } of runs) {
    const metrics = { width, height: HEIGHT, deviceScaleFactor: 1, mobile: false };
    await call("Emulation.setDeviceMetricsOverride", metrics);
    const loaded = wait(`${sessionId} Page.loadEventFired`);
    await call("Page.navigate", { url });
    await loaded;
    const { result, exceptionDetails } = await call("Runtime.evaluate", {
      expression: question,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    answers.push(result.value);
  }
  return answers;
}

const { flags, runs, question } = JSON.parse(process.argv[2]);
unpack();
const folder = mkdtempSync(join(tmpdir(), "old-browser-"));
const { browser, address, gone } = start(folder, flags);
try {
  const connection = await connect(await address);
  process.stdout.write(JSON.stringify(await ask(connection, runs, question)));
  connection.close();
} catch (error) {
  // Without the trace: its last line is shown to whoever has to install something.
  console.error(error.message);
  process.exitCode = 1;
} finally {
  browser.kill();
  await gone;
  rmSync(folder, { recursive: true, force: true });
}
