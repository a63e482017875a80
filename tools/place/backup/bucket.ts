/** The bucket of a PLACE for who runs it: a laptop's by the runtime's own way to it, a deployment's by wrangler. */
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { BUCKET } from "../../bucket.ts";
import { runCommand } from "../../run-command.ts";
import { CannotImport } from "../../../imports/cannot-import.ts";

export interface Bucket {
  /** Null: there is nothing of that name. */
  get(key: string): Promise<Uint8Array | null>;
  close(): Promise<void>;
}
/** A laptop's: files too can be taken out of it and put into it. */
export interface LocalBucket extends Bucket {
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Names that begin so. */
  keys(prefix: string): AsyncGenerator<string>;
}

/** What of R2 is used, as requests: the runtime's own proxies block this thread (test/tools/serve.test.ts). */
const SCRIPT = `export default {
  async fetch(request, { FILES, KEY }) {
    if (request.headers.get("authorization") !== KEY) return new Response(null, { status: 404 });
    const { searchParams } = new URL(request.url);
    const key = searchParams.get("key");
    if (key === null) {
      const { objects, truncated, cursor } = await FILES.list({ prefix: searchParams.get("prefix"), cursor: searchParams.get("cursor") ?? undefined });
      return Response.json({ keys: objects.map((object) => object.key), cursor: truncated ? cursor : null });
    }
    if (request.method === "PUT") {
      await FILES.put(key, await request.arrayBuffer());
      return new Response(null, { status: 204 });
    }
    const object = await FILES.get(key);
    return object ? new Response(object.body) : new Response(null, { status: 404 });
  },
}`;

/** The one in a state folder, whether PLACE runs with it or not. */
export async function openLocalBucket(state: string): Promise<LocalBucket> {
  const KEY = randomBytes(24).toString("base64url");
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...{ modules: true, script: SCRIPT, r2Buckets: { FILES: BUCKET }, bindings: { KEY } },
      ...{ resourcePersistencePath: join(resolve(state), "v3"), log: new Log(LogLevel.NONE), cf: false },
    }),
  );
  await miniflare.ready;
  const ask = async (query: Record<string, string>, body?: Uint8Array) => {
    const answer = await miniflare.dispatchFetch(`http://bucket.invalid/?${new URLSearchParams(query)}`, {
      headers: { authorization: KEY },
      ...(body && { method: "PUT", body }),
    });
    if (!answer.ok && answer.status !== 404)
      throw new CannotImport(`The files of ${resolve(state)} cannot be reached.`);
    return answer;
  };
  return {
    async get(key) {
      const answer = await ask({ key });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return answer.ok ? bytes : null;
    },
    async put(key, bytes) {
      await ask({ key }, bytes);
    },
    async *keys(prefix) {
      for (let cursor: string | null = ""; cursor !== null;) {
        const answer = await ask({ prefix, ...(cursor !== "" && { cursor }) });
        const page = (await answer.json()) as { keys: string[]; cursor: string | null };
        yield* page.keys;
        ({ cursor } = page);
      }
    },
    close: () => miniflare.dispose(),
  };
}

type Wrangler = (args: string[]) => Promise<{ code: number; output: string }>;
const quietly: Wrangler = (args) => runCommand("wrangler", args, { quiet: true, env: { CI: "1" } });
/** How Cloudflare says that there is no such object. */
const NOT_THERE = /\[code: 10007\]|specified key does not exist/u;

/** The one of the account that wrangler is signed in to. */
export function openRemoteBucket(wrangler: Wrangler = quietly): Bucket {
  return {
    async get(key) {
      const folder = await mkdtemp(join(tmpdir(), "place-r2-"));
      try {
        const file = join(folder, "object");
        const { code, output } = await wrangler([
          "r2",
          "object",
          "get",
          `${BUCKET}/${key}`,
          "--remote",
          "--file",
          file,
        ]);
        if (code === 0) return new Uint8Array(await readFile(file));
        if (NOT_THERE.test(output)) return null;
        throw new CannotImport(`${key} could not be fetched. Sign in first: npx wrangler login\n\n${output.trim()}`);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    close: () => Promise.resolve(),
  };
}
