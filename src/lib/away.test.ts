import pg from "pg";
import { describe, expect, test } from "vitest";
import { AppError } from "../errors.ts";
import { isAway } from "./away.ts";

const ofServer = (code: string) => Object.assign(new pg.DatabaseError("said by the server", 1, "error"), { code });
const ofSystem = (code: string, syscall = "connect") =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
const named = (name: string) => Object.assign(new Error("said by the client of Redis"), { name });
const ofRedis = (message: string) => Object.assign(new Error(message), { name: "ReplyError" });

describe("a store is away", () => {
  test.each([
    ["refused", ofSystem("ECONNREFUSED")],
    ["refused at each address of its name", new AggregateError([ofSystem("ECONNREFUSED"), ofSystem("ECONNREFUSED")])],
    ["reset", ofSystem("ECONNRESET", "read")],
    ["a name that leads nowhere", ofSystem("ENOTFOUND", "getaddrinfo")],
    ["a connection that was lost", new Error("Connection terminated unexpectedly")],
    ["a statement without an answer", new Error("Query read timeout")],
    ["a pool without a free connection", new Error("timeout exceeded when trying to connect")],
    ["a client that is broken", new Error("Client has encountered a connection error and is not queryable")],
    ["with a cause", new Error("not loaded", { cause: ofServer("57P01") })],
    ["the retries of Redis", named("MaxRetriesPerRequestError")],
    ["no node of a cluster", named("ClusterAllFailedError")],
    ["Redis takes too long", new Error("Command timed out")],
    ["Redis is closed", new Error("Connection is closed.")],
  ])("%s", (_name, error) => {
    expect(isAway(error)).toBe(true);
  });

  const codes = [
    "08006",
    "28P01",
    "3D000",
    "53100",
    "53200",
    "53300",
    "57P01",
    "57P02",
    "57P03",
    "57014",
    "58030",
    "25006",
  ];
  test.each(codes)("PostgreSQL says %s", (code) => {
    expect(isAway(ofServer(code))).toBe(true);
  });

  const replies = ["LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "MISCONF", "OOM", "NOREPLICAS", "NOAUTH"];
  test.each(replies)("Redis says %s", (word) => {
    expect(isAway(ofRedis(`${word} and why`))).toBe(true);
  });
});

describe("a store is there", () => {
  test.each([
    ["a statement that is wrong", ofServer("42601")],
    ["a row that is there already", ofServer("23505")],
    ["a row that may not be seen", ofServer("42501")],
    ["a deadlock", ofServer("40P01")],
    ["a script of Redis that is wrong", ofRedis("ERR Error running script")],
    ["a wrong kind of key", ofRedis("WRONGTYPE Operation against a key")],
    ["a stop of ours", new AppError("not-found")],
    ["a bug", new TypeError("x is not a function")],
    ["an application that doesn't answer", new TypeError("fetch failed", { cause: ofSystem("ECONNREFUSED") })],
    ["a browser that hangs up while it sends", Object.assign(new Error("aborted"), { code: "ECONNRESET" })],
    ["a request that was given up", new DOMException("This operation was aborted", "AbortError")],
    ["a word", "Connection terminated"],
  ])("%s", (_name, error) => {
    expect(isAway(error)).toBe(false);
  });
});
