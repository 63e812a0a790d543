import type pg from "pg";

/*
 * Who uses the embedded server says so by locks in it: when a process ends, however it ends, the system closes its connection, and its
 * locks are gone. No file has to be believed.
 */
const inUse = 7325; // shared by everybody who uses the server; alone by who stops it
const provider = 7326; // the provider: one per folder
const watch = 7327; // the process that stops the server when nobody uses it

const lock = async (client: pg.Client, key: number): Promise<boolean> => {
  const { rows } = await client.query("select pg_try_advisory_lock($1) as got", [key]);
  return rows[0]?.got === true;
};

/** Waits while somebody is about to stop it: then this connection ends with it. */
export const use = (client: pg.Client) => client.query("select pg_advisory_lock_shared($1)", [inUse]);
export const beProvider = (client: pg.Client): Promise<boolean> => lock(client, provider);
export const beWatch = (client: pg.Client): Promise<boolean> => lock(client, watch);

/** Gives up one's own use. @returns whether nobody else has any: then nobody can begin, and it is ours to stop */
export async function leave(client: pg.Client): Promise<boolean> {
  await client.query("select pg_advisory_unlock_shared($1)", [inUse]);
  return lock(client, inUse);
}

/** Whether nobody uses it at this moment. */
export async function isIdle(client: pg.Client): Promise<boolean> {
  const isFree = await lock(client, inUse);
  if (isFree) await client.query("select pg_advisory_unlock($1)", [inUse]);
  return isFree;
}
export const takeAll = (client: pg.Client): Promise<boolean> => lock(client, inUse);
