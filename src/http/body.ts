import { Buffer } from "node:buffer";
import type { Context } from "koa";
import { AppError } from "../errors.ts";

/** The body of a request, when it is no larger than this. @throws AppError body-too-large: then the connection ends with the answer */
export async function readBytes(ctx: Context, maxBytes: number): Promise<Buffer> {
  const tooLarge = (): never => {
    // The rest of the body is not read: the connection can't be used again.
    ctx.set("Connection", "close");
    throw new AppError("body-too-large");
  };
  if (Number(ctx.get("Content-Length")) > maxBytes) tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of ctx.req.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > maxBytes) tooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
