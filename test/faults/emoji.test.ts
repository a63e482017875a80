/** Pictures on a machine of one's own: in the state folder with the rest, also after a power cut. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createApi } from "../../client/api.ts";
import { startServerProcess } from "../../tools/serve/server-process.ts";
import { cookieFetch } from "../support/cookie-fetch.ts";

const GIF = "R0lGODlhAQABAIAAAP8AAAAA/ywAAAAAAQABAAACAkQBADs=";

it("I1: an emoji that was added is there with its picture after kill -9", async () => {
  const state = await mkdtemp(join(tmpdir(), "place-emoji-"));
  let server = await startServerProcess({ port: 0, state });
  try {
    const { fetch: send } = cookieFetch();
    const account = { handle: "miriam", name: "Miriam", password: "correct horse battery" };
    const before = createApi({ baseUrl: server.url, fetch: send });
    const { workspace } = await before.call("workspaces.create", {}, { name: "Class", account });
    await before.call(
      "emoji.add",
      { workspace: workspace.id },
      { name: "blobcat", picture: `data:image/gif;base64,${GIF}` },
    );
    await server.kill();

    server = await startServerProcess({ port: 0, state });
    const api = createApi({ baseUrl: server.url, fetch: send });
    const { emoji, keepsFiles } = await api.call("workspaces.bootstrap", { workspace: workspace.id });
    expect([keepsFiles, emoji.map(({ name }) => name)]).toEqual([true, ["blobcat"]]);
    const picture = await send(api.addressOf("emoji.picture", { workspace: workspace.id, ...emoji[0]! }));
    expect(picture.headers.get("content-type")).toBe("image/gif");
    expect(Buffer.from(await picture.arrayBuffer()).toString("base64")).toBe(GIF);
  } finally {
    await server.stop();
    await rm(state, { recursive: true, force: true });
  }
});
