import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton, submitButton } from "../parts/button.ts";
import { errorCode } from "../parts/error-code.ts";
import { deviceChoice, type AskedDevice } from "../parts/device.ts";
import { field } from "../parts/field.ts";
import { icon } from "../parts/icon.ts";
import { notice } from "../parts/notice.ts";
import { helpCode } from "../parts/pictures.ts";
import { wayBack } from "../parts/way-back.ts";

export type BadgePage = {
  /** Gets what was said of the device, and `badge`: the address in the code as a scanner typed it, or only what stands behind its `#`. */
  action: string;
  /** The page with the login name. */
  backHref: string;
  /** Gets an empty POST and goes back to the application, without signing in. */
  leaveAction?: string | undefined;
  device: AskedDevice;
  /** Somebody is signed in on this device: what stands in the address waits for the button. */
  someoneIsIn?: boolean | undefined;
  applicationName?: string | undefined;
  problem?: "badge-unknown" | "throttled" | "missing" | undefined;
  retryAfterSeconds?: number | undefined;
  /** Four characters by which a teacher finds this attempt, with every problem. */
  helpCode?: string | undefined;
};

/** A scanner types in the field and presses Enter; the camera appears only in browsers that can read codes. */
export function badgePage(p: PageContext, props: BadgePage): Html {
  const t = p.t.badge;
  const problem = props.problem && problemText(p, props.problem);
  return layout(
    p,
    {
      title: problem ? `${problem} ${t.title}` : t.title,
      applicationName: props.applicationName,
      scripts: ["badge.js"],
    },
    html`<div class="show-how">${icon("badge")}</div>
      <h1>${t.title}</h1>
      ${problem ? whatHappened(p, props, problem) : props.someoneIsIn ? notice({ kind: "stuck" }, t.someoneIsIn) : ""}
      <div class="camera stack" hidden data-camera data-stop="${t.cameraStop}">
        <button class="button primary" type="button">${t.camera}</button>
        <p class="hint" hidden data-refused role="status">${t.cameraRefused}</p>
        <figure hidden>
          <video playsinline muted aria-label="${t.view}"></video>
          <figcaption>${t.hold}</figcaption>
        </figure>
      </div>
      <p>${t.ways}</p>
      <form
        class="stack"
        method="post"
        action="${props.action}"
        novalidate
        data-badge
        ${props.someoneIsIn ? html`data-confirm` : ""}
      >
        ${field({ name: "badge", label: t.field, autocomplete: "off", autofocus: true, maxLength: 500 })}
        ${deviceChoice(p, props.device)} ${submitButton(t.submit)}
      </form>
      <div class="beside">${linkButton(t.instead, props.backHref, { look: "quiet" })}</div>
      ${wayBack(p, props)} ${props.helpCode && props.problem === "missing" ? errorCode(p, props.helpCode) : ""}`,
  );
}

const whatHappened = (p: PageContext, props: BadgePage, problem: string): Html =>
  notice(
    { kind: props.problem === "throttled" ? "stuck" : "wrong" },
    html`<p>${problem}</p>
      ${props.retryAfterSeconds ? html`<p>${p.t.common.newTryIn(props.retryAfterSeconds)}</p>` : ""}
      ${props.helpCode && props.problem !== "missing" ? helpCode(p, props.helpCode) : ""}`,
  );

const problemText = ({ t }: PageContext, problem: NonNullable<BadgePage["problem"]>): string =>
  ({
    "badge-unknown": t.signIn.badgeUnknown,
    throttled: t.signIn.throttled,
    missing: t.signIn.missing,
  })[problem];
