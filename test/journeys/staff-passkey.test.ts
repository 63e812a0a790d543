import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { suspendStaff } from "../../src/staff/staff.ts";
import type { School } from "../../src/schools/schools.ts";
import { openBrowser } from "../support/browser.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeInvitation, arrangeStaff, signInStaffInBrowser } from "../support/staff.ts";
import { arrangeSchool } from "../support/world.ts";

let world: TestServer;
let browser: Browser;
let school: School;

beforeAll(async () => {
  world = await startTestServer();
  browser = await openBrowser();
  school = await arrangeSchool(world, "De Linde");
}, 60_000);
afterAll(async () => {
  await browser.close();
  await world.close();
});

const adminHere = () => ({ role: "school-admin", schoolId: school.id }) as const;

type Device = { page: Page; cdp: CDPSession; authenticatorId: string };

/** A browser of somebody who has a device with a passkey store in it. */
async function newDevice({ verifies = true } = {}): Promise<Device> {
  const page = await (await browser.newContext({ locale: "nl-BE" })).newPage();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    },
  });
  return { page, cdp, authenticatorId };
}

const passkeysIn = async ({ cdp, authenticatorId }: Device) =>
  (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials;

/** A person with an account and a passkey, at the page behind the invitation: asked to sign in. */
async function withPasskey(): Promise<Device & { email: string }> {
  const { token, email } = await arrangeInvitation(world, { role: adminHere() });
  const device = await newDevice();
  await device.page.goto(`${world.issuer}/welcome#${token}`);
  await device.page.getByRole("button", { name: "Maak een passkey" }).click();
  await device.page.getByRole("heading", { name: "Aanmelden voor personeel" }).waitFor();
  return { ...device, email };
}
const usePasskey = (page: Page) => page.getByRole("button", { name: "Aanmelden met passkey" }).click();

test("the link of an invitation opens by itself, a passkey is made, and it signs in without a name or password", async () => {
  const device = await withPasskey();
  expect(await passkeysIn(device)).toHaveLength(1);
  await usePasskey(device.page);
  await device.page.getByText("Dag An").waitFor();
  expect(new URL(device.page.url()).pathname).toMatch(/^\/school\/\d+$/);
});

test("the token of an invitation stays in no history and reaches no server by address", async () => {
  const { token } = await arrangeInvitation(world, { role: adminHere() });
  const { page } = await newDevice();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.url().split("#")[0]} ${request.headers()["referer"] ?? ""}`));
  await page.goto(`${world.issuer}/welcome#${token}`);
  await page.getByText("Dag An").waitFor();
  expect(page.url()).not.toContain(token);
  expect(asked.filter((line) => line.includes(token))).toEqual([]);
});

test("a passkey that the platform doesn't know is refused in words", async () => {
  const device = await withPasskey();
  await world.database.owner.query("delete from staff_passkey");
  await usePasskey(device.page);
  await device.page.getByText("Deze passkey kennen we niet").waitFor();
});

test("a passkey of somebody who is suspended is refused", async () => {
  const device = await withPasskey();
  await suspendStaff(world.deps, { email: device.email, actor: "test" });
  await usePasskey(device.page);
  await device.page.getByText("Deze passkey kennen we niet").waitFor();
});

test("a device that doesn't check who holds it makes no passkey that counts", async () => {
  const { token } = await arrangeInvitation(world, { role: adminHere() });
  const { page } = await newDevice({ verifies: false });
  await page.goto(`${world.issuer}/welcome#${token}`);
  await page.getByRole("button", { name: "Maak een passkey" }).click();
  await page.getByText("Dat is niet gelukt").waitFor();
});

test("an answer of a passkey counts once, and in no other sign-in", async () => {
  const device = await withPasskey();
  const { page } = device;
  await page.evaluate("HTMLFormElement.prototype.submit = () => {}");
  await usePasskey(page);
  const field = page.locator("[data-passkey] [name=response]");
  await expect.poll(() => field.inputValue()).not.toBe("");
  const response = await field.inputValue();
  const here = new URL(page.url()).pathname;
  const post = async (path: string) => {
    const options = { form: { response }, headers: { origin: world.issuer }, maxRedirects: 0 };
    return (await page.request.post(`${world.issuer}${path}/passkey`, options)).status();
  };
  // Another tab of the same browser starts another sign-in, with a challenge of its own.
  const other = await page.context().newPage();
  await other.goto(`${world.issuer}/school`);
  expect(await post(new URL(other.url()).pathname)).toBe(422);
  const statuses = await Promise.all(Array.from({ length: 10 }, () => post(here)));
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
});

test("a passkey made for one invitation is no use for another", async () => {
  const [mine, other] = [
    await arrangeInvitation(world, { role: adminHere() }),
    await arrangeInvitation(world, { role: adminHere() }),
  ];
  const { page } = await newDevice();
  await page.goto(`${world.issuer}/welcome#${mine.token}`);
  await page.evaluate("HTMLFormElement.prototype.submit = () => {}");
  await page.getByRole("button", { name: "Maak een passkey" }).click();
  const field = page.locator("[data-passkey] [name=response]");
  await expect.poll(() => field.inputValue()).not.toBe("");
  const form = { token: other.token, response: await field.inputValue() };
  const answer = await page.request.post(`${world.issuer}/welcome/passkey`, {
    form,
    headers: { origin: world.issuer },
  });
  expect(answer.status()).toBe(422);
});

test.each(["", "{", "null", '{"id":"x"}', `{"id":"${"x".repeat(9_000)}"}`])(
  "%o instead of a passkey's answer is refused in words",
  async (response) => {
    const { page } = await newDevice();
    await page.goto(`${world.issuer}/school`);
    const path = new URL(page.url()).pathname;
    const answer = await page.request.post(`${world.issuer}${path}/passkey`, {
      form: { response },
      headers: { origin: world.issuer },
    });
    expect(answer.status()).toBe(422);
  },
);

test("without JavaScript no button is shown that does nothing", async () => {
  const page = await (await browser.newContext({ locale: "nl-BE", javaScriptEnabled: false })).newPage();
  await page.goto(`${world.issuer}/school`);
  expect(await page.getByRole("button", { name: "Aanmelden met passkey" }).isVisible()).toBe(false);
});

test("a person signs in with password and code in a real browser", async () => {
  const staff = await arrangeStaff(world, { roles: [adminHere()] });
  const page = await (await browser.newContext({ locale: "nl-BE" })).newPage();
  await signInStaffInBrowser(world, { page, staff });
  await page.getByText("Dag Griet").waitFor();
});
