// Copy what the site serves out of the installed packages, byte for byte, and write vendor.lock.json
// (package, version, licence, sha384 of every file). Also writes app/templates/icons.html, the shapes that the
// icon macro inlines. Call `make vendor` after changing a version; scripts/vendored.py checks the result.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "../app/static/vendor");
const icons = readFileSync(join(here, "icons.txt"), "utf8").split(/\s+/).filter(Boolean);

// package → [file in the package, file below app/static/vendor]
const files = {
  bootstrap: [
    ["dist/css/bootstrap.min.css", "bootstrap/bootstrap.min.css"],
    ["LICENSE", "bootstrap/LICENSE"],
  ],
  "htmx.org": [
    ["dist/htmx.min.js", "htmx/htmx.min.js"],
    ["LICENSE", "htmx/LICENSE"],
  ],
  "bootstrap-icons": [
    ["LICENSE", "bootstrap-icons/LICENSE"],
    ...icons.map((name) => [`icons/${name}.svg`, `bootstrap-icons/${name}.svg`]),
  ],
};

rmSync(vendor, { recursive: true, force: true });
const lock = { files: {} };
for (const [name, copies] of Object.entries(files)) {
  const root = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const [from, to] of copies) {
    mkdirSync(dirname(join(vendor, to)), { recursive: true });
    cpSync(join(root, from), join(vendor, to));
    const sha384 = "sha384-" + createHash("sha384").update(readFileSync(join(vendor, to))).digest("base64");
    lock.files[to] = { package: name, version, licence: license, sha384 };
  }
}
lock.files = Object.fromEntries(Object.entries(lock.files).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(join(vendor, "vendor.lock.json"), JSON.stringify(lock, null, 1) + "\n");

const shape = (name) =>
  readFileSync(join(vendor, `bootstrap-icons/${name}.svg`), "utf8")
    .replace(/^[^>]*>/, "")
    .replace("</svg>", "")
    .replace(/\n\s*/g, "");
writeFileSync(
  join(here, "../app/templates/icons.html"),
  "{# Written by frontend/vendor.mjs from bootstrap-icons (MIT); to add one, write its name into frontend/icons.txt. #}\n" +
    "{% set shapes = {\n" +
    [...icons].sort().map((name) => `"${name}": '${shape(name)}',\n`).join("") +
    "} %}\n",
);
console.log(`${Object.keys(lock.files).length} files, ${icons.length} icons`);
