import { PupilState, type ClassOnBoard, type PupilWithState } from "./activation.ts";
import { fits, sorted, tableQuery, textOf, type TableQuery } from "./table.ts";
import { inOrder } from "../lib/in-order.ts";

export const pupilColumns = ["name", "class", "state", "login"] as const;
export type PupilColumn = (typeof pupilColumns)[number];
export const classColumns = ["class", "pupils", ...PupilState.options] as const;
export type ClassColumn = (typeof classColumns)[number];

export type ListQuery<Column extends string> = TableQuery<Column> & {
  state: PupilState | undefined;
  className: string | undefined;
};

/** `?q=noor&state=ready&class=3B&sort=name` */
export const listQuery = <Column extends string>(
  params: URLSearchParams,
  columns: readonly [Column, ...Column[]],
): ListQuery<Column> => ({
  ...tableQuery(params, columns),
  state: PupilState.safeParse(params.get("state")).data,
  className: textOf(params, "class"),
});

/** Those that are asked for, in that order. */
export function arrangePupils(pupils: PupilWithState[], query: ListQuery<PupilColumn>): PupilWithState[] {
  const { search, state, className, sort, down } = query;
  const keyOf: Record<PupilColumn, (pupil: PupilWithState) => string> = {
    name: ({ familyName, givenName }) => `${familyName} ${givenName}`,
    class: ({ classNames }) => classNames[0] ?? "",
    state: (pupil) => String(PupilState.options.indexOf(pupil.state)),
    login: ({ loginName }) => loginName,
  };
  const wanted = pupils.filter(
    (one) =>
      (state === undefined || one.state === state) &&
      (className === undefined || one.classNames.includes(className)) &&
      fits(`${one.givenName} ${one.familyName} ${one.loginName}`, search),
  );
  return sorted(wanted, (a, b) => inOrder.compare(keyOf[sort](a), keyOf[sort](b)), down);
}

/** Classes in which somebody is in that state. */
export function arrangeClasses(classes: ClassOnBoard[], query: ListQuery<ClassColumn>): ClassOnBoard[] {
  const { state, sort, down } = query;
  const wanted = classes.filter((one) => state === undefined || one.states[state] > 0);
  // they come in the order of their names
  if (sort === "class") return down ? wanted.toReversed() : wanted;
  const numberOf = (one: ClassOnBoard) => (sort === "pupils" ? one.pupils : one.states[sort]);
  return sorted(wanted, (a, b) => numberOf(a) - numberOf(b), down);
}
