/** The PLACE that a crowd goes to: one of its own, which can be killed, or one that runs somewhere. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createApi, type Api } from "../../client/api.ts";
import { RefusedError } from "../../client/errors.ts";
import { fileOfD1 } from "../../tools/serve/local-d1.ts";
import { startServerProcess, type ServerProcess } from "../../tools/serve/server-process.ts";
import { cookieFetch } from "../support/cookie-fetch.ts";
import type { Message } from "../../protocol/index.ts";
import { marksOf, type Kept } from "./evidence.ts";
import type { ServerTrouble } from "./plan.ts";
import type { Told } from "./server.ts";

/** Where somebody sits: an account in the class, with a token. */
export interface Seat {
  handle: string;
  token: string;
  /** Member id. */
  member: string;
  workspace: string;
}

export interface CrowdPlace {
  url: string;
  /** Ids of the channels that all are in, and may write in. */
  channels: readonly string[];
  seats: readonly Seat[];
  /** Null where the server is not ours to trouble. */
  trouble: ((what: ServerTrouble, forMs: number, lot: number) => Promise<void>) | null;
  /** D1's own rows of a channel; null where its file is elsewhere. */
  rowsOf: ((channel: string) => Kept[]) | null;
  stop(): Promise<void>;
}

type Progress = (says: string) => void;

/** A server with a class of this many, in a folder of its own that goes with it. */
export async function ownPlace(users: number, channels: number, seed: number, progress: Progress): Promise<CrowdPlace> {
  const state = await mkdtemp(join(tmpdir(), "place-crowd-"));
  progress("starting a PLACE");
  const program = join(import.meta.dirname, "server.ts");
  let server: ServerProcess = await startServerProcess({ port: 0, state, program });
  const { url } = server;
  const port = Number(new URL(url).port);
  const owner = newcomer(url);
  const account = accountOf(`olga${seed.toString(36).slice(-5)}`);
  const { workspace } = await owner.call("workspaces.create", {}, { name: "A crowd", account });
  for (let i = 1; i < channels; i += 1)
    await owner.call("channels.create", { workspace: workspace.id }, { name: `lab-${i}`, isDefault: true });
  const seats = await seated(url, workspace.joinCode ?? "", users, seed, progress);
  const rooms = await writableChannels(url, seats);
  async function begin(what: ServerTrouble, forMs: number, lot: number): Promise<void> {
    if (what === "holdD1") return hold(state, forMs);
    if (what !== "kill" && what !== "restart")
      return tell(server.child, { what, forMs, lot, workspace: workspace.id, rooms });
    await (what === "kill" ? server.kill() : server.stop());
    server = await startServerProcess({ port, state, program });
  }
  let last = Promise.resolve();
  return {
    url,
    seats,
    channels: rooms,
    rowsOf: (channel) => rowsIn(state, channel),
    // Each finds a server that runs: where a start takes its time, the next one waits.
    trouble: (what, forMs, lot) => (last = last.then(() => begin(what, forMs, lot))),
    async stop() {
      await last.catch(() => undefined);
      await server.stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}

/** @param code of a class that was made for this: what others say there meanwhile would be taken for a fault */
export async function givenPlace(
  url: string,
  code: string,
  users: number,
  seed: number,
  progress: Progress,
): Promise<CrowdPlace> {
  const seats = await seated(url, code, users, seed, progress);
  return {
    url,
    seats,
    channels: await writableChannels(url, seats),
    trouble: null,
    rowsOf: null,
    stop: () => Promise.resolve(),
  };
}

/** Some at a time: each is a password that the server hashes. */
const AT_A_TIME = 4;

async function seated(url: string, code: string, users: number, seed: number, progress: Progress): Promise<Seat[]> {
  const seats: Seat[] = [];
  while (seats.length < users) {
    const some = Array.from({ length: Math.min(AT_A_TIME, users - seats.length) }, (_, i) =>
      joined(url, code, `s${seed.toString(36).slice(-5)}n${seats.length + i + 1}`),
    );
    seats.push(...(await Promise.all(some)));
    progress(`${seats.length} of ${users} have joined`);
  }
  return seats;
}

async function joined(url: string, code: string, handle: string): Promise<Seat> {
  const api = newcomer(url);
  const { workspace } = await patiently(() => api.call("entry.join", {}, { code, account: accountOf(handle) }));
  const { token } = await api.call("account.createToken", {}, { name: "crowd" });
  const { me } = await createApi({ baseUrl: url, token }).call("workspaces.bootstrap", { workspace });
  return { handle, token, member: me.member, workspace };
}

async function writableChannels(url: string, [seat]: readonly Seat[]): Promise<string[]> {
  if (!seat) throw new Error("Nobody joined.");
  const { channels } = await createApi({ baseUrl: url, token: seat.token }).call("workspaces.bootstrap", {
    workspace: seat.workspace,
  });
  const found = channels.filter(
    ({ isDefault, posting, archivedAt }) => isDefault && posting === "all" && archivedAt === null,
  );
  if (found.length === 0) throw new Error("That class has no channel that everybody may write in.");
  return found.map(({ id }) => id);
}

/** Waits as long as it is told to. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof RefusedError) || error.refusal.code !== "too_fast") throw error;
      const { retryAfter = 1_000 } = error.refusal;
      await new Promise((resolve) => setTimeout(resolve, retryAfter));
    }
  }
}

const accountOf = (handle: string) => ({ handle, name: `The ${handle}`, password: `${handle}-has-a-password` });
/** Somebody at a browser, who has no account yet. */
const newcomer = (baseUrl: string): Api => createApi({ baseUrl, fetch: cookieFetch().fetch });

/** Resolves when that trouble is over. @throws Error where it could not be made */
async function tell(child: ChildProcess, told: Told): Promise<void> {
  const answered = once(child, "message");
  child.send(told);
  const [failed] = (await answered) as [string | null];
  if (failed !== null) throw new Error(failed);
}

/** D1's file is locked for so long, as by a backup or a stuck disk: every write is refused. */
async function hold(state: string, forMs: number): Promise<void> {
  const database = new DatabaseSync(fileOfD1(state), { timeout: 5_000 });
  database.exec("BEGIN IMMEDIATE");
  await new Promise((resolve) => setTimeout(resolve, forMs));
  database.close();
}

function rowsIn(state: string, channel: string): Kept[] {
  const database = new DatabaseSync(fileOfD1(state), { readOnly: true });
  const rows = database
    .prepare(
      `select m.key - c.no * 4294967296 as seq, m.id, m.rev, m.body, m.deleted_at is not null as gone, m.meta
       from channels c join messages m on m.key between c.no * 4294967296 and c.no * 4294967296 + 4294967295
       where c.id = ? order by m.key`,
    )
    .all(channel) as unknown as {
    seq: number;
    id: string;
    rev: number;
    body: string;
    gone: number;
    meta: string | null;
  }[];
  database.close();
  return rows.map(({ gone, meta, ...row }) => ({
    ...row,
    isDeleted: gone === 1,
    marks: marksOf(JSON.parse(meta ?? "{}") as Message["meta"]),
  }));
}
