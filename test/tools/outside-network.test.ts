/** On a machine of one's own no program of PLACE reaches into the network around it, by whatever name. */
import { lookup } from "node:dns";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { outsideNetwork, UNREACHED_HEADER } from "../../tools/serve/outside-network.ts";

const inside = createServer(({ url }, response) => {
  if (url === "/packed") return void response.setHeader("content-encoding", "gzip").end(gzipSync("packed"));
  response.end(url === "/large" ? "x".repeat(16 * 2 ** 20) : "inside");
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => inside.listen(0, "127.0.0.1", resolve));
  ({ port } = inside.address() as AddressInfo);
});
afterAll(() => void inside.close());

/** As the system's, of a name that somebody points here. */
const rebinding = ((_name: string, _options: unknown, done: (error: null, found: object[]) => void) =>
  done(null, [{ address: "127.0.0.1", family: 4 }])) as typeof lookup;

/** What a worker is answered that asks without any look at the address: what stands between it and the machine is the network alone. */
async function asked(url: string, { loopback = false, resolve = lookup }): Promise<string> {
  const script = `export default { async fetch(request) {
    const answer = await fetch(new URL(request.url).searchParams.get("url"));
    return new Response(answer.headers.has("${UNREACHED_HEADER}") ? "not reached" : await answer.text());
  } }`;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      log: new Log(LogLevel.NONE),
      cf: false,
      workers: [{ name: "asks", modules: true, script, outboundService: outsideNetwork(loopback, resolve) }],
    }),
  );
  try {
    return await (await miniflare.dispatchFetch(`http://asks/?url=${encodeURIComponent(url)}`)).text();
  } finally {
    await miniflare.dispose();
  }
}

test("an address inside the machine's networks is not connected to", async () => {
  expect(await asked(`http://localhost:${port}/`, {})).toBe("not reached");
  expect(await asked(`http://127.0.0.1:${port}/`, {})).toBe("not reached");
});

test("a name of the open internet that leads to this machine leads nowhere", async () => {
  const url = `http://rebinds.example.org:${port}/`;
  expect(await asked(url, { resolve: rebinding })).toBe("not reached");
  expect(await asked(url, { resolve: rebinding, loopback: true })).toBe("inside");
});

test("for development, this machine is reached", async () => {
  expect(await asked(`http://127.0.0.1:${port}/`, { loopback: true })).toBe("inside");
});

test("what comes packed is unpacked, and no more of it is taken in than anybody reads", async () => {
  const at = (path: string) => asked(`http://127.0.0.1:${port}${path}`, { loopback: true });
  expect(await at("/packed")).toBe("packed");
  expect((await at("/large")).length).toBeLessThan(9 * 2 ** 20);
});
