import { expect, test } from "vitest";
import { hide } from "./log.ts";

test("a field that may tell on somebody is hidden, on the line and in a field of it", () => {
  const line = { schoolId: "s", loginName: "noor.1", pupil: { givenName: "Noor", id: 7 }, token: undefined };
  expect(hide(line)).toEqual({
    schoolId: "s",
    loginName: "[hidden]",
    pupil: { givenName: "[hidden]", id: 7 },
    token: "[hidden]",
  });
});

test("what is hidden was not changed where it came from", () => {
  const line = { password: "zon", about: { secret: "maan" } };
  hide(line);
  expect(line).toEqual({ password: "zon", about: { secret: "maan" } });
});

test("a line without such a field stays what it is, and an error keeps its place for the serializer", () => {
  const line = { route: "/authorize", status: 303, err: Object.assign(new Error("no"), { code: "ECONNREFUSED" }) };
  expect(hide(line)).toBe(line);
  expect(hide({ ...line, code: "XK4" })).toMatchObject({ err: line.err, code: "[hidden]" });
});
