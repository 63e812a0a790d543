import Provider, { errors } from "oidc-provider";
import { z } from "zod";
import type { Artifact, ArtifactStore, Deps, Room } from "../deps.ts";
import { roomHere } from "../http/room.ts";

/** Longer ones are nobody's: a state of 4 kB is what browsers and proxies let through beside the rest. */
const longestParameter = 4096;
const longestRequest = 8192;

type Params = Record<string, unknown>;

/** @throws InvalidRequest when one parameter, or all together, are longer than what we store of them */
export function mustBeBounded(params: Params | undefined): void {
  let total = 0;
  for (const [name, value] of Object.entries(params ?? {})) {
    if (typeof value !== "string") continue;
    const bytes = Buffer.byteLength(value);
    if (bytes > longestParameter) throw new errors.InvalidRequest(`${name} is longer than ${longestParameter} bytes`);
    total += bytes;
  }
  if (total > longestRequest)
    throw new errors.InvalidRequest(`the parameters are longer than ${longestRequest} bytes together`);
}

/** A store that keeps what strangers save in the room of their network, and no parameters that are too long. */
export function inRooms({ artifacts, keys }: Pick<Deps, "artifacts" | "keys">): ArtifactStore {
  const placed = (model: string, artifact: Artifact): Artifact => {
    if (keepsParameters(model, artifact.payload)) mustBeBounded(Provider.ctx?.oidc.params);
    return { ...artifact, room: roomFor({ keys }, model, artifact.payload) };
  };
  return {
    ...artifacts,
    save: async (...[model, id, artifact, ttl]) => artifacts.save(model, id, placed(model, artifact), ttl),
    replace: async (model, id, { artifact, ...rest }) =>
      artifacts.replace(model, id, { ...rest, artifact: placed(model, artifact) }),
  };
}

/** A sign-in that begins is looked at before, whether or not it has to be kept. */
const keepsParameters = (model: string, payload: Artifact["payload"]): boolean =>
  model === "PushedAuthorizationRequest" || (model === "Session" && payload["state"] !== undefined);

const Known = z.object({
  accountId: z.string().optional(),
  session: z.object({ accountId: z.string().optional() }).optional(),
  result: z.object({ login: z.unknown() }).partial().optional(),
});

/** The room that an artifact takes up; undefined when somebody is signed in, or the application has proved who it is. */
export const roomFor = ({ keys }: Pick<Deps, "keys">, model: string, payload: Artifact["payload"]): Room | undefined =>
  isStrangers(model, payload) ? roomHere({ keys }) : undefined;

function isStrangers(model: string, payload: Artifact["payload"]): boolean {
  const { data: known } = Known.safeParse(payload);
  switch (model) {
    case "Session":
      return known !== undefined && known.accountId === undefined;
    case "Interaction":
      return known !== undefined && known.session?.accountId === undefined && known.result?.login === undefined;
    case "PushedAuthorizationRequest":
      // one that proves itself asks for all its pupils from one address
      return Provider.ctx?.oidc.client?.clientAuthMethod === "none";
    default:
      return false;
  }
}
