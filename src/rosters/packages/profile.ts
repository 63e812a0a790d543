import type { Field } from "./fields.ts";

/**
 * What the importer knows of one package's lists: data, and nowhere else is a package known by its name. Headers are written as
 * `headerKey` gives them.
 */
export type Profile = {
  /** as people call it */
  name: string;
  /** Headers by which its lists are known, and what each weighs: together they must weigh enough, so that none is missed. */
  signs: Readonly<Record<string, number>>;
  /** What the columns of a field are called, the best source first. A field that isn't here has the columns of any list. */
  columns?: Partial<Record<Field, readonly string[]>>;
  /** Columns that may hold a direction of study instead of a class: then a person is asked. */
  lastResort?: readonly string[];
  /** Words of the column about who has left, besides yes. */
  gone?: readonly string[];
  /** Words of the same column about a line that was not used before. */
  unread?: readonly string[];
  /** It may be a part of the school's pupils, such as one class: who isn't in it stays, and it says nothing of levels. */
  part?: true;
  /** Headers that are put behind those of any list when a part of it is handed out. */
  partHeaders?: readonly string[];
  /** Its user names are ours: a list of no package that has these, and nothing else in that column, is one of these. */
  givesLogins?: true;
  /** Its classes are those of the coming school year: it is no list of now. */
  comingYear?: true;
  /** All classes of a pupil stand in one cell, with commas. */
  classesJoined?: true;
  /** It has user names of its own: in a column LeerID, too, only what is certainly one of ours counts. */
  ownLogins?: true;
  /** What stands in a cell that is empty, besides what means that in any list. */
  empty?: readonly string[];
};
