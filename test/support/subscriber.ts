/**
 * A program somewhere else, to which PLACE speaks: a real HTTP server beside the tests of the worker, started once for all of them. What it
 * does is said by the address; what came is read back at `/came/<name>`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { TestProject } from "vitest/node";

/** One request that came, as its receiver sees it. */
interface Came {
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

const came = new Map<string, Came[]>();
/** How a name answers from now on; nothing with 200 unless told. */
interface Says {
  status?: number;
  body?: string;
  /** The body's bytes, where it is no text. */
  base64?: string;
  headers?: Record<string, string>;
}
const answers = new Map<string, Says>();

/** `/to/<name>` takes what comes; `/answers/<name>` by PUT says with what; the rest behaves badly. */
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://subscriber");
  const [, what = "", name = ""] = url.pathname.split("/");
  const body = await textOf(request);
  if (what === "came") return void response.end(JSON.stringify(came.get(name) ?? []));
  if (what === "answers") {
    answers.set(name, JSON.parse(body) as Says);
    return void response.end();
  }
  if (what === "to") {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
    const all = came.get(name) ?? [];
    came.set(name, [...all, { path: url.pathname + url.search, method: request.method ?? "", headers, body }]);
    const { status = 200, body: words = "", base64, headers: told = {} } = answers.get(name) ?? {};
    response.writeHead(status, { "content-type": "application/json", ...told });
    return void response.end(base64 === undefined ? words : Buffer.from(base64, "base64"));
  }
  if (what === "redirect") return void response.writeHead(302, { location: url.searchParams.get("to") ?? "" }).end();
  // Never answers; the connection stays.
  if (what === "hang") return;
  if (what === "trickle") return trickle(response);
  if (what === "endless") return endless(response, url.searchParams.get("page"));
  if (what === "bomb") return void response.writeHead(200, { "content-encoding": "gzip" }).end(BOMB);
  if (what === "cut") return void response.socket?.destroy();
  response.writeHead(404).end();
}

/** Sixteen megabytes that travel as sixteen kilobytes. */
const BOMB = gzipSync(Buffer.alloc(16 * 2 ** 20));

/** A gigabyte, for whoever reads it. @param page what stands before it, as a page */
function endless(response: ServerResponse, page: string | null): void {
  const chunk = Buffer.alloc(64 * 1024, "x");
  let left = 2 ** 30;
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.byteLength;
      if (!response.write(chunk)) return void response.once("drain", more);
    }
    response.end();
  };
  response.writeHead(200, { "content-type": page === null ? "text/plain" : "text/html" });
  response.write(page ?? "");
  more();
}

/** Headers at once, then a byte now and then, for ever. */
function trickle(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/plain" });
  const timer = setInterval(() => response.write("."), 20);
  response.once("close", () => clearInterval(timer));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

async function startSubscriber(): Promise<{ url: string; stop: () => void }> {
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

/** Of the tests of the worker (vitest.config.ts). */
export default async function setup(project: TestProject): Promise<() => void> {
  const { url, stop } = await startSubscriber();
  // Its type stands where it is read (test/worker/support/subscriber.ts).
  project.provide("subscriber" as never, url as never);
  return stop;
}
