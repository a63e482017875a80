import { RegExpRouter } from "hono/router/reg-exp-router";
import { SmartRouter } from "hono/router/smart-router";
import { TrieRouter } from "hono/router/trie-router";
import { expect, test } from "vitest";
import { app } from "../../worker/app.ts";

/** A place that a pattern leads to, and places near it that it may not. */
const placesOf = (pattern: string): string[] => {
  const filled = pattern.replace(/:[a-z]+(\{[^}]*\})?/gu, "x1").replaceAll("*", "any/thing");
  return [filled, `${filled}/`, `${filled}/more`, filled.replace(/\/[^/]*$/u, ""), filled.replace("x1", "socket")];
};

/** Which routes a router calls, in their order, with what it took from the address. */
function called(router: SmartRouter<number> | TrieRouter<number>, method: string, path: string) {
  const [handlers, stash] = router.match(method, path);
  return handlers.map(([route, params]) => {
    const taken = Object.entries(params).map(([name, at]) => [name, typeof at === "number" ? stash?.[at] : at]);
    return { route, taken: Object.fromEntries(taken) as Record<string, string> };
  });
}

test("an isolate's first request builds no router: routes are put in their places while the module loads", () => {
  expect(app.router.name).toBe("TrieRouter");
});

test("every address leads to the routes that Hono's own router finds, in the same order", () => {
  const smart = new SmartRouter<number>({ routers: [new RegExpRouter(), new TrieRouter()] });
  const trie = new TrieRouter<number>();
  for (const [i, { method, path }] of app.routes.entries()) {
    smart.add(method, path, i);
    trie.add(method, path, i);
  }
  expect(app.routes.length).toBeGreaterThan(80);
  const reached = new Set<number>();
  for (const [i, route] of app.routes.entries()) {
    const method = route.method === "ALL" ? "GET" : route.method;
    for (const path of placesOf(route.path)) {
      const found = called(trie, method, path);
      expect({ method, path, found }).toEqual({ method, path, found: called(smart, method, path) });
      if (found.some((each) => each.route === i)) reached.add(i);
    }
  }
  expect(reached.size).toBe(app.routes.length);
});
