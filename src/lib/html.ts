import { html, raw } from "hono/html";

/** Escaped markup. `html` escapes every value but one that was itself made by `html`. */
export type Html = ReturnType<typeof html>;
export { html, raw };
