import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentOf, mergeSessions, movedMark, movedTo, openedIn, openedSince } from "./session-document.ts";

const at = (clientId: string, grantId: string, sid = `sid-${clientId}`) => ({ [clientId]: { sid, grantId } });
const session = (authorizations: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  uid: "one",
  accountId: "somebody",
  exp: 100,
  authorizations,
  ...more,
});
const grantsOf = (payload: Record<string, unknown>) => openedIn(payload).opened.map(({ grantId }) => grantId);

describe("two tabs that change one session at the same moment", () => {
  test("both applications stay on its list", () => {
    const [seen, mine, stored] = [session({}), session(at("a", "A")), session(at("b", "B"))];
    const { document, ended } = mergeSessions({ seen, mine, stored });
    expect(new Set(grantsOf(document))).toEqual(new Set(["A", "B"]));
    expect(ended).toEqual([]);
  });

  test("the same application, opened twice, leaves both grants on the list", () => {
    const seen = session({});
    const { document } = mergeSessions({
      seen,
      mine: session(at("a", "mine")),
      stored: session(at("a", "theirs", "x")),
    });
    expect(openedIn(document).opened).toEqual([
      { clientId: "a", sid: "sid-a", grantId: "mine" },
      { clientId: "a", sid: "x", grantId: "theirs" },
    ]);
  });

  test("who leaves one application also leaves what another tab opened there", () => {
    const seen = session({ ...at("a", "A"), ...at("b", "B") });
    const stored = session({ ...at("a", "A2"), ...at("b", "B") }, { alsoOpened: [{ clientId: "a", grantId: "A3" }] });
    const { document, ended } = mergeSessions({ seen, mine: session(at("b", "B")), stored });
    expect(grantsOf(document)).toEqual(["B"]);
    expect(ended.map(({ grantId }) => grantId)).toEqual(["A2", "A3"]);
  });

  test("the question of one tab and the application of the other both stay", () => {
    const seen = session({});
    const mine = session({}, { state: { secret: "s" }, exp: 120 });
    const { document } = mergeSessions({ seen, mine, stored: session(at("b", "B"), { exp: 110 }) });
    expect(document).toMatchObject({ state: { secret: "s" }, exp: 120, authorizations: at("b", "B") });
  });

  test("of more grants than a person opens, the oldest end", () => {
    const alsoOpened = Array.from({ length: 60 }, (_, index) => ({ clientId: "a", grantId: `G${index}` }));
    const stored = session(at("a", "A"), { alsoOpened });
    const { document, ended } = mergeSessions({ seen: session({}), mine: session({}), stored });
    expect([grantsOf(document).length, ended.length]).toEqual([51, 10]);
  });

  test("no grant is ever lost: it stays on the list, or it ends", () => {
    const grants = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom("1", "2", "3"));
    const full = (given: Record<string, string>, who: string) =>
      session(
        Object.assign(
          {},
          ...Object.entries(given).map(([clientId, grant]) => at(clientId, `${clientId}${grant}${who}`)),
        ),
      );
    fc.assert(
      fc.property(grants, grants, grants, (before, now, by) => {
        const seen = full(before, "");
        const [mine, stored] = [full({ ...before, ...now }, "m"), { ...full({ ...before, ...by }, "t") }];
        const { document, ended } = mergeSessions({ seen, mine, stored });
        const accounted = new Set([...grantsOf(document), ...ended.map(({ grantId }) => grantId)]);
        for (const grantId of [...grantsOf(mine), ...grantsOf(stored)]) expect(accounted.has(grantId)).toBe(true);
      }),
    );
  });
});

test("a session that was only looked at says the same, whatever the order and its end", () => {
  const { uid, accountId, exp, authorizations } = session(at("a", "A"));
  expect(contentOf({ authorizations, exp: exp + 7, jti: "id", accountId, uid, state: undefined })).toBe(
    contentOf(session(at("a", "A"))),
  );
  expect(contentOf(session(at("a", "A"), { alsoOpened: [{ clientId: "a" }], precededBy: "x" }))).toBe(
    contentOf(session(at("a", "A"))),
  );
  expect(contentOf(session(at("a", "B")))).not.toBe(contentOf(session(at("a", "A"))));
});

test("what a request opened is what it has more than it read", () => {
  const mine = session({ ...at("a", "A"), ...at("b", "B"), c: { sid: "no grant yet" } });
  expect(openedSince(session(at("a", "A")), mine)).toEqual([{ clientId: "b", sid: "sid-b", grantId: "B" }]);
});

test("only a mark of ours says where a session went on", () => {
  const digest = Buffer.alloc(32, 7);
  const mark = movedMark(session(at("a", "A")), digest);
  expect(movedTo(mark)).toEqual(digest);
  expect(openedIn(mark).opened).toEqual([]);
  expect(movedTo(session({}))).toBeUndefined();
});
