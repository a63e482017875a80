/** Workspaces and people put straight into D1, and requests in their name: no sign-in to wait for, any number of people. */
import { createHash } from "node:crypto";
import { env, exports } from "cloudflare:workers";
import type { Role, Scope } from "../../../protocol/index.ts";
import { handleKey } from "../../../worker/handles/handles.ts";
import { publicId } from "../../../worker/store/public-id.ts";

export const ORIGIN = "https://place.test";

export interface Answer<T = Record<string, never>> {
  status: number;
  body: T;
}

/** One request to the worker. `as`: whose token goes with it. */
export async function request<T>(
  method: string,
  path: string,
  body?: unknown,
  as?: { token: string },
): Promise<Answer<T>> {
  const headers: Record<string, string> = {};
  if (as) headers["authorization"] = `Bearer ${as.token}`;
  if (method !== "GET") headers["content-type"] = "application/json";
  const init = method === "GET" ? { method, headers } : { method, headers, body: JSON.stringify(body ?? {}) };
  const response = await exports.default.fetch(`${ORIGIN}/api${path}`, init);
  const text = await response.text();
  return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as T };
}

export interface Somebody {
  /** Public member id. */
  id: string;
  no: number;
  userNo: number;
  handle: string;
  token: string;
  get<T>(path: string): Promise<Answer<T>>;
  post<T>(path: string, body?: unknown): Promise<Answer<T>>;
  put<T>(path: string, body?: unknown): Promise<Answer<T>>;
  patch<T>(path: string, body?: unknown): Promise<Answer<T>>;
  delete<T>(path: string): Promise<Answer<T>>;
}

export interface Classroom {
  id: string;
  no: number;
  /** Somebody new in this class. Handles are unique within it. */
  person(role: Role, more?: { handle?: string; mutedUntil?: number }): Promise<Somebody>;
  /** A new bot of this class, in no channel yet. */
  bot(scope: Scope, more?: { handle?: string }): Promise<Somebody>;
}

const hashOf = (token: string) => createHash("sha256").update(token).digest("base64url");

type Numbered = D1Result<{ no: number }>;
let gathered: {
  statements: D1PreparedStatement[];
  found: (results: Numbered[]) => void;
  failed: (why: unknown) => void;
}[] = [];
/** A call of D1 costs more than what it does here: people who are made in the same turn are made by one. */
function inOneBatch(statements: D1PreparedStatement[]): Promise<Numbered[]> {
  return new Promise((found, failed) => {
    if (gathered.push({ statements, found, failed }) === 1) queueMicrotask(() => void carryOut());
  });
}
async function carryOut(): Promise<void> {
  const all = gathered;
  gathered = [];
  try {
    const results = await env.DB.batch<{ no: number }>(all.flatMap((one) => one.statements));
    for (const { statements, found } of all) found(results.splice(0, statements.length));
  } catch (why) {
    for (const { failed } of all) failed(why);
  }
}

/** A handle that nobody else has, and that begins as nothing does that a test types. */
const likeNoOther = () => `zq${publicId(10).toLowerCase()}`;

export async function openClassroom(name = "Programming I"): Promise<Classroom> {
  const id = publicId();
  const row = await env.DB.prepare(
    "insert into workspaces (id, name, join_code, created_at) values (?, ?, ?, ?) returning no",
  )
    .bind(id, name, publicId(8).toLowerCase(), Date.now())
    .first<{ no: number }>();
  const no = row!.no;
  const classroom: Classroom = {
    id,
    no,
    async bot(scope, more) {
      const bot = await classroom.person("ta", more);
      const settings = JSON.stringify({ settings: { readReceipts: false, presence: false } });
      await inOneBatch([
        env.DB.prepare("update members set bot = ?, meta = ? where no = ?").bind(scope, settings, bot.no),
        env.DB.prepare("update sessions set scope = ? where user_no = ?").bind(scope, bot.userNo),
      ]);
      return bot;
    },
    async person(role, { handle = likeNoOther(), mutedUntil } = {}) {
      const token = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
      const memberId = publicId();
      const now = Date.now();
      const account = `${handle}.${publicId(6).toLowerCase()}`;
      const inserted = await inOneBatch([
        env.DB.prepare(
          "insert into users (id, handle, handle_key, guest, created_at) values (?, ?, ?, ?, ?) returning no",
        ).bind(publicId(), account, handleKey(account), role === "guest" ? 1 : 0, now),
        env.DB.prepare(
          `insert into members (id, workspace_no, user_no, handle, handle_key, name, role, joined_at, muted_until)
           values (?, ?, last_insert_rowid(), ?, ?, ?, ?, ?, ?) returning no`,
        ).bind(memberId, no, handle, handleKey(handle), handle, role, now, mutedUntil ?? null),
        env.DB.prepare(
          `insert into sessions (token_hash, id, user_no, kind, name, created_at, last_seen_at, expires_at)
           select ?, ?, user_no, 'token', 'test', ?, ?, ? from members where id = ?`,
        ).bind(hashOf(token), publicId(), now, now, now + 3_600_000, memberId),
      ]);
      const userNo = inserted[0]!.results[0]!.no;
      const as = { token };
      return {
        id: memberId,
        no: inserted[1]!.results[0]!.no,
        userNo,
        handle,
        token,
        get: (path) => request("GET", path, undefined, as),
        post: (path, body) => request("POST", path, body, as),
        put: (path, body) => request("PUT", path, body, as),
        patch: (path, body) => request("PATCH", path, body, as),
        delete: (path) => request("DELETE", path, {}, as),
      };
    },
  };
  return classroom;
}

/** Writes messages into D1 as a room's batch would, from seq `from` on. */
export async function writeHistory(channelId: string, author: Somebody, count: number, from = 1): Promise<void> {
  for (let start = from; start < from + count; start += 5000) {
    const rows = Array.from({ length: Math.min(5000, from + count - start) }, (_, i) => start + i);
    await env.DB.prepare(
      `insert into messages (key, id, rev, author, at, body)
       select c.no * 4294967296 + j.value, 'm-' || c.no || '-' || j.value, j.value, ?2, 1700000000000 + j.value * 1000, 'Words'
       from json_each(?3) j, channels c where c.id = ?1`,
    )
      .bind(channelId, author.id, JSON.stringify(rows))
      .run();
  }
}

/** A D1 that remembers what was asked of it and what that cost. */
export class WatchedD1 {
  statements: { sql: string; values: unknown[] }[] = [];
  roundTrips = 0;
  rowsRead = 0;
  readonly #d1: D1Database;
  readonly #known = new WeakMap<object, { real: D1PreparedStatement }>();

  constructor(d1: D1Database) {
    this.#d1 = d1;
  }

  get binding(): D1Database {
    return this as unknown as D1Database;
  }

  prepare(sql: string): D1PreparedStatement {
    return this.#watch(this.#d1.prepare(sql), sql, []);
  }

  async batch(statements: D1PreparedStatement[]): Promise<D1Result[]> {
    this.roundTrips += 1;
    const results = await this.#d1.batch(statements.map((each) => this.#known.get(each)!.real));
    for (const { meta } of results) this.rowsRead += meta.rows_read;
    return results;
  }

  #watch(real: D1PreparedStatement, sql: string, values: unknown[]): D1PreparedStatement {
    const all = async () => {
      this.roundTrips += 1;
      const result = await real.all();
      this.rowsRead += result.meta.rows_read;
      return result;
    };
    const watched = {
      bind: (...bound: unknown[]) => {
        this.statements.push({ sql, values: bound });
        return this.#watch(real.bind(...bound), sql, bound);
      },
      all,
      run: all,
      first: async () => (await all()).results[0] ?? null,
      raw: async (options?: { columnNames?: false }) => {
        this.roundTrips += 1;
        return real.raw(options);
      },
    };
    if (values.length === 0 && !sql.includes("?")) this.statements.push({ sql, values });
    this.#known.set(watched, { real });
    return watched as unknown as D1PreparedStatement;
  }
}
