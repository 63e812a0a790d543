import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { readFile } from "../read-file.ts";

const read = (bytes: Uint8Array, schoolNumber: string) =>
  readFile(bytes, { schoolNumber, today: "2026-10-16", choices: {} });
const csv = (...rows: string[]) => strToU8(rows.join("\r\n"));
const classes = csv(
  "sourcedId,status,title,grades,classCode,classType",
  "c1,active,3B,03,3B,homeroom",
  "c2,active,Frans,03,FR,scheduled",
);
const enrollments = csv(
  "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role",
  "e1,active,c1,o1,u1,student",
  "e2,active,c2,o1,u1,student",
  "e3,active,c2,o1,u2,student",
  "e4,active,c1,o1,u3,teacher",
);

const version11 = {
  "users.csv": csv(
    "sourcedId,status,orgSourcedIds,role,userIds,givenName,familyName,identifier,grades",
    'u1,active,o1,student,"{rijksregisternummer:17.03.04-001.56},{stamboek:77}",Lotte,Peeters,x,03',
    "u2,active,o2,student,,Jef,Maes,78,KG",
    "u3,active,o1,teacher,,Juf,An,,",
    "u4,tobedeleted,o1,student,,Weg,Weg,79,03",
  ),
  "classes.csv": classes,
  "enrollments.csv": enrollments,
};
const orgs = {
  "orgs.csv": csv("sourcedId,status,name,type,identifier", "o1,active,A,school,000001", "o2,active,B,school,000002"),
};

test("students of OneRoster 1.1 come with their homeroom class, level, year group and numbers", async () => {
  const file = await read(zipSync(version11), "000001");
  expect(file).toMatchObject({
    ok: true,
    rows: [
      { line: 2, cells: ["Peeters", "Lotte", "", "3B", "3", "lager", "17.03.04-001.56", "77", "u1", "", "", "", ""] },
      { line: 3, cells: ["Maes", "Jef", "", "Frans", "", "kleuter", "", "78", "u2", "", "", "", ""] },
      // who is gone is told
      { line: 5, cells: ["Weg", "Weg", "", "", "3", "lager", "", "79", "u4", "", "", "", "1"] },
    ],
  });
});

test("of an export of several schools only the students of this one are taken", async () => {
  const file = await read(zipSync({ ...version11, ...orgs }), "000002");
  expect(file).toMatchObject({ rows: [{ line: 3 }] });
});

test("OneRoster 1.2 has the roles in a file of their own, and may lie in a folder", async () => {
  const file = await read(
    zipSync({
      "export/users.csv": csv(
        "sourcedId,status,enabledUser,givenName,familyName,preferredFirstName,identifier",
        "u1,active,true,Charlotte,Peeters,Lotte,77",
        "u3,active,true,An,Juf,,",
      ),
      "export/roles.csv": csv(
        "sourcedId,userSourcedId,roleType,role",
        "r1,u1,primary,student",
        "r2,u3,primary,teacher",
      ),
      "export/classes.csv": classes,
      "export/enrollments.csv": enrollments,
    }),
    "000001",
  );
  expect(file).toMatchObject({
    rows: [{ cells: ["Peeters", "Charlotte", "Lotte", "3B", "3", "lager", "", "77", "u1", "", "", "", ""] }],
  });
});

test("a national number in the identifier is used as one, not as a stamboeknummer", async () => {
  const users = csv("sourcedId,role,givenName,familyName,identifier", "u1,student,Lotte,Peeters,17030400192");
  const file = await read(zipSync({ ...version11, "users.csv": users }), "000001");
  expect(file).toMatchObject({
    rows: [{ cells: ["Peeters", "Lotte", "", "3B", "3", "lager", "17030400192", "", "u1", "", "", "", ""] }],
  });
});
