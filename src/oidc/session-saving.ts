import type Provider from "oidc-provider";
import type { Session } from "oidc-provider";
import type { Deps } from "../deps.ts";

/** How much later a session may come to end before that alone is worth a write: an own device is remembered for two weeks. */
const graceSeconds = 60 * 60;

const moving = new Set(["exp", "iat"]);
const contentOf = (session: Session): string =>
  JSON.stringify(session, (name, value: unknown) => (moving.has(name) ? undefined : value));

/** Where a session carries what it was when it was read; a symbol, so that it is never stored. */
const asRead = Symbol("as read");

/**
 * Writes a session when something of it changed. The provider writes it at every authorization, to move its end: three commands to the
 * store for a pupil who opens an application, and one who signs out at that moment would be signed in again.
 */
export function saveWhatChanged(provider: Provider, { now }: Pick<Deps, "now">): void {
  const { find } = provider.Session;
  const { save } = provider.Session.prototype;
  Object.assign(provider.Session, {
    find: async (id: string) => {
      const session = await find.call(provider.Session, id);
      if (session instanceof provider.Session)
        Object.defineProperty(session, asRead, { value: contentOf(session), configurable: true });
      return session;
    },
  });
  provider.Session.prototype.save = async function saveIfChanged(this: Session, ttl: number) {
    const later = now().getTime() / 1000 + ttl - this.exp;
    // an end that comes earlier is never put off
    if (later > -1 && later < graceSeconds && Reflect.get(this, asRead) === contentOf(this)) return this.jti;
    // whoever saves it twice in one request means it
    Reflect.deleteProperty(this, asRead);
    return save.call(this, ttl);
  };
}
