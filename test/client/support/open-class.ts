/** A class in a tab over a server that answers as the test says: its socket is the test's, and answers can be held back. */
import { onTestFinished } from "vitest";
import { WorkspaceSession, type WorkspaceSessionOptions } from "../../../client/workspace-session.ts";
import { type Draft, type Refusal } from "../../../protocol/index.ts";
import { fakeApi, Refusing, unreachable } from "./fake-api.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeSignals } from "./fake-signals.ts";
import { fakeSockets } from "./fake-socket.ts";
import { bootstrapOf, memberOf } from "./class-state.ts";

/** `hold`: answers to those paths wait until `answer` is called. */
export function made(more: Partial<WorkspaceSessionOptions> = {}) {
  const server = {
    bootstrap: bootstrapOf(),
    threads: {} as Record<string, object>,
    drafts: [] as Draft[],
    scheduled: [] as object[],
    everyone: { members: [memberOf("ada-me"), memberOf("ben-01")], noDirect: [] as string[] },
    reachable: true,
    refuse: null as Refusal | null,
    hold: null as RegExp | null,
  };
  const waiting: (() => void)[] = [];
  const clock = new FakeClock();
  const sockets = fakeSockets();
  const signals = new FakeSignals();
  const { api, asked } = fakeApi(async ({ path, query, method, body }) => {
    const { bootstrap } = server;
    if (server.hold?.test(path)) await new Promise<void>((resolve) => waiting.push(resolve));
    if (!server.reachable) return unreachable();
    if (server.refuse !== null) return new Refusing(server.refuse);
    if (path.endsWith("/bootstrap")) return bootstrap;
    if (path.endsWith("/drafts")) return { drafts: server.drafts };
    if (path.endsWith("/draft")) return { at: method === "PUT" ? Number(body["at"]) : clock.now() };
    if (path.endsWith("/scheduled")) return { scheduled: server.scheduled };
    if (path.endsWith("/members")) {
      const ids = query.get("ids");
      return ids === null ? server.everyone : { members: ids.split(",").map((id) => memberOf(id)) };
    }
    return { channel: server.threads[path.split("/").at(-1) ?? ""] };
  });
  const session = new WorkspaceSession({
    ...{ api, workspace: "class-1", clock, signals, random: () => 0.5, openSocket: sockets.open },
    schedule: (run) => run(),
    ...more,
  });
  onTestFinished(() => session.close());
  const hello = (also: object = {}) => {
    sockets.last().opens();
    sockets.last().says({ type: "hello", now: clock.now(), changedAt: 0, online: ["ada-me"], reads: {}, ...also });
  };
  const answer = async () => {
    for (const resolve of waiting.splice(0)) resolve();
    await clock.pass(0);
  };
  const asks = (end = "/bootstrap") => asked.filter(({ path }) => path.endsWith(end)).length;
  const state = () => session.snapshot().state;
  return { server, clock, signals, sockets, asked, asks, session, hello, answer, state };
}

/** Bootstrap is answered, and the socket has said hello. */
export async function opened(more: Partial<WorkspaceSessionOptions> = {}) {
  const all = made(more);
  all.session.open();
  await all.clock.pass(0);
  all.hello();
  return all;
}

/** A second's half: what `random` makes of the spread. */
export const SPREAD = 500;
