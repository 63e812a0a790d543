import { enableCompileCache } from "node:module";
import { join } from "node:path";

/*
 * What Node makes of the sources is kept for the next start, which then takes half the time and less memory, because nothing of the
 * program's types has to be read. It is kept beside the packages: whoever may write there may change the program anyway, while the system's
 * folder for temporary files is open to all. Where nothing can be written, each start is like the first one.
 */
enableCompileCache(join(import.meta.dirname, "../node_modules/.cache/leerid"));
await import("./run.ts");
