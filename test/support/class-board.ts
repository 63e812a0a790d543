import { ClassGroupId } from "../../src/ids.ts";
import type { School } from "../../src/schools/schools.ts";
import type { TestServer } from "./server.ts";
import { arrangeStaff, signInStaff } from "./staff.ts";
import { Visitor, words, type Answer } from "./visitor.ts";

export type Teacher = { visitor: Visitor; staffId: string; path: string; classId: ClassGroupId };

export async function classIdOf({ database }: TestServer, school: School, className: string): Promise<ClassGroupId> {
  const query = "select id from class_group where school_id = $1 and name = $2 order by school_year desc limit 1";
  return ClassGroupId.parse((await database.owner.query(query, [school.id, className])).rows[0]?.id);
}

/** A teacher of this class who stands on its board. */
export async function openBoard(world: TestServer, school: School, className = "3B"): Promise<Teacher> {
  const staff = await arrangeStaff(world, { roles: [{ role: "teacher", schoolId: school.id, className }] });
  const classId = await classIdOf(world, school, className);
  const path = `/school/${school.number}/class/${classId}`;
  const visitor = new Visitor();
  await signInStaff(world, { visitor, staff, path });
  return { visitor, staffId: staff.staffId, path, classId };
}

/** Ticks these pupils and presses a button of the board. */
export async function press(
  world: TestServer,
  { visitor, path }: Teacher,
  { button, pupils }: { button: "secret" | "lesson" | "unlock" | "card"; pupils: { pupilId: string }[] },
): Promise<Answer> {
  await visitor.go(new URL(path, world.issuer));
  const ticks = Object.fromEntries(pupils.map(({ pupilId }) => [`pupil.${pupilId}`, "yes"]));
  const to = new RegExp(`^${path}$`);
  return visitor.submit(ticks, { button: { name: "do", value: button }, to });
}

/** The codes on the teacher's screen, from top to bottom. */
export const codesOn = (page: Answer): string[] =>
  [...page.text.matchAll(/<p class="digits">(\d{3}) (\d{3})<\/p>/g)].map(([, first, second]) => `${first}${second}`);

/** A pupil's browser on the page for a code. */
export async function atPassPage(world: TestServer, visitor = new Visitor()): Promise<Visitor> {
  await visitor.go(`${world.issuer}/sign-in`);
  await visitor.go(`${visitor.page?.url.pathname}/pass`);
  return visitor;
}

export const typeCode = (visitor: Visitor, loginName: string, code: string): Promise<Answer> =>
  visitor.submit({ login_name: loginName, code });

/** The words on the pupil's screen. */
export const newWordsOn = (page: Answer): string =>
  [...(/<ol class="new-words">(.*?)<\/ol>/s.exec(page.text)?.[1] ?? "").matchAll(/<li>([a-z]+)<\/li>/g)]
    .map(([, word]) => word)
    .join(" ");

export const isHome = (page: Answer): boolean => page.url.pathname === "/" && words(page).includes("Dag ");
