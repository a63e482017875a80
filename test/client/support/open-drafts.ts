/** Drafts over a server that answers as the test says. */
import { Drafts } from "../../../client/drafts.ts";
import { refusal, type Draft } from "../../../protocol/index.ts";
import { fakeApi, Refusing, unreachable } from "./fake-api.ts";
import { FakeClock } from "./fake-clock.ts";

export function opened() {
  const clock = new FakeClock();
  const server = {
    reachable: true,
    refuse: false,
    drafts: [] as Draft[],
    hold: undefined as Promise<void> | undefined,
    answer: undefined as { at: number; body?: string } | undefined,
  };
  const { api, asked } = fakeApi(async ({ method, body, query }) => {
    if (!server.reachable) return unreachable();
    if (server.refuse) return new Refusing(refusal("too_many"));
    if (method === "GET") return { drafts: server.drafts };
    await server.hold;
    // Nothing is typed in the future.
    return server.answer ?? { at: Math.min(Number(body["at"] ?? query.get("at")), clock.now()) };
  });
  const drafts = new Drafts({ api, workspace: "class-1", clock });
  const told = () =>
    asked
      .filter(({ method }) => method !== "GET")
      .map(({ method, body }) => `${method} ${String(body["body"] ?? "")}`.trim());
  const others: string[] = [];
  drafts.onOther((channel, body) => others.push(`${channel}: ${body}`));
  return { clock, server, asked, drafts, told, others };
}

export const GENERAL = "general-1";
