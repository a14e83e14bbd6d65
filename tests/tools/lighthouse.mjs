// Runs Lighthouse on several pages, one after the other in one browser.
// Reads {chrome, flags, runs: [{url, form, categories}]} from its first argument;
// writes the list of the reports as JSON.
import { launch } from "chrome-launcher";
import lighthouse, { defaultConfig, desktopConfig } from "lighthouse";

const { chrome, flags, runs } = JSON.parse(process.argv[2]);
// Nothing of these pages comes a second later: a quarter of the usual wait is enough.
const WAIT = 250;
const refs = Object.values(defaultConfig.categories).flatMap(({ auditRefs }) => auditRefs);
const counted = new Set(refs.filter(({ weight }) => weight).map(({ id }) => id));
const SETTINGS = {
  // What changes no mark: half of the work.
  skipAudits: refs.map(({ id }) => id).filter((id) => !counted.has(id)),
  disableFullPageScreenshot: true,
  pauseAfterFcpMs: WAIT,
  pauseAfterLoadMs: WAIT,
  networkQuietThresholdMs: WAIT,
  cpuQuietThresholdMs: WAIT,
};
const browser = await launch({ chromePath: chrome, chromeFlags: ["--headless=new", ...flags] });
const reports = [];
try {
  for (const { url, form, categories } of runs) {
    const options = { ...SETTINGS, port: browser.port, onlyCategories: categories };
    const result = await lighthouse(url, options, form === "desktop" ? desktopConfig : undefined);
    reports.push(result.lhr);
  }
} finally {
  browser.kill();
}
process.stdout.write(JSON.stringify(reports));
