import { basePath, listEndpoints } from "../../src/api/endpoints.ts";
import { scopeTexts } from "../../src/api/openapi.ts";
import { problems } from "../../src/api/problems.ts";
import { referencePage } from "../../views/api/reference.ts";
import type { StaffFrame } from "../../views/school/frame.ts";
import { grantPage } from "../../views/school/packages/grant.ts";
import { packagesPage, type SchoolPackage } from "../../views/school/packages/list.ts";
import type { View } from "./gallery.ts";

const allowed: SchoolPackage = {
  packageId: "01a2028b-b82e-70b4-9ce1-765c4fd8c6cc",
  name: "Schoolbeheer Online",
  status: "active",
  scopes: ["roster.write", "roster.read", "activation.read"],
  grantedAt: new Date("2026-11-20T10:00:00Z"),
};
const other: SchoolPackage = { ...allowed, name: "Klasboek", scopes: [], grantedAt: null };
const reference = {
  issuer: "https://leerid.example",
  basePath,
  endpoints: listEndpoints().map(({ endpoint }) => endpoint),
  problems: Object.entries(problems).map(([code, { status, title }]) => ({ code, status, title })),
  scopes: scopeTexts,
};

/** What a school allows administration packages, and the page for those who make one. */
export const packageGallery = (frame: StaffFrame): Record<string, View> => ({
  "/packages": (p) => packagesPage(p, { frame, packages: [allowed, other], done: "saved" }),
  "/packages-suspended": (p) => packagesPage(p, { frame, packages: [{ ...allowed, status: "suspended" }] }),
  "/packages-none": (p) => packagesPage(p, { frame, packages: [] }),
  "/package-new": (p) => grantPage(p, { frame, adminPackage: other }),
  "/package-allowed": (p) => grantPage(p, { frame, adminPackage: allowed, problem: true }),
  "/package-suspended": (p) => grantPage(p, { frame, adminPackage: { ...allowed, status: "suspended" } }),
  "/api-reference": (p) => referencePage(p, reference),
});
