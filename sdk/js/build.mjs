// Compiles src into dist/esm and dist/cjs; nothing else is bundled or changed.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
rmSync(join(here, "dist"), { recursive: true, force: true });
for (const [kind, module] of [["esm", "es2020"], ["cjs", "commonjs"]]) {
  const out = join(here, "dist", kind);
  const resolution = kind === "esm" ? "bundler" : "node10";
  execFileSync(process.execPath, [tsc, "-p", here, "--outDir", out, "--module", module, "--moduleResolution", resolution], {
    stdio: "inherit",
  });
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "package.json"), JSON.stringify({ type: kind === "esm" ? "module" : "commonjs" }));
}
