// ours only: cpu per flow, user and sys, several rounds; C=concurrency
import { openVisits } from "./support/client.ts";
import { inParallel, passThrough, signIn, signInBare } from "./support/flows.ts";
import { startOurs, startBare } from "./support/servers.ts";
import { openStores } from "./support/stores.ts";
import { arrangePupils, arrangeSchool, arrangeTarget, bareTarget, openWorld } from "./support/world.ts";
const stores = await openStores();
const C = Number(process.env.C ?? 8), N = Number(process.env.N ?? 600), R = Number(process.env.R ?? 6);
const ours = await startOurs(stores); const bare = await startBare();
const world = await openWorld(ours.env);
const school = await arrangeSchool(world.deps);
const names = await arrangePupils(world.deps, school, 50);
const visits = openVisits(await arrangeTarget(ours, world.deps, school), C);
const bv = openVisits(bareTarget(bare), C);
const browsers: any[] = [], bb: any[] = [];
await inParallel(50, 8, async (i) => { browsers[i] = await signIn(visits, names[i]!); bb[i] = await signInBare(bv, names[i]!); });
await inParallel(2000, C, (i) => passThrough(visits, browsers[i % 50]));
await inParallel(2000, C, (i) => passThrough(bv, bb[i % 50]));
const rows: Record<string, number[][]> = { ours: [], bare: [] };
for (let r = 0; r < R; r++) for (const [n, p, v, b] of [["ours", ours, visits, browsers], ["bare", bare, bv, bb]] as any) {
  const x = await p.usage(); const rate = await inParallel(N, C, (i) => passThrough(v, b[i % 50])); const y = await p.usage();
  rows[n]!.push([(y.cpuMs - x.cpuMs) / N, (y.systemMs - x.systemMs) / N, rate]);
}
for (const n of ["ours", "bare"]) { const s = rows[n]!.sort((a, b) => a[0]! - b[0]!); const mid = s[Math.floor(s.length / 2)]!; console.log(n, "median cpu", mid[0]!.toFixed(3), "sys", mid[1]!.toFixed(3), "rate", mid[2]!.toFixed(0), "min", s[0]![0]!.toFixed(3)); }
const md = (n: string) => { const s = rows[n]!.map((x) => x[0]!).sort((a, b) => a - b); return s[Math.floor(s.length / 2)]!; };
console.log("ratio", (md("bare") / md("ours")).toFixed(3));
await visits.close(); await bv.close(); await bare.stop(); await ours.stop(); await world.close(); await stores.close();
process.exit(0);
