/** The URL map: every row of the contract with its handler; whatever is not the API or a file is the app. */
import { Hono } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import { ROUTES, type Noun, type Row } from "../protocol/routes/index.ts";
import type { AppContext, HonoEnv } from "./hono-env.ts";
import { answerError, answerNotFound } from "./http/errors.ts";
import type { Handler } from "./http/handler.ts";
import { serve, serveNothing } from "./http/serve.ts";
import { HANDLERS } from "./routes/index.ts";
import { serveFrame } from "./widgets/frame.ts";

// The router that Hono takes by itself compiles all routes into one expression at an isolate's first request: 6 ms of the 10 that a
// request has on the free plan. This one grows while the module loads, which no request pays for.
export const app = new Hono<HonoEnv>({ router: new TrieRouter() });

for (const noun of Object.keys(ROUTES) as Noun[]) {
  const handlers = HANDLERS[noun] as Record<string, Handler<Row>>;
  for (const [verb, row] of Object.entries<Row>(ROUTES[noun])) {
    const handle = handlers[verb];
    if (handle) app.on(row.method, `/api${row.path}`, serve(row, handle));
  }
}

app.get("/widget/:widget", serveFrame);

app.notFound((c) => {
  const { pathname } = new URL(c.req.url);
  // The contract as OpenAPI: a file of the build, which it knows by its other address.
  if (pathname === "/api/openapi.json") return c.env.ASSETS.fetch(new URL("/openapi.json", c.req.url));
  if (/^\/api(\/|$)/u.test(pathname)) return serveNothing(c);
  const plain = c.req.method === "GET" ? PLAIN_ADDRESS.exec(pathname) : null;
  if (plain) return servePlain(c, plain);
  const isPage = c.req.method === "GET" && !/^\/(api|_app)(\/|$)/iu.test(pathname) && !/\.[a-z0-9]+$/iu.test(pathname);
  // The files' server knows the page by the address "/" alone.
  if (isPage) return c.env.ASSETS.fetch(new URL("/", c.req.url));
  return answerNotFound(c);
});

/** The address of a channel, with the format in which a program reads it. */
const PLAIN_ADDRESS = /^\/c\/([^/]+)\.(json|txt|md|atom)$/u;

/** By the row that has it. */
function servePlain(c: AppContext, [, channel = "", format = ""]: RegExpExecArray): Response | Promise<Response> {
  const url = new URL(c.req.url);
  url.pathname = `/api/channels/${channel}/plain/${format}`;
  return app.fetch(new Request(url, c.req.raw), c.env, c.executionCtx);
}

app.onError(answerError);
