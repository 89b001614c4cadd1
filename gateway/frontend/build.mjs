// Compiles the two style sheets and copies the scripts into ../assets/built, under names that carry a hash of their content,
// with manifest.json from plain name to built name and assets.rs with the same as constants. Refuses a sheet that names a web font or reaches outside this site.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, Logger } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "assets", "built");
const manifest = {};

function put(name, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const built = name.replace(/^([^.]+)/, `$1-${hash}`);
  writeFileSync(join(out, built), text);
  manifest[name] = built;
}

function sheet(name, file) {
  const { css } = compile(join(here, file), {
    loadPaths: [here, join(here, "node_modules")],
    style: "compressed",
    logger: Logger.silent,
  });
  const local = css.replace(/url\("?\/assets\/images\/([\w-]+\.svg)"?\)/g, (_, image) => `url(${picture(image)})`);
  for (const banned of ["@font-face", "GDS Transport", "url(http", "url(//", "crest", "crown", "data:"]) {
    if (local.includes(banned)) throw new Error(`${name} must not contain ${banned}`);
  }
  put(name, local);
}

// A picture that a sheet names: copied from the MoJ package, so that the sheet names only what is served.
function picture(name) {
  if (!manifest[name]) put(name, readFileSync(join(here, "node_modules/@ministryofjustice/frontend/moj/assets/images", name), "utf8"));
  return manifest[name];
}

function script(name, text) {
  const plain = text.replace(/\n?\/\/# sourceMappingURL=.*\n?/, "\n");
  put(name, plain.replaceAll("./govuk-frontend.min.js", () => `./${manifest["govuk-frontend.min.js"]}`));
}

mkdirSync(out, { recursive: true });
for (const old of readdirSync(out)) rmSync(join(out, old));
sheet("public.css", "public/public.scss");
sheet("desk.css", "desk/desk.scss");
script("govuk-frontend.min.js", readFileSync(join(here, "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8"));
script("public.js", readFileSync(join(here, "public/public.js"), "utf8"));
script("upload.js", readFileSync(join(here, "public/upload.js"), "utf8"));
script("time-out.js", readFileSync(join(here, "public/time-out.js"), "utf8"));
script("leave.js", readFileSync(join(here, "public/leave.js"), "utf8"));
script("reveal.js", readFileSync(join(here, "shared/reveal.js"), "utf8"));
script("desk.js", readFileSync(join(here, "desk/desk.js"), "utf8"));
put("favicon.svg", readFileSync(join(here, "shared/favicon.svg"), "utf8"));

// The same for the server: one constant a file, so that a page that names a file which does not exist does not compile.
const constants = Object.entries(manifest).map(([plain, built]) => {
  const name = plain.replace(/[^A-Za-z0-9]/g, "_").toUpperCase();
  return `/// The address of \`${plain}\`.\npub const ${name}: &str = "/assets/${built}";\n`;
});
writeFileSync(join(out, "assets.rs"), constants.join(""));
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
