/** `npm run bench -- NAME [--json]`: each bench ends by itself within three minutes and leaves nothing behind. */
import { activate } from "./activate.ts";
import { login } from "./login.ts";
import { plan } from "./plan.ts";
import { sso } from "./sso.ts";
import { start } from "./start.ts";
import { asText, type Report } from "./support/report.ts";

const benches: Record<string, () => Promise<Report>> = { sso, login, activate, plan, start };

const [name = "", ...options] = process.argv.slice(2);
const bench = benches[name];
if (!bench || options.some((option) => option !== "--json")) {
  process.stderr.write(`Usage: npm run bench -- ${Object.keys(benches).join("|")} [--json]\n`);
  process.exit(1);
}
const found = await bench();
process.stdout.write(options.includes("--json") ? `${JSON.stringify(found)}\n` : asText(found));
process.exit(0);
