import { html, type Html } from "../../src/lib/html.ts";
import type { PageContext } from "../page.ts";
import { submitButton } from "./button.ts";

export type WayBack = {
  applicationName?: string | undefined;
  /** Gets an empty POST, ends the sign-in, and tells the application so. */
  leaveAction?: string | undefined;
};

/** Back to the application without signing in; on the way to our own front page there is nowhere to go back to. */
export const wayBack = ({ t }: PageContext, { applicationName, leaveAction }: WayBack): Html | string =>
  applicationName && leaveAction
    ? html`<form class="beside" method="post" action="${leaveAction}">
        ${submitButton(t.common.backTo(applicationName), { look: "quiet" })}
      </form>`
    : "";
