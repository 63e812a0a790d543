// Installs what is missing, with whatever Node is at hand (20 or newer): npm packages, and for tests Redis and Chromium.
// Usage: node scripts/ensure.mjs [redis] [chromium]
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const stamp = "node_modules/.installed";
const wanted = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");

function runs(command, ...args) {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

function installPackages() {
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.log("Installing packages (once) ...");
  const npm = process.env.npm_execpath;
  // Not `npm ci`: it refuses a lock file that was written where some optional package of another platform could not be had.
  const args = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  const done = npm
    ? spawnSync(process.execPath, [npm, ...args], { stdio: "inherit" })
    : spawnSync("npm", args, { stdio: "inherit" });
  if (done.status !== 0) throw new Error("npm install failed: see its messages above");
  if (!runs("node_modules/.bin/node", "--version"))
    throw new Error("The Node that this project brings can't run here: install Node 24 and npm 11");
  writeFileSync(stamp, wanted);
}

function installProgram({ name, alternatives, debian, setting }) {
  if (process.env[setting] || alternatives.some((program) => runs(program, "--version"))) return;
  if (runs("apt-get", "--version") && process.getuid?.() === 0) {
    console.log(`Installing ${name} (once) ...`);
    const options = {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    };
    spawnSync("apt-get", ["update", "-qq"], options);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", debian], options);
  }
  if (!alternatives.some((program) => runs(program, "--version"))) {
    throw new Error(
      `The tests need ${name}: install it (Debian and Ubuntu: sudo apt-get install ${debian}), or set ${setting}`,
    );
  }
}

const programs = {
  redis: {
    name: "Redis",
    alternatives: ["redis-server", "valkey-server"],
    debian: "redis-server",
    setting: "REDIS_URL",
  },
  chromium: {
    name: "Chromium",
    alternatives: ["chromium", "chromium-browser", "google-chrome"],
    debian: "chromium",
    setting: "CHROMIUM_PATH",
  },
};

try {
  installPackages();
  for (const name of process.argv.slice(2)) installProgram(programs[name]);
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}
