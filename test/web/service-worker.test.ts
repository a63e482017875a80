import { expect, test } from "vitest";
import { filesOf } from "../../web/app-files.ts";
import { fileIn, kindOf } from "../../web/src/service-worker/scope.ts";

const ORIGIN = "https://place.example";
const opened = (path: string) => kindOf({ method: "GET", mode: "navigate", url: `${ORIGIN}${path}` }, ORIGIN);
const fetched = (path: string, origin = ORIGIN) =>
  kindOf({ method: "GET", mode: "cors", url: `${origin}${path}` }, ORIGIN);

test("the pages of a class are opened from the device", () => {
  for (const path of [
    "/",
    "/?source=icon",
    "/c/Ab_-9",
    "/c/Ab_-9?thread=x",
    "/w/Ab",
    "/w/Ab/mentions",
    "/settings",
    "/to/share",
  ])
    expect(opened(path), path).toBe("page");
});

test("what strangers, sites and programs ask for comes from the server", () => {
  for (const path of ["/join/abc", "/sign-in", "/new", "/docs", "/docs/class-site", "/widget/x", "/widget-sign-in"])
    expect(opened(path), path).toBeNull();
  for (const path of ["/c/Ab.json", "/c/Ab.txt", "/c/Ab.atom", "/api/health", "/api/channels/x/files/y", "/embed.js"])
    expect(opened(path), path).toBeNull();
});

test("files of the app are kept, those of class sites are not", () => {
  expect(fetched("/_app/immutable/chunks/x.js")).toBe("file");
  expect(fetched("/_app/immutable/chunks/x.js", "https://elsewhere.example")).toBeNull();
  for (const path of ["/_app/immutable/widget/x.js", "/_app/immutable/embed/ask-x.js", "/_app/version.json", "/api/x"])
    expect(fetched(path), path).toBeNull();
  expect(kindOf({ method: "POST", mode: "navigate", url: `${ORIGIN}/` }, ORIGIN)).toBeNull();
  expect(kindOf({ method: "POST", mode: "navigate", url: `${ORIGIN}/to/share` }, ORIGIN)).toBe("share");
  expect(fetched("/api/opening?channel=x")).toBe("opening");
});

test("pictures of messages are answered from the device where nobody else answers; what is saved or read by a script is not", () => {
  const asked = (path: string, mode = "no-cors") => kindOf({ method: "GET", mode, url: `${ORIGIN}${path}` }, ORIGIN);
  const path = "/api/channels/Ab_-9/messages/12/files/0mx38/%D8%B5.webp";
  expect(asked(path)).toBe("picture");
  expect(fileIn(path)).toBe("0mx38");
  expect([asked(path, "cors"), asked(path, "navigate"), asked(`${path}?download=1`)]).toEqual([null, null, null]);
  expect(asked("/api/channels/Ab_-9/messages/12/files")).toBeNull();
  expect(asked("/api/pictures/Ab/1")).toBeNull();
});

test("kept beforehand is what the app leads to, and nothing that only what stands apart needs", () => {
  const manifest = {
    "app.js": { file: "app.js", isEntry: true, imports: ["_place.js"], dynamicImports: ["panel.svelte", "math.ts"] },
    "_place.js": { file: "place.js", css: ["place.css"], dynamicImports: [".svelte-kit/client-optimized/nodes/4.js"] },
    "panel.svelte": { file: "panel.js", imports: ["_place.js", "_gone.js"] },
    "math.ts": { file: "math.js", imports: ["_katex.js"] },
    "_katex.js": { file: "katex.js" },
    ".svelte-kit/client-optimized/nodes/4.js": { file: "node-4.js", isEntry: true },
    ".svelte-kit/client-optimized/nodes/9.js": { file: "node-9.js", isEntry: true },
  };
  expect(filesOf(manifest, (key) => key === "math.ts")).toEqual([
    ...["app.js", "place.js", "place.css", "panel.js", "node-4.js"],
  ]);
});
