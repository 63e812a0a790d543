import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import type { Context } from "koa";
import type { Printing } from "../activation/activation.ts";

/** Sends cards while they are written; they are in no other file. @param name `leerid-kaartjes`: without an ending */
export function sendCardFile(ctx: Context, { print }: Extract<Printing, { ok: true }>, name: string): void {
  const file = new PassThrough();
  ctx.status = 200;
  ctx.type = "application/pdf";
  ctx.set("Content-Disposition", `attachment; filename="${name}.pdf"`);
  ctx.body = file;
  // The layers around a request listen to its end as well: one more is no leak.
  ctx.res.setMaxListeners(ctx.res.getMaxListeners() + 5);
  void print(file, finished(ctx.res));
}
