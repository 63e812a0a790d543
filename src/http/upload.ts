import { Buffer } from "node:buffer";
import { once } from "node:events";
import { Busboy, type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";
import type { Context } from "koa";
import { AppError } from "../errors.ts";
import { readBytes } from "./body.ts";
import { createShares, ownerHere } from "./shares.ts";

export type Uploaded =
  | { ok: true; name: string; bytes: Buffer }
  /** `missing`: the form came without a file, as it does when nobody chose one */
  | { ok: false; problem: "missing" | "too-large" };

/** Each is in memory until it is read. One school sends one list, and again when somebody was impatient, on whichever of its pages. */
const uploads = createShares({ inAll: 12, each: 3 });

/** Names, borders and headers of the parts, besides the file. */
const wrappingBytes = 64 * 1024;
/** A browser shows an answer only when all that it sends was taken. What is far too large is cut off instead. */
const patience = 4;

/**
 * Reads a form with one file (multipart/form-data) while it comes in. What is over the limit is taken and dropped, up to four
 * times the limit.
 * @throws AppError "bad-request" for another content type, or for a form that is broken or has more than one file; "busy" when too many
 * files come in, here or in all
 */
export async function readUpload(ctx: Context, wanted: { field: string; maxBytes: number }): Promise<Uploaded> {
  const giveBack = takeTurn(ctx);
  try {
    return await readForm(ctx, wanted);
  } finally {
    giveBack();
  }
}

/** The same for a file that comes by itself. @throws AppError body-too-large, busy */
export async function readUploadedBytes(ctx: Context, maxBytes: number): Promise<Buffer> {
  const giveBack = takeTurn(ctx);
  try {
    return await readBytes(ctx, maxBytes);
  } finally {
    giveBack();
  }
}

function takeTurn(ctx: Context): () => void {
  try {
    return uploads.take(ownerHere(ctx));
  } catch (cause) {
    // the body isn't read: the connection can't be used again
    ctx.set("Connection", "close");
    throw cause;
  }
}

async function readForm(ctx: Context, { field, maxBytes }: { field: string; maxBytes: number }): Promise<Uploaded> {
  const type = ctx.get("Content-Type");
  if (!ctx.is("multipart/form-data")) throw new AppError("bad-request", "The form has another content type");
  const reading = openReader(type, maxBytes);
  const found = collect(reading, field);
  const done = once(reading, "finish");
  // who waits for it comes later; until then a broken form is no unhandled rejection
  done.catch(() => {});
  try {
    const whole = await feed(ctx, reading, { done, bytes: patience * maxBytes + wrappingBytes });
    if (!whole) return { ok: false, problem: "too-large" };
    reading.end();
    await done;
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError("bad-request", "The form is broken", { cause });
  }
  return found();
}

function openReader(type: string, maxBytes: number): BusboyInstance {
  try {
    return new Busboy({
      headers: { "content-type": type },
      limits: { files: 1, fileSize: maxBytes, fields: 5, fieldSize: 1024, parts: 8, headerPairs: 20, headerSize: 8192 },
    });
  } catch (cause) {
    throw new AppError("bad-request", "The form has no boundary", { cause });
  }
}

/** @returns what was found, to be asked for at the end */
function collect(reading: BusboyInstance, field: string): () => Uploaded {
  const chunks: Buffer[] = [];
  let file: { name: string; stream: BusboyFileStream } | undefined;
  let surplus = false;
  reading.on("file", (fieldName, stream, name) => {
    // a form that ends in the middle of a file is told by the reader as well
    stream.on("error", () => {});
    if (fieldName !== field) {
      stream.resume();
      return;
    }
    file = { name, stream };
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  });
  for (const limit of ["filesLimit", "partsLimit", "fieldsLimit"] as const)
    reading.on(limit, () => {
      surplus = true;
    });
  return () => {
    if (surplus) throw new AppError("bad-request", "The form has too many parts");
    if (file?.stream.truncated) return { ok: false, problem: "too-large" };
    const bytes = Buffer.concat(chunks);
    return file && ((file.name ?? "") !== "" || bytes.length > 0)
      ? { ok: true, name: file.name ?? "", bytes }
      : { ok: false, problem: "missing" };
  };
}

/** @returns false when the rest was not taken: the connection can't be used again */
async function feed(
  ctx: Context,
  reading: BusboyInstance,
  until: { done: Promise<unknown>; bytes: number },
): Promise<boolean> {
  let length = 0;
  const tooLarge = () => {
    ctx.set("Connection", "close");
    return false;
  };
  if (Number(ctx.get("Content-Length")) > until.bytes) return tooLarge();
  for await (const chunk of ctx.req.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > until.bytes) return tooLarge();
    if (!reading.write(bytes)) await Promise.race([once(reading, "drain"), until.done]);
  }
  return true;
}
