// Installs the builds of llama.cpp that package-lock.json names, unless they are there already.
// Run by Maven (llama/pom.xml); `node install.mjs` does the same by hand. Silent when there is
// nothing to do.
//
// npm checks what it fetches against the hashes in package-lock.json. The entries for Windows and
// macOS have none, because those packages could not be fetched where the file was made: npm takes
// them by their exact version.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const platforms = {
  "darwin arm64": "mac-arm64-metal",
  "darwin x64": "mac-x64",
  "linux arm64": "linux-arm64",
  "linux x64": "linux-x64",
  "win32 arm64": "win-arm64",
  "win32 x64": "win-x64",
};
const ownBuild =
  "To use a build of your own, pass -Dllama.natives.skip and set engine.llama.home.";

const machine = `${process.platform} ${process.arch}`;
const key = platforms[machine];
if (key === undefined) {
  console.log(`llama: there is no ready-made llama.cpp for ${machine}. ${ownBuild}`);
  process.exit(1);
}
const name = `node_modules/@node-llama-cpp/${key}`;

function lockedEntry(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages?.[name] : undefined;
}

// The lock file inside node_modules is written last, so an interrupted install does not count.
function installed() {
  const wanted = lockedEntry(join(here, "package-lock.json"));
  const found = lockedEntry(join(here, "node_modules", ".package-lock.json"));
  const libraries = join(here, name, "bins", key);
  return (
    found !== undefined &&
    found.version === wanted.version &&
    (wanted.integrity === undefined || found.integrity === wanted.integrity) &&
    existsSync(libraries) &&
    readdirSync(libraries).some((file) => /^(lib)?llama\..*(so|dylib|dll)$/.test(file))
  );
}

if (!installed()) {
  console.log(`llama: fetching llama.cpp for ${machine} with npm, once`);
  // npm is a script on Windows, which only a shell can start.
  const npm = spawnSync(
    "npm ci --no-audit --no-fund --ignore-scripts --include=optional --loglevel=error",
    { cwd: here, shell: true, stdio: ["ignore", "inherit", "inherit"] },
  );
  if (npm.error !== undefined || npm.status !== 0) {
    console.log(
      `llama: npm ci failed in ${here} (${npm.error?.message ?? `exit code ${npm.status}`}).` +
        ` Check that npm is on the PATH and can reach its registry. ${ownBuild}`,
    );
    process.exit(1);
  }
  if (!installed()) {
    console.log(
      `llama: npm did not install ${name.slice("node_modules/".length)}, which it skips where` +
        ` the registry lacks it or the system is not meant for it (musl, say). ${ownBuild}`,
    );
    process.exit(1);
  }
}
