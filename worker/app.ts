/** The URL map: every row of the contract with its handler; whatever is not the API or a file is the app. */
import { Hono } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import { ROUTES, type Noun, type Row } from "../protocol/routes/index.ts";
import type { AppContext, HonoEnv } from "./hono-env.ts";
import { answerError, answerNotFound } from "./http/errors.ts";
import type { Handler } from "./http/handler.ts";
import { serve, serveNothing } from "./http/serve.ts";
import { HANDLERS } from "./routes/index.ts";
import { answerMetrics } from "./routes/metrics.ts";
import { serveFrame } from "./widgets/frame.ts";
import { readCookie } from "./identity/cookies.ts";
import { answerRobots, answerSitemap, answerWebPage } from "./web-pages/serve.ts";

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
app.get("/sitemap.xml", answerSitemap);
app.get("/robots.txt", answerRobots);
app.get("/metrics", answerMetrics);
app.get("/c/:channel", serveChannel);

app.notFound((c) => {
  const { pathname } = new URL(c.req.url);
  // The contract as OpenAPI: a file of the build, which it knows by its other address.
  if (pathname === "/api/openapi.json") return c.env.ASSETS.fetch(new URL("/openapi.json", c.req.url));
  if (/^\/api(\/|$)/u.test(pathname)) return serveNothing(c);
  const isPage = c.req.method === "GET" && !/^\/(api|_app)(\/|$)/iu.test(pathname) && !/\.[a-z0-9]+$/iu.test(pathname);
  return isPage ? serveApp(c) : answerNotFound(c);
});

/** What search engines may know says so itself (web-pages/); the app is for who is in a class. */
async function serveApp(c: AppContext): Promise<Response> {
  // The files' server knows the page by the address "/" alone.
  const page = await c.env.ASSETS.fetch(new URL("/", c.req.url));
  const answer = new Response(page.body, page);
  answer.headers.set("x-robots-tag", "noindex");
  return answer;
}

/** The address of a channel, with the format in which a program reads it. */
const FORMAT = /^(.+)\.(json|txt|md|atom|html)$/u;

/**
 * A channel's own address: the app for who has a session, or asks for it (`?app`). Everybody else reads what is open to everybody, and
 * is led by the app to where one signs in where nothing is.
 */
async function serveChannel(c: AppContext): Promise<Response> {
  const written = c.req.param("channel") ?? "";
  const [, channel = written, format] = FORMAT.exec(written) ?? [];
  if (format !== undefined && format !== "html") return servePlain(c, channel, format);
  if (format === undefined && written.includes(".")) return answerNotFound(c);
  // Also for who is in it: what the web sees.
  const isForWeb = format === "html" || (c.req.query("app") === undefined && readCookie(c, "session") === undefined);
  const page = isForWeb ? await answerWebPage(c, channel) : null;
  return page ?? (format === "html" ? answerNotFound(c) : serveApp(c));
}

/** By the row that has it. */
function servePlain(c: AppContext, channel: string, format: string): Response | Promise<Response> {
  const url = new URL(c.req.url);
  url.pathname = `/api/channels/${channel}/plain/${format}`;
  return app.fetch(new Request(url, c.req.raw), c.env, c.executionCtx);
}

app.onError(answerError);
