import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Mailer } from "../src/deps.ts";
import type { Log } from "../src/lib/log.ts";
import type { Random } from "../src/lib/random.ts";

type Folder = { folder: string; from: string; log: Log; random: Random; now: () => Date };

/**
 * Without a mail server each mail is a file that any mail program opens, mode 0600; the log says where, and nothing of what is in it.
 * Plain UTF-8 and unfolded, so that a link can be copied out of it with any editor.
 */
export function createFolderMailer({ folder, from, log, random, now }: Folder): Mailer {
  return {
    send: async ({ to, subject, text }) => {
      const at = now();
      const headers = {
        From: `LeerID <${from}>`,
        To: to,
        Subject: subject,
        Date: at.toUTCString(),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
      };
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value.replace(/\s+/g, " ")}`);
      const path = join(folder, `${at.toISOString().replaceAll(":", "-")}-${random.bytes(4).toString("hex")}.eml`);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(path, `${lines.join("\n")}\n\n${text}`, { mode: 0o600, flag: "wx" });
      log.info({ path }, "there is no mail server: the mail is in this file");
    },
    check: async () => "no SMTP_URL: a mail to staff is a file; pseudonymous addresses do not deliver",
  };
}
