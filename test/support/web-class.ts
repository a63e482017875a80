/** A class as the page has it, without a network: the client's own rules carry out what is applied, and a test gives what routes answer. */
import { type Api, type WorkspaceSession, type WorkspaceState as Known } from "../../client/index.ts";
import { ClassLists } from "../../client/class-lists.ts";
import { applyWorkspaceEvent } from "../../client/workspace-state.ts";
import type { WorkspaceEvent } from "../../protocol/frames.ts";
import type { Account, Member, MyChannel } from "../../protocol/index.ts";
import type { AskedOf, ParamsOf, RouteName, RowOf } from "../../protocol/routes/index.ts";
import { WorkspaceState } from "../../web/src/lib/class/state/workspace.svelte.ts";

export const channelOf = (id: string, more: Partial<MyChannel> = {}): MyChannel => ({
  ...{ id, workspace: "w", kind: "public", name: id, topic: "", posting: "all", isDefault: false, createdBy: null },
  ...{ createdAt: 0, archivedAt: null, lastSeq: 0, lastAt: 0, readSeq: 0, mentions: 0, muted: false, notify: "all" },
  ...more,
});
export const memberOf = (id: string, more: Partial<Member> = {}): Member => ({
  ...{ id, role: "student", handle: id, name: id[0]?.toUpperCase() + id.slice(1), joinedAt: 1 },
  ...more,
});

/** Route → what it does with what it is asked: as much of an answer as the test needs. */
export type Fakes = {
  [Name in RouteName]?: (params: ParamsOf<RowOf<Name>>, asked: AskedOf<RowOf<Name>>) => Promise<unknown>;
};

/** The client's api over these; a route that has none is a fault of the test, and named. */
export function answering(fakes: Fakes): Api {
  const call = (name: RouteName, ...given: unknown[]): Promise<unknown> => {
    const fake = fakes[name] as ((...args: unknown[]) => Promise<unknown>) | undefined;
    return fake ? fake(...given) : Promise.reject(new Error(`Nothing answers ${name} in this test.`));
  };
  const addressOf = (name: RouteName, params: object) => `/${name}/${Object.values(params).join("/")}`;
  return { call, addressOf } as Partial<Api> as Api;
}

export interface Classroom {
  workspace: WorkspaceState;
  /** Every event that the page applied, in order. */
  applied: WorkspaceEvent[];
  /** Members that were asked for. */
  wanted: string[];
  /** As the socket tells it. */
  tell: (...events: WorkspaceEvent[]) => void;
  connection: (state: "open" | "connecting") => void;
}

/** I am Ada. */
export function classroom(more: Partial<Known> = {}, fakes: Fakes = {}): Classroom {
  const account = { id: "account", handle: "ada", workspaces: [] } as unknown as Account;
  let state: Known = {
    ...{ devices: 1, account, me: { member: "ada", role: "student", guest: false }, channels: new Map() },
    workspace: { id: "w", name: "Physics", createdAt: 0 } as unknown as Known["workspace"],
    ...{ threads: new Map(), scheduled: null, members: new Map([["ada", memberOf("ada")]]), online: new Set() },
    ...{ away: new Set(), blocks: new Set(), noDirect: new Set(), saved: new Map(), emoji: new Map() },
    ...{ keepsFiles: false, settings: { presence: true, quietHours: null } as unknown as Known["settings"] },
    ...more,
  } as Known;
  let connection = "open";
  const applied: WorkspaceEvent[] = [];
  const wanted: string[] = [];
  const listeners = new Set<() => void>();
  const become = (now: Known) => {
    state = now;
    for (const listener of [...listeners]) listener();
  };
  const api = answering(fakes);
  const lists = new ClassLists({ api, workspace: "w", state: () => state, become });
  const tell = (...events: WorkspaceEvent[]) => {
    for (const event of events) lists.remember(event);
    become(events.reduce(applyWorkspaceEvent, state));
  };
  const session = {
    lists,
    snapshot: () => ({ state, connection, ended: null, way: connection === "open" ? "socket" : null }),
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    apply: (event: WorkspaceEvent) => {
      applied.push(event);
      tell(event);
    },
    wantMembers: (ids: string[]) => wanted.push(...ids),
  } as unknown as WorkspaceSession;
  const workspace = new WorkspaceState(api, account, session, state);
  listeners.add(() => workspace.refresh());
  workspace.refresh();
  return {
    ...{ workspace, applied, wanted, tell },
    connection: (now) => {
      connection = now;
      for (const listener of [...listeners]) listener();
    },
  };
}

export const mapOf = <T extends { id: string }>(...all: T[]): ReadonlyMap<string, T> =>
  new Map(all.map((each) => [each.id, each]));
