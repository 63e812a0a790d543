import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

export type LoopbackApplication = {
  origin: string;
  /** Every logout token that came, in order. */
  logoutTokens: string[];
  /** What it answers to a logout token; 200 at first. */
  logoutStatus: number;
  /** Served at `/jwks`. */
  jwks: { keys: unknown[] };
  close(): Promise<void>;
};

const Port = z.custom<AddressInfo>((value) => typeof value === "object" && value !== null && "port" in value);

/** What an application serves to us: its keys, and the door for logout tokens (`/backchannel`). */
export async function startLoopbackApplication(): Promise<LoopbackApplication> {
  const application = { logoutTokens: new Array<string>(), logoutStatus: 200, jwks: { keys: new Array<unknown>() } };
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === "/jwks") {
      response.setHeader("content-type", "application/json").end(JSON.stringify(application.jwks));
      return;
    }
    const token = new URLSearchParams(await read(request)).get("logout_token");
    if (token !== null) application.logoutTokens.push(token);
    response.writeHead(application.logoutStatus).end();
  }
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return Object.assign(application, {
    origin: `http://127.0.0.1:${Port.parse(server.address()).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of request) chunks.push(String(chunk));
  return chunks.join("");
}
