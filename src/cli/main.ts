import { enableCompileCache } from "node:module";
import { join } from "node:path";

// as the server's own start does, and beside what that keeps
enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/leerid"));
await import("./program.ts");
