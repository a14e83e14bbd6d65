// CKEditor 4 with what we add to it. Its own script comes first, and starts the editors once the page
// is parsed and all modules have run.
import { blocks } from "./blocks/plugin.js";
import { claims } from "./claims/plugin.js";
import { runInlineHandlers } from "./inline-handlers.js";
import { languages } from "./languages/plugin.js";
import { library } from "./library/plugin.js";
import { links } from "./links/plugin.js";
import { paste } from "./paste/plugin.js";
import { tables } from "./tables/plugin.js";
import { toolbar } from "./toolbar/plugin.js";
import { typing } from "./typing/plugin.js";

const PLUGINS = {
  ...{ blocks, claims, languages, library, links, paste, tables },
  ...{ toolrow: toolbar, typing },
};

if (window.CKEDITOR) {
  runInlineHandlers();
  for (const [name, plugin] of Object.entries(PLUGINS)) CKEDITOR.plugins.add(name, plugin);
}
