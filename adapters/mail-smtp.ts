import type { Mailer } from "../src/deps.ts";

/**
 * Hands mail to a server that takes it from here.
 * @param url such as `smtps://user:secret@mail.example`, or `smtp://`, which takes TLS where the server has it
 */
export function createSmtpMailer({ url, from }: { url: string; from: string }): Mailer {
  // loaded with the first mail: most processes never send one
  const connect = async () => {
    const { createTransport } = await import("nodemailer");
    return createTransport({
      url,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 20_000,
      // What is in a mail is ours: nothing in it may make us read a file or fetch an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  };
  let connected: ReturnType<typeof connect> | undefined;
  const transport = () => (connected ??= connect());
  return {
    send: async ({ to, subject, text }) => {
      const server = await transport();
      await server.sendMail({ from: { name: "LeerID", address: from }, to: { name: "", address: to }, subject, text });
    },
    check: async () => {
      const server = await transport();
      await server.verify();
      return `the mail server answers; mail to staff comes from ${from}`;
    },
  };
}
