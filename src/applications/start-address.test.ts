import { expect, test } from "vitest";
import { startAddress } from "./start-address.ts";

const issuer = "https://leerid.example";

test("an application that is started from here learns who asks", () => {
  expect(startAddress("https://app.example/start", issuer)).toBe(
    "https://app.example/start?iss=https%3A%2F%2Fleerid.example",
  );
});

test("the application's own query stays", () => {
  expect(startAddress("https://app.example/start?door=2", issuer)).toBe(
    "https://app.example/start?door=2&iss=https%3A%2F%2Fleerid.example",
  );
});

test("an address that names another issuer names ours", () => {
  const query = new URL(startAddress("https://app.example/start?iss=https://other.example", issuer)).searchParams;
  expect(query.getAll("iss")).toEqual([issuer]);
});
