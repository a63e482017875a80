/** The URL map, the one error handler, and the rule for pages: whatever is not the API or a file is the app. */
import { Hono } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import { refusal, REFUSALS, type Refusal } from "../protocol/index.ts";
import { takeBody } from "./body.ts";
import type { HonoEnv } from "./hono-env.ts";
import { identify } from "./identity/identify.ts";
import { checkOrigin } from "./identity/origin.ts";
import { throttleWrites } from "./identity/throttle.ts";
import { isStorageFault, log, placesIn } from "./log.ts";
import { Refused } from "./refused.ts";
import { account } from "./routes/account.ts";
import { bootstrap } from "./routes/bootstrap.ts";
import { channels } from "./routes/channels.ts";
import { emoji } from "./routes/emoji.ts";
import { groups } from "./routes/groups.ts";
import { health } from "./routes/health.ts";
import { importing } from "./routes/import.ts";
import { members } from "./routes/members.ts";
import { memberships } from "./routes/memberships.ts";
import { messages } from "./routes/messages.ts";
import { personal } from "./routes/personal.ts";
import { settings } from "./routes/settings.ts";
import { scheduled } from "./routes/scheduled.ts";
import { signIn } from "./routes/sign-in.ts";
import { sockets } from "./routes/sockets.ts";
import { threads } from "./routes/threads.ts";
import { workspaces } from "./routes/workspaces.ts";

// The router that Hono takes by itself compiles all routes into one expression at an isolate's first request: 6 ms of the 10 that a
// request has on the free plan. This one grows while the module loads, which no request pays for.
export const app = new Hono<HonoEnv>({ router: new TrieRouter() });

app.use("/api/*", async (c, next) => {
  const trace = c.req.header("cf-ray") ?? crypto.randomUUID().slice(0, 8);
  c.set("trace", trace);
  await log.traced(trace, next);
});
app.use("/api/*", async (c, next) => {
  await next();
  // The answer to an upgrade has headers that cannot be changed.
  if (c.res.status === 101) return;
  // What is told to one person is kept by no cache on the way.
  if (!c.res.headers.has("cache-control")) c.header("cache-control", "private, no-store");
  // Nothing that people brought along is taken for a page or a script.
  c.header("x-content-type-options", "nosniff");
});
app.route("/api", health);
app.use("/api/*", checkOrigin, takeBody);
// These find out themselves who is calling, in the query that looks up the channel too.
app.route("/api", sockets).route("/api", messages);
app.use("/api/*", identify, throttleWrites);

app
  .route("/api", signIn)
  .route("/api", account)
  .route("/api", workspaces)
  .route("/api", members)
  .route("/api", bootstrap)
  .route("/api", channels)
  .route("/api", memberships)
  .route("/api", groups)
  .route("/api", settings)
  .route("/api", personal)
  .route("/api", emoji)
  .route("/api", threads)
  .route("/api", scheduled)
  .route("/api", importing);

app.notFound((c) => {
  const { pathname } = new URL(c.req.url);
  const isPage = c.req.method === "GET" && !/^\/(api|_app)(\/|$)/iu.test(pathname) && !/\.[a-z0-9]+$/iu.test(pathname);
  // The files' server knows the page by the address "/" alone.
  if (isPage) return c.env.ASSETS.fetch(new URL("/", c.req.url));
  return c.json(refusal("not_found"), 404, {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
});

app.onError((error, c) => {
  const trace = c.get("trace") ?? "";
  const told = { ...toldOf(error), trace };
  // Never what people entered: only what went wrong, where, and the code a person can read to us.
  if (!(error instanceof Refused)) log.fault("request", error, { trace, path: c.req.path }, placesIn(error));
  if (told.retryAfter !== undefined) c.header("retry-after", String(Math.ceil(told.retryAfter / 1000)));
  c.header("cache-control", "no-store");
  return c.json(told, REFUSALS[told.code].status);
});

/** Storage that cannot be reached is not the caller's fault nor ours to hide: it says so, and when to try again. */
function toldOf(error: Error): Refusal {
  if (error instanceof Refused) return error.refusal;
  return isStorageFault(error) ? refusal("unavailable", { retryAfter: 2_000 }) : refusal("internal");
}
