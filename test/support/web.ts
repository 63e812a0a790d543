import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import type { Router } from "@koa/router";
import Koa, { type Middleware } from "koa";
import { request } from "undici";

export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; text: string };
export type Asked = {
  method?: "GET" | "POST" | "PUT" | "HEAD";
  headers?: Record<string, string>;
  body?: string | Readable;
};

export type TestWeb = {
  origin: string;
  /** Sends exactly these headers and follows no redirect. The body is not decompressed. */
  ask(path: string, asked?: Asked): Promise<Answer>;
  /** Sends an urlencoded form as a browser does from a page of this site. */
  post(path: string, fields: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
};

/** A small server of these layers, and behind them the router. They are made once its origin is known. */
export async function startWeb(layers: (origin: string) => Middleware[], router?: Router): Promise<TestWeb> {
  const app = new Koa();
  app.silent = true;
  const server = createServer((incoming, outgoing) => void app.callback()(incoming, outgoing));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${portOf(server.address())}`;
  for (const layer of layers(origin)) app.use(layer);
  if (router) app.use(router.routes());
  const ask: TestWeb["ask"] = async (path, asked = {}) => {
    const { method = "GET", headers = {}, body = null } = asked;
    const answer = await request(`${origin}${path}`, { method, headers, body });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  };
  return {
    origin,
    ask,
    post: (path, fields) =>
      ask(path, {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin" },
        body: new URLSearchParams(fields).toString(),
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === "object" && address !== null ? address.port : 0;
