import { request as httpRequest } from "node:http";
import { Readable } from "node:stream";
import Router from "@koa/router";
import fc from "fast-check";
import type { Context } from "koa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { startWeb, type TestWeb } from "../../test/support/web.ts";
import { AppError } from "../errors.ts";
import { readUpload } from "./upload.ts";

let web: TestWeb;
const answer = async (ctx: Context) => {
  try {
    const read = await readUpload(ctx, { field: "file", maxBytes: 100_000 });
    ctx.body = read.ok ? { name: read.name, hex: read.bytes.toString("hex") } : { problem: read.problem };
  } catch (error) {
    ctx.body = { stopped: error instanceof AppError ? error.code : "unexpected" };
  }
};
beforeAll(async () => {
  const router = new Router().post("/school/:number/roster", answer).post("/school/:number/year", answer);
  web = await startWeb(() => [], router.post("/", answer));
});
afterAll(() => web.close());

const post = async (
  body: FormData | string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  path = "/",
) => (await fetch(new URL(path, web.origin), { method: "POST", body, headers })).json();
function form(bytes: Uint8Array<ArrayBuffer> | string, name = "lijst.csv", field = "file"): FormData {
  const data = new FormData();
  data.set(field, new Blob([bytes]), name);
  return data;
}
const type = { "Content-Type": "multipart/form-data; boundary=x" };
const part = (headers: string, body = "abc") => `--x\r\n${headers}\r\n\r\n${body}\r\n`;
const file = 'Content-Disposition: form-data; name="file"; filename="a.csv"';

test("any file comes out as it went in", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 70_000 }), async (bytes) => {
      const sent = Uint8Array.from(bytes);
      expect(await post(form(sent))).toEqual({ name: "lijst.csv", hex: Buffer.from(sent).toString("hex") });
    }),
    { numRuns: 25 },
  );
});

test("a name keeps its accents, and loses its folder", async () => {
  expect(await post(form("a", "klassen één.csv"))).toMatchObject({ name: "klassen één.csv" });
  expect(await post(form("a", "C:\\Users\\griet\\lijst.csv"))).toMatchObject({ name: "lijst.csv" });
});

test("a form in which nobody chose a file has none", async () => {
  expect(await post(form("", ""))).toEqual({ problem: "missing" });
  expect(await post(form("abc", "a.csv", "other"))).toEqual({ problem: "missing" });
});

test("an empty file is a file", async () => {
  expect(await post(form("", "leeg.csv"))).toEqual({ name: "leeg.csv", hex: "" });
});

test("a file over the limit is answered, not cut off, so that the browser shows why", async () => {
  expect(await post(form(new Uint8Array(100_000)))).toMatchObject({ name: "lijst.csv" });
  expect(await post(form(new Uint8Array(100_001)))).toEqual({ problem: "too-large" });
  expect(await post(form(new Uint8Array(350_000)))).toEqual({ problem: "too-large" });
});

test("what never ends is not taken", async () => {
  let sent = 0;
  const body = Readable.from(
    (function* () {
      yield part(file).slice(0, -2);
      for (; sent < 1000; sent += 1) yield "x".repeat(10_000);
    })(),
  );
  const answer = await web.ask("/", { method: "POST", headers: type, body }).catch(() => undefined);
  expect(sent).toBeLessThan(1000);
  if (answer) expect(JSON.parse(answer.text)).toEqual({ problem: "too-large" });
});

test("a length that is far too large is refused before anything is read", async () => {
  const { host } = new URL(web.origin);
  const [hostname = "", port = ""] = host.split(":");
  const headers = { ...type, "Content-Length": "999999999" };
  const said = await new Promise((resolve) => {
    const asked = httpRequest({ hostname, port, method: "POST", headers }, (answer) => {
      answer.on("data", (chunk: Buffer) => resolve(JSON.parse(chunk.toString())));
    });
    asked.on("error", () => {});
    asked.flushHeaders();
  });
  expect(said).toEqual({ problem: "too-large" });
});

test("two files are refused", async () => {
  expect(await post(`${part(file)}${part(file)}--x--\r\n`, type)).toEqual({ stopped: "bad-request" });
});

test.each<[string, string, Record<string, string>]>([
  ["no boundary", "abc", { "Content-Type": "multipart/form-data" }],
  ["another type", "a=b", { "Content-Type": "application/x-www-form-urlencoded" }],
  ["no end", part(file), type],
  ["an end in the middle of a header", "--x\r\nContent-Disp", type],
  ["an end in the middle of a file", "--x\r\n" + file + "\r\n\r\nab", type],
  ["nothing at all", "", type],
])("a form with %s is refused", async (_, body, headers) => {
  expect(await post(body, headers)).toEqual({ stopped: "bad-request" });
});

test("no form that is broken anywhere brings the server down", async () => {
  const whole = `${part('Content-Disposition: form-data; name="kind"', "list")}${part(file, "Naam;Klas")}--x--\r\n`;
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length), fc.string({ maxLength: 5 }), async (at, rubbish) => {
      const answer = z
        .record(z.string(), z.string())
        .parse(await post(whole.slice(0, at) + rubbish + whole.slice(at + rubbish.length), type));
      expect(["name", "problem", "stopped"]).toContain(Object.keys(answer)[0]);
    }),
    { numRuns: 60 },
  );
});

/** A form whose end is sent later. */
function beginUpload(path = "/"): { begun: Promise<unknown>; finish: () => Promise<unknown> } {
  const sending = httpRequest(new URL(path, web.origin), { method: "POST", headers: type });
  const answer = new Promise<string>((resolve, reject) => {
    sending.once("error", reject).once("response", (response) => {
      response.setEncoding("utf8").once("data", resolve);
    });
  });
  const begun = new Promise((resolve) => sending.write(`--x\r\n${file}\r\n\r\nab`, resolve));
  return {
    begun,
    finish: async () => {
      sending.end("c\r\n--x--\r\n");
      return JSON.parse(await answer);
    },
  };
}

test("more files at a time than a school sends are told to come back, and those that come in are not disturbed", async () => {
  const under = [beginUpload(), beginUpload(), beginUpload()];
  await Promise.all(under.map(({ begun }) => begun));
  const whole = `${part(file)}--x--\r\n`;
  await expect.poll(() => post(whole, type)).toEqual({ stopped: "busy" });
  for (const { finish } of under) expect(await finish()).toEqual({ name: "a.csv", hex: "616263" });
  expect(await post(whole, type)).toEqual({ name: "a.csv", hex: "616263" });
});

test("one school has its part on all its pages together, however they are spelled, and leaves the others theirs", async () => {
  const under = ["/school/1/roster", "/School/1/roster/", "/school/1/year"].map(beginUpload);
  await Promise.all(under.map(({ begun }) => begun));
  const whole = `${part(file)}--x--\r\n`;
  for (const path of ["/school/1/roster", "/school/1/Year", "/school/%31/roster"])
    await expect.poll(() => post(whole, type, path)).toEqual({ stopped: "busy" });
  expect(await post(whole, type, "/school/2/roster")).toEqual({ name: "a.csv", hex: "616263" });
  for (const { finish } of under) await finish();
});
