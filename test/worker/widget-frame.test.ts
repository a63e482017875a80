/** The one page of PLACE that stands in other sites, and in whose. */
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { app } from "../../worker/app.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, ORIGIN, type Somebody } from "./support/classroom.ts";
import { SITE, widgetOn } from "./support/widget-class.ts";

const OTHER_SITE = "http://localhost:4000";
let teacher: Somebody;

beforeAll(async () => {
  teacher = await (await openClassroom()).person("owner");
});

/** As the files' server answers: the page's own headers, by which nobody frames it. */
const files = {
  fetch: (asked: URL) =>
    Promise.resolve(
      asked.pathname === "/widget-frame"
        ? new Response("<title>A channel</title>", {
            headers: {
              "content-type": "text/html",
              "content-security-policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
              "x-content-type-options": "nosniff",
              etag: '"one"',
            },
          })
        : new Response("<title>The app</title>"),
    ),
} as unknown as Fetcher;
const framed = (path: string) => app.request(`${ORIGIN}${path}`, {}, { ...env, ASSETS: files });

test("a widget that is on stands in its sites and in PLACE itself; whatever else its page says of itself stays", async () => {
  const { id } = await channelOf([teacher], { kind: "public" });
  const widget = await widgetOn(id, { sites: [SITE, OTHER_SITE] });
  const answer = await framed(`/widget/${widget.id}?theme=dark`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain("A channel");
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-security-policy": `default-src 'self'; base-uri 'none'; frame-ancestors 'self' ${SITE} ${OTHER_SITE}`,
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
    "cache-control": "no-store",
  });
  // Its mark would be that of the page, also when the list is another one.
  expect(answer.headers.get("etag")).toBeNull();
});

test("one that is off, of a private channel that was not confirmed, or unknown stands nowhere, and says so by itself", async () => {
  const [open, secret] = await Promise.all([
    channelOf([teacher], { kind: "public" }),
    channelOf([teacher], { kind: "private" }),
  ]);
  const [off, unsaid] = await Promise.all([widgetOn(open.id, { on: false }), widgetOn(secret.id)]);
  for (const id of [off.id, unsaid.id, "nosuchwidget1234"]) {
    const answer = await framed(`/widget/${id}`);
    expect([answer.status, await answer.text()]).toEqual([404, "<title>A channel</title>"]);
    expect(answer.headers.get("content-security-policy")).toMatch(/frame-ancestors 'none'$/u);
  }
});

test("every other page is the app's, which no site may frame", async () => {
  for (const path of ["/widget", "/widget/a/b", "/widget-sign-in?widget=x", "/c/abc"])
    expect(await (await framed(path)).text()).toContain("The app");
});
