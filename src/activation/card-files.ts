import { open, rename, rm, stat } from "node:fs/promises";
import type { Writable } from "node:stream";
import { AppError } from "../errors.ts";
import type { ActivatedPupil } from "./card.ts";
import { openCardsCsv } from "./cards-csv.ts";
import { openCardsPdf } from "./cards-pdf.ts";
import type { CardsOptions, CardsWriter } from "./cards-writer.ts";

/** The cards that were made could not be written down: the secrets on them are lost. */
export class CardFileError extends Error {}

export type CardFiles = {
  /** @throws CardFileError */
  add(cards: ActivatedPupil[]): Promise<void>;
  /** Finishes the files and gives them their names. @throws CardFileError */
  keep(): Promise<void>;
  /** Leaves nothing on disk. */
  discard(): Promise<void>;
};

type File = { path: string; partial: string; stream: Writable; writer: CardsWriter };

/**
 * Opens the files before anybody is activated: a place where nothing can be written is found out in time. Only their owner can read
 * them. They have another name until they are complete, so that an earlier file stays when nothing comes of this one.
 * @throws AppError bad-request when a file can't be written
 */
export async function openCardFiles(
  paths: { pdf?: string | undefined; csv?: string | undefined },
  options: CardsOptions,
): Promise<CardFiles> {
  const files: File[] = [];
  const discard = async () => {
    for (const { partial, stream } of files) {
      stream.destroy();
      await rm(partial, { force: true });
    }
  };
  try {
    if (paths.pdf !== undefined) files.push(await openFile(paths.pdf, openCardsPdf, options));
    if (paths.csv !== undefined) files.push(await openFile(paths.csv, openCardsCsv, options));
  } catch (error) {
    await discard();
    throw error;
  }
  const each = async (work: (file: File) => Promise<void>) => {
    try {
      for (const file of files) await work(file);
    } catch (cause) {
      throw new CardFileError("the cards could not be written", { cause });
    }
  };
  return {
    add: (cards) => each(({ writer }) => writer.add(cards)),
    keep: async () => {
      await each(({ writer }) => writer.end());
      await each(({ partial, path }) => rename(partial, path));
    },
    discard,
  };
}

type OpenWriter = (out: Writable, options: CardsOptions) => Promise<CardsWriter>;

async function openFile(path: string, openWriter: OpenWriter, options: CardsOptions): Promise<File> {
  const partial = `${path}.partial`;
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile()) throw new AppError("bad-request", `${path} is no file: give the name of a file`);
  const handle = await open(partial, "w", 0o600).catch((cause: unknown) => {
    throw new AppError("bad-request", `${path} can't be written: is the folder there, and is it yours?`, { cause });
  });
  // One that was left behind may have had other rights.
  await handle.chmod(0o600);
  const stream = handle.createWriteStream({ flush: true });
  return { path, partial, stream, writer: await openWriter(stream, options) };
}
