import { expect } from "vitest";

export type Answer = { url: URL; status: number; headers: Headers; text: string };
type Cookie = { name: string; value: string; host: string; path: string };
type Sent = { method?: string; body?: URLSearchParams; headers?: Record<string, string> };

/** `button` is the one that is pressed; `to` tells forms with the same fields apart by where they go. */
type SubmitOptions = { button?: { name: string; value: string }; to?: RegExp };

/** A person with a browser that knows cookies, redirects and forms, and runs no script. */
export class Visitor {
  page: Answer | undefined;
  readonly #cookies = new Map<string, Cookie>();
  readonly #headers: Record<string, string>;
  /** Stops following redirects at these origins: an application that nobody runs in this test. */
  readonly #stopAt: string[];
  readonly #reach: Record<string, string>;
  /** Every Set-Cookie line that came, in order. */
  readonly setCookies: string[] = [];
  /** Every address that an answer sent this browser to, as it stood there. */
  readonly locations: string[] = [];
  /** Every address that was asked for, in order. */
  readonly visited: string[] = [];

  /** @param options `reach`: origin -> where it is really served, such as `https://leerid.example` -> `http://localhost:4711` */
  constructor(options: { headers?: Record<string, string>; stopAt?: string[]; reach?: Record<string, string> } = {}) {
    this.#headers = { accept: "text/html", "accept-language": "nl", ...options.headers };
    this.#stopAt = options.stopAt ?? [];
    this.#reach = options.reach ?? {};
  }

  /** Goes to an address and on through every redirect. */
  async go(address: string | URL, sent: Sent = {}): Promise<Answer> {
    let url = new URL(address, this.page?.url);
    let next = sent;
    for (let hops = 0; hops < 20; hops += 1) {
      if (this.#stopAt.includes(url.origin)) return this.#show({ url, status: 0, headers: new Headers(), text: "" });
      const response = await this.send(url, next);
      const text = await response.text();
      const location = response.headers.get("location") ?? refreshOf(text);
      if (!location) return this.#show({ url, status: response.status, headers: response.headers, text });
      url = new URL(location, url);
      next = {};
    }
    throw new Error(`Too many redirects, now at ${url.href}`);
  }

  /** One request with this browser's cookies; what it sets is kept. */
  async send(url: URL, { method, body, headers }: Sent = {}): Promise<Response> {
    this.visited.push(url.href);
    const served = new URL(`${url.pathname}${url.search}`, this.#reach[url.origin] ?? url.origin);
    const response = await fetch(served, {
      method: method ?? (body ? "POST" : "GET"),
      redirect: "manual",
      headers: { ...this.#headers, cookie: this.cookies(url), ...headers },
      ...(body ? { body } : {}),
    });
    const location = response.headers.get("location");
    if (location) this.locations.push(location);
    for (const line of response.headers.getSetCookie()) {
      this.setCookies.push(line);
      this.plant(url, line);
    }
    return response;
  }

  /** Fills the form of this page that has all these fields, as a person would, and sends it. */
  async submit(fields: Record<string, string>, { button, to = /./ }: SubmitOptions = {}): Promise<Answer> {
    const page = this.page;
    if (!page) throw new Error("There is no page");
    const form = formsOf(page.text).find(
      ({ inputs, action }) =>
        to.test(action) &&
        [...Object.keys(fields), ...(button ? [button.name] : [])].every(
          (name) => inputs.has(name) || button?.name === name,
        ),
    );
    if (!form) throw new Error(`No form with ${Object.keys(fields).join(", ")} on ${page.url.pathname}`);
    const body = new URLSearchParams({ ...Object.fromEntries(form.hidden), ...fields });
    if (button) body.set(button.name, button.value);
    const headers = { origin: page.url.origin, "sec-fetch-site": "same-origin" };
    if (form.method === "get") return this.go(new URL(`${form.action}?${body.toString()}`, page.url));
    return this.go(new URL(form.action, page.url), { body, headers });
  }

  cookies(url: URL): string {
    const mine = [...this.#cookies.values()].filter(
      ({ host, path }) => host === url.host && url.pathname.startsWith(path),
    );
    return mine.map(({ name, value }) => `${name}=${value}`).join("; ");
  }

  /** Goes on with the cookies of another: the same device elsewhere, or a copy of them. */
  adopt(other: Visitor): void {
    for (const [key, cookie] of other.#cookies) this.#cookies.set(key, cookie);
  }

  cookieNames(): string[] {
    return [...this.#cookies.values()].map(({ name }) => name);
  }

  #show(answer: Answer): Answer {
    this.page = answer;
    return answer;
  }

  /** Keeps a cookie as if this address had set it. */
  plant(url: URL, line: string): void {
    const [pair = "", ...attributes] = line.split(/;\s*/);
    const [name = "", ...value] = pair.split("=");
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? "/";
    const gone = attributes.some((attribute) => /^max-age=0$/i.test(attribute) || /^expires=.*1970/i.test(attribute));
    const key = `${url.host} ${path} ${name}`;
    if (gone) this.#cookies.delete(key);
    else this.#cookies.set(key, { name, value: value.join("="), host: url.host, path });
  }
}

/** Where a page goes on by itself. */
const refreshOf = (html: string): string | undefined =>
  /<meta http-equiv="refresh" content="0;url=([^"]*)"/.exec(html)?.[1]?.replace(/&amp;/g, "&");

type Form = { action: string; method: string; inputs: Set<string>; hidden: [string, string][] };

function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = "", inside = ""]) => {
    const fields = [...inside.matchAll(/<(?:input|button|select|textarea)\b([^>]*)>/gs)].map(([, field = ""]) => ({
      name: attribute(field, "name"),
      type: attribute(field, "type"),
      value: attribute(field, "value"),
    }));
    return {
      action: attribute(attributes, "action"),
      method: attribute(attributes, "method"),
      inputs: new Set(fields.map(({ name }) => name)),
      hidden: fields.filter(({ type }) => type === "hidden").map(({ name, value }) => [name, value]),
    };
  });
}

function attribute(text: string, name: string): string {
  const found = new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1] ?? "";
  return found
    .replace(/&amp;/g, "&")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">");
}

/** The page without what it needs to come back in another language: that is its own address, and changes nothing. */
export const withoutAddress = ({ text }: Answer): string => text.replace(/<input type="hidden" name="back" [^>]*>/, "");

/** The code by which staff find an error is another one each time, and so are its pictures. */
export const withoutCode = (text: string): string =>
  text.replace(/<p class="(help|error)-code">.*?<\/p>/gs, "<p>CODE</p>");

/** What a person reads on the page. */
export function words(answer: Answer): string {
  return answer.text
    .replace(/<script.*?<\/script>|<[^>]+>/gs, " ")
    .replace(/\s+/g, " ")
    .trim();
}

export function expectPage(answer: Answer, { status = 200, says }: { status?: number; says?: RegExp }): void {
  expect({ status: answer.status, url: answer.url.pathname }).toEqual({ status, url: answer.url.pathname });
  if (says) expect(words(answer)).toMatch(says);
}
