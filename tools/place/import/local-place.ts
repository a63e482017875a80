/**
 * The PLACE of this machine: `npm start`'s, running or not. Who may write its state folder may do anything in it, so no token is
 * asked for: a session of the class's owner is made for the time of the import, and ended with it.
 */
import type { D1Database } from "@cloudflare/workers-types";
import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { openLocalD1 } from "../../serve/local-d1.ts";
import { startServer } from "../../serve/server.ts";
import { runningAt } from "../../serve/state-folder.ts";
import { CannotImport } from "../../../imports/cannot-import.ts";
import { classesNamed, openApi, severalNamed, type Entered, type Target } from "./target.ts";

/** A crash leaves the session behind; then it ends by itself. */
const SESSION_MS = 12 * 60 * 60_000;

interface Class {
  id: string;
  name: string;
  demo: number;
}
interface Local {
  url: string;
  d1: D1Database;
  close(): Promise<void>;
}

/**
 * @param ownerHandle of the account that gets the class, where there is none of that name
 * @throws CannotImport, CannotStart
 */
export async function openLocal(
  state: string,
  wanted: string,
  ownerHandle: string,
  print: (line: string) => void,
): Promise<Target> {
  const local = await open(state, print);
  try {
    const { results } = await local.d1.prepare("SELECT id, name, demo FROM workspaces ORDER BY no").all<Class>();
    const found = classesNamed(results, wanted);
    if (found.length > 1) throw new CannotImport(severalNamed(found, wanted));
    const sessions = new Sessions(local.d1);
    const close = async () => {
      await sessions.end();
      await local.close();
    };
    const [there] = found;
    if (!there) {
      const sentence = `There is no class "${wanted}" in the PLACE of this machine yet: it will be made, with @${ownerHandle} as its owner.`;
      return { sentence, enter: () => makeClass(local, sessions, wanted, ownerHandle), close };
    }
    const guests = there.demo ? " It is the demo class: every visitor can read its open channels." : "";
    return {
      sentence: `It goes into the class "${there.name}" in the PLACE of this machine.${guests}`,
      enter: async () => ({
        api: openApi(local.url, await sessions.forOwnerOf(there)),
        workspaceId: there.id,
        isNew: false,
        notes: [],
      }),
      close,
    };
  } catch (error) {
    await local.close();
    throw error;
  }
}

/** A class that is there already, for what only looks or sets in order. @throws CannotImport, CannotStart */
export async function openLocalClass(state: string, wanted: string, print: (line: string) => void): Promise<Target> {
  if (!existsSync(state)) throw new CannotImport(`There is no PLACE in ${resolve(state)}.`);
  const local = await open(state, print);
  const sessions = new Sessions(local.d1);
  const close = async () => {
    await sessions.end();
    await local.close();
  };
  try {
    const { results } = await local.d1.prepare("SELECT id, name, demo FROM workspaces ORDER BY no").all<Class>();
    const [there, ...more] = classesNamed(results, wanted);
    if (!there) {
      const names = results.map(({ name }) => `"${name}"`).join(", ");
      throw new CannotImport(
        `There is no class "${wanted}" in the PLACE of this machine${names ? `. It has ${names}` : ""}.`,
      );
    }
    if (more.length > 0) throw new CannotImport(severalNamed([there, ...more], wanted));
    const token = await sessions.forOwnerOf(there);
    const entered = { api: openApi(local.url, token), workspaceId: there.id, isNew: false, notes: [] };
    return {
      sentence: `The class "${there.name}" in the PLACE of this machine.`,
      enter: () => Promise.resolve(entered),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(state: string, print: (line: string) => void): Promise<Local> {
  const url = await runningAt(state);
  if (url !== null) return { url, ...(await openLocalD1(state)) };
  print(existsSync(state) ? "Starting PLACE …" : `Making a new PLACE in ${resolve(state)} …`);
  const server = await startServer({ port: 0, state, app: false, print });
  return { url: server.url, d1: server.d1, close: server.stop };
}

async function makeClass({ url, d1 }: Local, sessions: Sessions, name: string, handle: string): Promise<Entered> {
  const user = await d1
    .prepare("SELECT no FROM users WHERE handle = ? AND guest = 0")
    .bind(handle.toLowerCase())
    .first<{ no: number }>();
  if (user) {
    const api = openApi(url, await sessions.of(user.no));
    const { workspace } = await api.call("workspaces.create", {}, { name });
    return { api, workspaceId: workspace.id, isNew: true, notes: [] };
  }
  const password = randomBytes(12).toString("base64url");
  const { workspace } = await openApi(url).call(
    "workspaces.create",
    {},
    { name, account: { handle, name: handle, password } },
  );
  // Nobody holds the session that came with the account.
  await d1
    .prepare("DELETE FROM sessions WHERE user_no = (SELECT no FROM users WHERE handle = ?)")
    .bind(handle.toLowerCase())
    .run();
  const notes = [
    `The class belongs to @${handle}. The password, told only this once: ${password}`,
    ...(workspace.joinCode ? [`Others join it with the code ${workspace.joinCode}`] : []),
  ];
  return {
    api: openApi(url, await sessions.forOwnerOf({ ...workspace, demo: 0 })),
    workspaceId: workspace.id,
    isNew: true,
    notes,
  };
}

/** Sessions made past the front door, and ended in any case. */
class Sessions {
  readonly #d1: D1Database;
  readonly #hashes: string[] = [];

  constructor(d1: D1Database) {
    this.#d1 = d1;
  }

  async forOwnerOf({ id, name }: Class): Promise<string> {
    const owner = await this.#d1
      .prepare(
        `SELECT m.user_no AS no FROM members m JOIN workspaces w ON w.no = m.workspace_no
         WHERE w.id = ? AND m.role IN ('owner', 'teacher') AND m.user_no IS NOT NULL AND m.left_at IS NULL
         ORDER BY m.role = 'owner' DESC, m.no LIMIT 1`,
      )
      .bind(id)
      .first<{ no: number }>();
    if (!owner) throw new CannotImport(`Nobody who could import is left in the class "${name}".`);
    return this.of(owner.no);
  }

  async of(userNo: number): Promise<string> {
    const token = randomBytes(32).toString("base64url");
    const hash = createHash("sha256").update(token).digest("base64url");
    const now = Date.now();
    await this.#d1
      .prepare(
        "INSERT INTO sessions (token_hash, id, user_no, kind, name, created_at, last_seen_at, expires_at) VALUES (?, ?, ?, 'token', 'Import on this machine', ?, ?, ?)",
      )
      .bind(hash, randomBytes(12).toString("hex"), userNo, now, now, now + SESSION_MS)
      .run();
    this.#hashes.push(hash);
    return token;
  }

  async end(): Promise<void> {
    for (const hash of this.#hashes.splice(0))
      await this.#d1.prepare("DELETE FROM sessions WHERE token_hash = ?").bind(hash).run();
  }
}
