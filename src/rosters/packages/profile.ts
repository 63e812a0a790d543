import type { Field } from "./fields.ts";

/** What the importer knows of one package's lists: data, and nowhere else is a package known by its name. */
export type Profile = {
  /** as people call it */
  name: string;
  /** What the columns of a field are called, the best source first. */
  columns?: Partial<Record<Field, readonly string[]>>;
};
