import { expect, test } from "vitest";
import { problemOfFile } from "./start-problem.ts";

const ofFile = (code: string) => Object.assign(new Error(`${code}: not possible`), { code, path: "/data/leerid" });

test.each([
  ["ENOSPC", /^\/data\/leerid: its disk is full: make room/],
  ["EROFS", /^\/data\/leerid: its disk can only be read: choose another folder with LEERID_DATA/],
  ["EACCES", /^\/data\/leerid: this user may not use it: give it to this user/],
  ["ENOTDIR", /^\/data\/leerid: something in its path is no folder/],
])("%s of the data folder is said in a line, with what to do", (code, line) => {
  expect(problemOfFile(ofFile(code))?.message).toMatch(line);
});

test("what is no problem of a file is left to others", () => {
  expect(problemOfFile(new Error("a bug"))).toBe(undefined);
  expect(problemOfFile(ofFile("EBUSY"))).toBe(undefined);
});
