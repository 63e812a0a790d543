import { isLoopbackHost } from "../lib/address.ts";

export type UriRules = {
  /** http, and the hosts localhost, 127.0.0.1 and [::1]: only while an application is in the sandbox. */
  loopback: boolean;
};

const maxLength = 1024;
/** A name of at least two labels that ends in letters or punycode: no address, no wildcard, no dot at the end. */
const publicName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;
const oneMachineOrNetwork = /(?:^|\.)(?:localhost|local|internal|localdomain)$/;
/** What the provider itself adds to the query of an answer. */
const answerParameters = ["code", "state", "iss", "error", "error_description", "error_uri", "id_token", "response"];

/**
 * Whether an address may be registered as a redirect URI (of sign-in or sign-out). It is later compared as text, byte for byte, so only
 * the one spelling that every URL parser agrees on is taken: what a browser would change before it goes there is refused here.
 * @returns what is wrong, in words for the person who registers it, or undefined
 * @see RFC 9700, 2.1 and 4.1
 */
export function redirectUriProblem(value: string, rules: UriRules): string | undefined {
  const problem = webUriProblem(value, rules);
  if (problem !== undefined) return problem;
  const query = new URL(value).searchParams;
  const taken = answerParameters.find((name) => query.has(name));
  return taken === undefined ? undefined : `has the parameter "${taken}" in its query, which belongs to the answer`;
}

/** The same for an address that we fetch ourselves (keys, back-channel logout). Where its name leads is checked at every connection. */
export const fetchUriProblem = (value: string, rules: UriRules): string | undefined => webUriProblem(value, rules);

/** The same for a list: also bounded, and without an address that stands there twice. */
export function redirectUrisProblem(values: string[], rules: UriRules): string | undefined {
  if (new Set(values).size !== values.length) return "are listed twice";
  for (const value of values) {
    const problem = redirectUriProblem(value, rules);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function webUriProblem(value: string, rules: UriRules): string | undefined {
  if (value.length > maxLength) return `is longer than ${maxLength} characters`;
  // before anything else: a URL parser silently drops tabs and line ends, and trims spaces
  if (!/^[\x21-\x7e]*$/.test(value)) return "holds a space, a control character or a letter outside ASCII";
  if (value.includes("\\")) return "holds a backslash";
  if (!URL.canParse(value)) return "is no address";
  const url = new URL(value);
  return (
    schemeProblem(url, rules) ??
    (value.includes("#") ? "has a fragment (#)" : undefined) ??
    (/^[^/]*\/\/[^/?#]*@/.test(value) ? "has a user name or password before the host" : undefined) ??
    (value.includes("*") ? "has a wildcard (*): every address is registered in full" : undefined) ??
    hostProblem(url, rules) ??
    (value === url.href ? undefined : `is not in its plain form: write ${url.href}`) ??
    encodingProblem(url)
  );
}

function schemeProblem(url: URL, rules: UriRules): string | undefined {
  if (url.protocol === "https:") return undefined;
  if (url.protocol !== "http:") return "must start with https://";
  if (!isLoopbackHost(url.hostname)) return "must start with https://";
  return rules.loopback ? undefined : "must start with https:// (http://localhost is for applications in the sandbox)";
}

function hostProblem(url: URL, rules: UriRules): string | undefined {
  if (isLoopbackHost(url.hostname)) {
    return rules.loopback ? undefined : "leads to the pupil's own device, which is for applications in the sandbox";
  }
  if (url.hostname.length > 253 || !publicName.test(url.hostname)) return "needs a host name, such as www.example.be";
  if (oneMachineOrNetwork.test(url.hostname)) return "has a host name that means something else on every network";
  return undefined;
}

/** A percent sign may only stand for a character that can't stand there itself: two spellings of one address are a way around a comparison. */
function encodingProblem(url: URL): string | undefined {
  for (const [encoded] of `${url.pathname}${url.search}`.matchAll(/%.{0,2}/g)) {
    if (!/^%[0-9A-F]{2}$/.test(encoded)) return "has a percent sign without two digits (0-9, A-F) behind it";
    const code = Number.parseInt(encoded.slice(1), 16);
    if (code < 0x20 || code === 0x7f) return "has an encoded control character";
    if (/[A-Za-z0-9._~-]/.test(String.fromCharCode(code)))
      return `writes ${encoded} for a character that needs no encoding`;
  }
  if (/%(?:2F|5C|25)/.test(url.pathname)) return "has an encoded slash, backslash or percent sign in its path";
  if (url.pathname.includes("//")) return "has an empty part (//) in its path";
  return url.href.endsWith("?") ? "ends in an empty query (?)" : undefined;
}
