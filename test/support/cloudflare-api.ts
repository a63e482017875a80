/**
 * A stand-in of the part of Cloudflare's API that a deploy asks: databases, the bucket, uploads, secrets, the cron. It keeps what is made and
 * refuses what the real one refuses, with its codes, so that wrangler itself can be set before it (`CLOUDFLARE_API_BASE_URL`).
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";

interface Database {
  name: string;
  uuid: string;
  file: DatabaseSync;
}
type Manifest = Record<string, { hash: string; size: number }>;
/** What stands beside an upload: bindings, classes, the cron's handler. */
interface Uploaded {
  metadata: { bindings: { type: string; name: string; id?: string; bucket_name?: string }[]; [key: string]: unknown };
  bytes: number;
}

class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
const noWorker = () => new Refusal(404, 10_007, "This Worker does not exist on your account.");

type Asked = { method: string; path: string; body: Buffer };

export class CloudflareApi {
  readonly databases: Database[] = [];
  readonly secrets = new Map<string, string>();
  readonly uploads: Uploaded[] = [];
  readonly assets: Manifest[] = [];
  crons: string[] = [];
  bucket: string | null = null;
  /** R2 is switched on by hand, in the dashboard. */
  hasR2 = true;
  /** `METHOD path` of each request that changed something, in order. */
  readonly changes: string[] = [];
  /** Of requests that it does not know: there should be none. */
  readonly unknown: string[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/client/v4`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    for (const { file } of this.databases) file.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { pathname } = new URL(request.url ?? "", "http://api");
    const path = pathname.replace(/^\/client\/v4(\/accounts\/[0-9a-f]{32})?/u, "");
    const method = request.method ?? "GET";
    response.setHeader("content-type", "application/json");
    try {
      if (request.headers.authorization !== "Bearer a-token") throw new Refusal(401, 10_000, "Authentication error");
      const result = this.#result({ method, path, body: Buffer.concat(parts) });
      if (method !== "GET" && !path.endsWith("/query")) this.changes.push(`${method} ${path}`);
      const all = Array.isArray(result) ? { result_info: { page: 1, per_page: 100, count: result.length } } : {};
      response.end(JSON.stringify({ success: true, errors: [], messages: [], result, ...all }));
    } catch (error) {
      const { status, code, message } =
        error instanceof Refusal ? error : { status: 500, code: 7_500, message: String(error) };
      response.statusCode = status;
      response.end(JSON.stringify({ success: false, errors: [{ code, message }], messages: [], result: null }));
    }
  }

  #result(asked: Asked): unknown {
    const { method, path, body } = asked;
    const json = () => JSON.parse(body.toString()) as Record<string, string>;
    const isThere = this.uploads.length > 0;
    switch (`${method} ${path}`) {
      case "GET /d1/database":
        return this.databases.map(described);
      case "POST /d1/database":
        return described(this.#newDatabase(json()["name"] ?? ""));
      case "POST /r2/buckets":
        this.#demandR2();
        return { name: (this.bucket = json()["name"] ?? "") };
      case "GET /workers/subdomain":
        return { subdomain: "school" };
      case "GET /workers/services/place":
        if (!isThere) throw new Refusal(404, 10_090, "This Worker does not exist on your account.");
        return {
          id: "place",
          default_environment: { environment: "production", script: { id: "place", last_deployed_from: "wrangler" } },
        };
      case "GET /workers/scripts/place/secrets":
        if (!isThere) throw noWorker();
        return [...this.secrets.keys()].map((name) => ({ name, type: "secret_text" }));
      case "PUT /workers/scripts/place/secrets": {
        if (!isThere) throw noWorker();
        const { name = "", text = "" } = json();
        this.secrets.set(name, text);
        return { name, type: "secret_text" };
      }
      case "GET /workers/scripts/place/deployments":
        if (!isThere) throw noWorker();
        return { deployments: [{ id: "d1", source: "wrangler", versions: [{ version_id: "v1", percentage: 100 }] }] };
      case "PATCH /workers/workers/place":
      case "PUT /workers/workers/place":
      case "GET /workers/workers/place":
        return { id: "place", name: "place", subdomain: { enabled: true, previews_enabled: false } };
      case "POST /workers/scripts/place/deployments":
        return { id: "d2" };
      case "GET /workers/scripts/place/settings":
        if (!isThere) throw noWorker();
        return { bindings: this.uploads.at(-1)?.metadata.bindings ?? [] };
      case "GET /workers/scripts/place/subdomain":
      case "POST /workers/scripts/place/subdomain":
        return { enabled: true, previews_enabled: false };
      case "POST /workers/scripts/place/assets-upload-session":
        this.assets.push((JSON.parse(body.toString()) as { manifest: Manifest }).manifest);
        return { jwt: "made.up.word", buckets: [] };
      case "PUT /workers/scripts/place/schedules":
        this.crons = (JSON.parse(body.toString()) as { cron: string }[]).map(({ cron }) => cron);
        return { schedules: [] };
      case "PUT /workers/scripts/place":
      case "POST /workers/scripts/place/versions":
        return this.#upload(body);
      default:
        return this.#resultOf(asked);
    }
  }

  /** Of addresses that have an id in them. */
  #resultOf({ method, path, body }: Asked): unknown {
    const [, kind, id, more] = /^\/(d1\/database|r2\/buckets)\/([\w-]+)(\/query)?$/u.exec(path) ?? [];
    if (kind === "r2/buckets" && method === "GET") {
      this.#demandR2();
      if (this.bucket !== id) throw new Refusal(404, 10_006, "The specified bucket does not exist.");
      return { name: id, creation_date: "2026-11-30T00:00:00.000Z", location: "WEUR", storage_class: "Standard" };
    }
    const database = kind === "d1/database" && this.databases.find(({ uuid }) => uuid === id);
    if (database && method === "GET") return described(database);
    if (database && more) return query(database.file, (JSON.parse(body.toString()) as { sql: string }).sql);
    if (path === "/graphql") return null;
    this.unknown.push(`${method} ${path}`);
    throw new Refusal(404, 7_003, "Could not route to that");
  }

  #demandR2(): void {
    if (!this.hasR2) throw new Refusal(403, 10_042, "Please enable R2 through the Cloudflare Dashboard.");
  }

  #newDatabase(name: string): Database {
    if (this.databases.some((each) => each.name === name))
      throw new Refusal(400, 7_502, "A database with that name already exists");
    const uuid = `0000000${this.databases.length + 1}-aaaa-4000-8000-000000000000`;
    const database = { name, uuid, file: new DatabaseSync(":memory:") };
    this.databases.push(database);
    return database;
  }

  #upload(body: Buffer): unknown {
    // A form of several parts, of which one is the description.
    const text = /name="metadata"\r\n(?:[^\r\n]+\r\n)*\r\n([^\r\n]*)\r\n/u.exec(body.toString("latin1"))?.[1] ?? "{}";
    const metadata = JSON.parse(text) as Uploaded["metadata"];
    for (const { type, id, bucket_name: bucket } of metadata.bindings) {
      if (type === "d1" && !this.databases.some(({ uuid }) => uuid === id))
        throw new Refusal(400, 10_181, `D1 binding refers to a database that was not found: ${id}`);
      if (type === "r2_bucket" && bucket !== this.bucket)
        throw new Refusal(400, 10_085, `R2 bucket '${bucket}' not found`);
    }
    this.uploads.push({ metadata, bytes: body.length });
    return { id: "v1", etag: "e", startup_time_ms: 9, deployment_id: "d1", resources: { script: { etag: "e" } } };
  }
}

const described = ({ name, uuid }: Database) => ({
  name,
  uuid,
  version: "production",
  created_at: "2026-11-30T00:00:00Z",
});

/** As D1 does: all statements of one text, and the rows of the last. */
function query(file: DatabaseSync, sql: string): unknown {
  const isLook = /^\s*(?:select|pragma)/iu.test(sql);
  const results = isLook ? file.prepare(sql).all() : (file.exec(sql), []);
  return [{ success: true, results, meta: { duration: 0.1 } }];
}
