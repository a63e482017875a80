/** What the senders that people use really send, read as a message: Slack's own client, a client of Discord's, and GitHub's examples. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import { IncomingWebhook } from "@slack/webhook";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readIncoming, type Read } from "../../protocol/foreign/incoming.ts";

const require = createRequire(import.meta.url);
let url = "";
let read: Read | null = null;
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const contentType = request.headers["content-type"] ?? "";
    read = readIncoming({ contentType, body: Buffer.concat(chunks).toString() });
    // As the route does: Discord's clients take 204 alone.
    if (read?.form === "discord") response.writeHead(204).end();
    else response.end("ok");
  });
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/hooks/h/s`;
});
afterAll(() => void server.close());

test("@slack/webhook: text, blocks with a button, and an attachment", async () => {
  const answer = await new IncomingWebhook(url, { username: "CI" }).send({
    text: "for notifications",
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: "*Build* <https://ci.example/7|#7>" } },
      {
        type: "actions",
        elements: [{ type: "button", text: { type: "plain_text", text: "Open" }, url: "https://ci.example/o" }],
      },
    ],
    attachments: [{ color: "good", title: "Report", fields: [{ title: "Passed", value: "12", short: true }] }],
  });
  expect(answer.text).toBe("ok");
  expect(read).toMatchObject({ form: "slack", as: "CI" });
  const [body = ""] = read!.bodies;
  for (const words of [
    "**Build** [#7](https://ci.example/7)",
    "[Open](https://ci.example/o)",
    "Report",
    "Passed",
    "12",
  ])
    expect(body).toContain(words);
});

test("discord-webhook-node: a name, words, and an embed with its fields", async () => {
  const { Webhook, MessageBuilder } = require("discord-webhook-node") as {
    Webhook: new (url: string) => { setUsername(name: string): void; send(message: unknown): Promise<unknown> };
    MessageBuilder: new () => Record<string, (...words: string[]) => unknown>;
  };
  const hook = new Webhook(url);
  hook.setUsername("Spidey");
  const embed = new MessageBuilder();
  embed["setTitle"]?.("Deployed");
  embed["setDescription"]?.("**v2** is out");
  embed["addField"]?.("Region", "eu-1");
  embed["setFooter"]?.("by the pipeline");
  await hook.send(embed);
  expect(read).toMatchObject({ form: "discord", as: "Spidey" });
  const [body = ""] = read!.bodies;
  for (const words of ["Deployed", "**v2** is out", "Region", "eu-1", "by the pipeline"]) expect(body).toContain(words);
});

test("@octokit/webhooks-examples: every event of GitHub says who, and something that can be read", () => {
  const all = require("@octokit/webhooks-examples/api.github.com/index.json") as { name: string; examples: object[] }[];
  let count = 0;
  for (const { name, examples } of all)
    for (const example of examples) {
      const body = JSON.stringify(example);
      const found = readIncoming({ contentType: "application/json", event: name, body });
      expect(found?.form, name).toBe("github");
      expect(found?.bodies[0]?.trim(), name).toBeTruthy();
      expect(found?.bodies[0], name).not.toContain("undefined");
      count += 1;
    }
  expect(count).toBeGreaterThan(100);
});
