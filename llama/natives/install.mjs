// Installs the builds of llama.cpp that package-lock.json names, unless they are there already.
// Run by Maven (llama/pom.xml); `node install.mjs` does the same by hand. Silent when there is
// nothing to do.
//
// `node install.mjs vulkan` also installs the build that reaches a graphics card by Vulkan, which
// needs the card's driver and no more; `node install.mjs cuda` the one by CUDA, which needs the
// CUDA 13 runtime (libcudart, libcublas) besides. The next start of NextGeneration lays it out.
//
// npm checks what it fetches against the hashes in package-lock.json. The entries for Windows and
// macOS have none, because those packages could not be fetched where the file was made: npm takes
// them by their exact version.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, utimesSync } from "node:fs";
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
const variants = ["vulkan", "cuda"];
const ownBuild =
  "To use a build of your own, pass -Dllama.natives.skip and set engine.llama.home.";

function fail(message) {
  console.log(`llama: ${message}`);
  process.exit(1);
}

const machine = `${process.platform} ${process.arch}`;
const platform = platforms[machine];
if (platform === undefined) {
  fail(`there is no ready-made llama.cpp for ${machine}. ${ownBuild}`);
}

// One build: the folder with its package.json, and the package's name after the scope.
function build(folder, key) {
  const name = `node_modules/@node-llama-cpp/${key}`;

  function lockedEntry(file) {
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages?.[name] : undefined;
  }

  // The lock file inside node_modules is written last, so an interrupted install does not count.
  function installed() {
    const wanted = lockedEntry(join(folder, "package-lock.json"));
    const found = lockedEntry(join(folder, "node_modules", ".package-lock.json"));
    const libraries = join(folder, name, "bins", key);
    return (
      found !== undefined &&
      found.version === wanted.version &&
      (wanted.integrity === undefined || found.integrity === wanted.integrity) &&
      existsSync(libraries) &&
      readdirSync(libraries).some((file) => /^(lib)?llama\..*(so|dylib|dll)$/.test(file))
    );
  }

  function known() {
    return lockedEntry(join(folder, "package-lock.json")) !== undefined;
  }

  return { folder, key, installed, known };
}

// Returns whether something was fetched.
function install({ folder, key, installed }) {
  if (installed()) {
    return false;
  }
  console.log(`llama: fetching llama.cpp (${key}) with npm, once`);
  // npm is a script on Windows, which only a shell can start.
  const npm = spawnSync(
    "npm ci --no-audit --no-fund --ignore-scripts --include=optional --loglevel=error",
    { cwd: folder, shell: true, stdio: ["ignore", "inherit", "inherit"] },
  );
  if (npm.error !== undefined || npm.status !== 0) {
    fail(
      `npm ci failed in ${folder} (${npm.error?.message ?? `exit code ${npm.status}`}).` +
        ` Check that npm is on the PATH and can reach its registry. ${ownBuild}`,
    );
  }
  if (!installed()) {
    fail(
      `npm did not install @node-llama-cpp/${key}, which it skips where the registry lacks it` +
        ` or the system is not meant for it (musl, say). ${ownBuild}`,
    );
  }
  return true;
}

const asked = process.argv.slice(2);
const unknown = asked.find((variant) => !variants.includes(variant));
if (unknown !== undefined) {
  fail(`found "${unknown}", expected one or more of ${variants.join(", ")}, or nothing.`);
}
install(build(here, platform));
for (const variant of asked) {
  const wanted = build(join(here, variant), `${platform}-${variant}`);
  if (!wanted.known()) {
    fail(`there is no ready-made llama.cpp with ${variant} for ${machine}. ${ownBuild}`);
  }
  if (install(wanted)) {
    // The launchers build again when this file is newer than their build.
    utimesSync(join(here, "package-lock.json"), new Date(), new Date());
  }
}
