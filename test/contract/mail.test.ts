import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFolderMailer } from "../../adapters/mail-folder.ts";
import { createSmtpMailer } from "../../adapters/mail-smtp.ts";
import { sendInvitation } from "../../src/access/access.ts";
import { createLog } from "../../src/lib/log.ts";
import { systemRandom } from "../../src/lib/random.ts";

/** As much of a mail server as one mail needs; a recipient `full@...` is refused. */
function mailServer(taken: string[]): Server {
  return createServer((socket) => {
    let data: string | undefined;
    socket.setEncoding("utf8").write("220 test\r\n");
    socket.on("error", () => {});
    socket.on("data", (chunk: string) => {
      for (const line of chunk.split(/(?<=\r\n)/)) {
        if (data !== undefined) {
          data += line;
          if (!data.endsWith("\r\n.\r\n")) continue;
          taken.push(data);
          data = undefined;
          socket.write("250 taken\r\n");
        } else if (line.startsWith("DATA")) {
          data = "";
          socket.write("354 go on\r\n");
        } else {
          taken.push(line.trim());
          socket.write(
            line.includes("full@") ? "452 full\r\n" : line.startsWith("QUIT") ? "221 bye\r\n" : "250 fine\r\n",
          );
        }
      }
    });
  });
}

let server: Server;
let port: number;
const taken: string[] = [];
const folder = mkdtempSync(join(tmpdir(), "leerid-mail-"));
const from = "leerid@school.example";

beforeAll(async () => {
  server = mailServer(taken);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address: AddressInfo | string | null = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(async () => {
  await new Promise((resolve) => {
    server.close(resolve);
  });
  rmSync(folder, { recursive: true });
});

const smtp = () => createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from });
const toFolder = () =>
  createFolderMailer({
    folder: join(folder, "mail"),
    from,
    log: createLog("silent"),
    random: systemRandom,
    now: () => new Date("2026-11-23T08:00:00Z"),
  });

const invitation = {
  email: "an@school.example",
  givenName: "An",
  placeName: "De Linde",
  sender: "Bo Peeters",
  issuer: "https://leerid.example",
  token: "CDFGHJKMNPQRTVWX34679CDFGHJKMN",
  expiresAt: new Date("2026-11-26T08:00:00Z"),
  locale: "nl",
} as const;

test("a mail server gets a mail for one person, from us", async () => {
  taken.length = 0;
  await smtp().send({ to: "an@school.example", subject: "Dag", text: "Tekst\n" });
  expect(taken).toContain("MAIL FROM:<leerid@school.example>");
  expect(taken.filter((line) => line.startsWith("RCPT"))).toEqual(["RCPT TO:<an@school.example>"]);
  expect(taken.find((line) => line.includes("Subject"))).toMatch(/Subject: Dag\r\n.*Tekst/s);
});

test("an address that hides a second one reaches nobody else", async () => {
  taken.length = 0;
  await smtp()
    .send({ to: "an@school.example, evil@evil.example", subject: "Dag", text: "Tekst\n" })
    .catch(() => {});
  expect(taken.filter((line) => line.includes("RCPT") && line.includes("<evil@"))).toEqual([]);
});

test("a mail that the server doesn't take is an error of who sent it", async () => {
  await expect(smtp().send({ to: "full@school.example", subject: "Dag", text: "Tekst\n" })).rejects.toThrow(/452/);
});

test("without a mail server the mail is a file for nobody else on the machine", async () => {
  await sendInvitation(toFolder(), invitation);
  const [name = ""] = readdirSync(join(folder, "mail"));
  const path = join(folder, "mail", name);
  expect(name).toMatch(/^2026-11-23T08-00-00.000Z-[0-9a-f]{8}\.eml$/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const mail = readFileSync(path, "utf8");
  expect(mail).toMatch(/^To: an@school\.example$/m);
  expect(mail).toContain(`https://leerid.example/welcome#${invitation.token}`);
  expect(mail).toContain("De Linde");
});

test("a name with lines of its own adds no line to the mail", async () => {
  const sent: string[] = [];
  const mailer = { send: async ({ text }: { text: string }) => void sent.push(text) };
  await sendInvitation(mailer, {
    ...invitation,
    givenName: "An\n\nOpen https://evil.example",
    placeName: "De\r\nLinde",
  });
  await sendInvitation(mailer, { ...invitation, givenName: "An", placeName: "De Linde" });
  expect(sent[0]?.split("\n")).toHaveLength(sent[1]?.split("\n").length ?? 0);
});

test("whether a mail server would take a mail is found out without sending one", async () => {
  taken.length = 0;
  const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from });
  expect(await mailer.check()).toContain(from);
  expect(taken.join("\n")).not.toMatch(/MAIL FROM|DATA/);
  await expect(createSmtpMailer({ url: "smtp://127.0.0.1:9", from }).check()).rejects.toThrow();
});
