import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";

/** The port on which requests come in, and how it closes under load. */
export type Door = {
  /** Another one than asked for when that was 0. */
  port: number;
  /** From here on each answer ends its connection, so that its client goes elsewhere; everybody is still served. */
  leave(): void;
  /** Takes nobody new and lets what runs finish, for so long and no longer. */
  close(): Promise<void>;
};

const Address = z.custom<AddressInfo>((value) => typeof value === "object" && value !== null && "port" in value);

/** A long download gets so long to finish; a balancer and a container must wait longer than this. */
const longestAnswerMs = 15_000;
/** Who has begun to send a request when the door closes may finish its headers in this time. */
const lastWordMs = 1_000;

/**
 * What a class never meets: a browser sends the headers of a request in one piece, a list of 20 MB takes two minutes on a bad line, and a page
 * that shows progress hears something, or its end, within half a minute.
 */
const limits = {
  headersTimeout: 15_000,
  requestTimeout: 120_000,
  connectionsCheckingInterval: 5_000,
};
/** A list may be read for two minutes before anything is answered. */
const idleMs = 180_000;
const mostConnections = 20_000;

/** @throws what Node says of a port that is taken or not allowed */
export async function openDoor(handle: RequestListener, port: number): Promise<Door> {
  const answers = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  const state = { isLeaving: false, isClosing: false };
  const server = createServer(limits, (request, response) => {
    answers.add(response);
    if (state.isLeaving) response.shouldKeepAlive = false;
    response.once("close", () => {
      answers.delete(response);
      // an answer that was under way before had promised to keep its connection
      if (state.isClosing) setImmediate(() => server.closeIdleConnections());
    });
    handle(request, response);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.maxConnections = mostConnections;
  // whoever takes nothing of an answer for so long is gone, or means to stay
  server.setTimeout(idleMs);
  await listening(server, port);
  const leave = () => {
    state.isLeaving = true;
    for (const answer of answers) if (!answer.headersSent) answer.shouldKeepAlive = false;
  };
  return {
    port: Address.parse(server.address()).port,
    leave,
    close: async () => {
      leave();
      state.isClosing = true;
      await ended(server, { answers, sockets });
    },
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => resolve());
  });
}

type Open = { answers: Set<ServerResponse>; sockets: Set<Socket> };

async function ended(server: Server, { answers, sockets }: Open): Promise<void> {
  const closed = new Promise<"closed">((resolve) => {
    server.close(() => resolve("closed"));
  });
  server.closeIdleConnections();
  // a browser opens connections that it may need later: to Node they are requests that haven't come yet
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  const soon = await Promise.race([closed, pause(lastWordMs, "not yet" as const, { ref: false })]);
  if (soon === "closed") return;
  const busy = new Set([...answers].map(({ socket }) => socket));
  for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
  await Promise.race([closed, pause(longestAnswerMs, undefined, { ref: false })]);
  server.closeAllConnections();
}
