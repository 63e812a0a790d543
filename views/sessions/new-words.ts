import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { submitButton } from "../parts/button.ts";
import { deviceChoice, type AskedDevice } from "../parts/device.ts";
import { icon } from "../parts/icon.ts";

export type NewWordsPage = {
  /** Gets what the sign-in page sends: the words go straight in. */
  action: string;
  loginName: string;
  words: string;
  device: AskedDevice;
  applicationName?: string | undefined;
};

/** A secret on the pupil's own screen, once: it comes with the answer to the code, and is nowhere else. */
export function newWordsPage(p: PageContext, props: NewWordsPage): Html {
  const t = p.t.newWords;
  return layout(
    p,
    { title: t.title, applicationName: props.applicationName },
    html`<h1>${t.title}</h1>
      <p>${t.write}</p>
      <ol class="new-words">
        ${props.words.split(" ").map((word) => html`<li>${word}</li>`)}
      </ol>
      <p class="account">
        ${p.t.signIn.loginName}: <strong><bdi>${props.loginName}</bdi></strong>
      </p>
      <p class="tip">${icon("help")}<span>${t.nobody}</span></p>
      <form class="stack" method="post" action="${props.action}">
        <input type="hidden" name="login_name" value="${props.loginName}" />
        <input type="hidden" name="secret" value="${props.words}" />
        <input type="hidden" name="by" value="pass" />
        ${deviceChoice(p, props.device)} ${submitButton(t.done)}
        <p class="hint">${t.old}</p>
      </form>`,
  );
}
