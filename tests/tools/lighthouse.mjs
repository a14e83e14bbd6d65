// Runs Lighthouse on several pages, one after the other in one browser.
// Reads {chrome, flags, runs: [{url, form, categories}]} from its first argument;
// writes the list of the reports as JSON.
import {launch} from 'chrome-launcher';
import lighthouse, {desktopConfig} from 'lighthouse';

const {chrome, flags, runs} = JSON.parse(process.argv[2]);
const browser = await launch({chromePath: chrome, chromeFlags: ['--headless=new', ...flags]});
const reports = [];
try {
  for (const {url, form, categories} of runs) {
    const options = {port: browser.port, onlyCategories: categories, disableFullPageScreenshot: true};
    const result = await lighthouse(url, options, form === 'desktop' ? desktopConfig : undefined);
    reports.push(result.lhr);
  }
} finally {
  browser.kill();
}
process.stdout.write(JSON.stringify(reports));
