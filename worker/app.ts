/** The URL map: every row of the contract with its handler; whatever is not the API or a file is the app. */
import { Hono } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import { ROUTES, type Noun, type Row } from "../protocol/routes/index.ts";
import type { HonoEnv } from "./hono-env.ts";
import { answerError, answerNotFound } from "./http/errors.ts";
import type { Handler } from "./http/handler.ts";
import { serve, serveNothing } from "./http/serve.ts";
import { HANDLERS } from "./routes/index.ts";

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

app.notFound((c) => {
  const { pathname } = new URL(c.req.url);
  if (/^\/api(\/|$)/u.test(pathname)) return serveNothing(c);
  const isPage = c.req.method === "GET" && !/^\/(api|_app)(\/|$)/iu.test(pathname) && !/\.[a-z0-9]+$/iu.test(pathname);
  // The files' server knows the page by the address "/" alone.
  if (isPage) return c.env.ASSETS.fetch(new URL("/", c.req.url));
  return answerNotFound(c);
});

app.onError(answerError);
