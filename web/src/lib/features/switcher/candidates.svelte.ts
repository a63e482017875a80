/** Everything that can be gone to: my channels and people at once, my threads when the server has told them. */
import { t } from "#texts/switcher";
import { badgeOf } from "../../../../../client/index.ts";
import type { Checkpoint, MyThread } from "../../../../../protocol/index.ts";
import { Affinity } from "../../base/browser/affinity.ts";
import { excerpt } from "../../conversation/markup/excerpt.ts";
import { outcomeOf } from "../../base/outcome.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { beside } from "../../base/texts/beside.ts";
import { BADGES } from "../../class/people/badges.ts";
import type { Candidate } from "./destinations.ts";
import { visitsOf } from "./visits.ts";

export class Candidates {
  readonly #workspace: WorkspaceState;
  readonly #visits: Affinity;
  readonly #named: Affinity;
  #threads = $state.raw<MyThread[]>([]);
  #checkpoints = $state.raw<Checkpoint[]>([]);

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
    this.#visits = visitsOf(workspace.me.id);
    this.#named = new Affinity(workspace.me.id);
  }

  readonly all: Candidate[] = $derived.by(() => [...this.#channels(), ...this.#people(), ...this.#myThreads()]);

  /** Found by their names alone: without a query they would stand before the people. */
  readonly checkpoints: Candidate[] = $derived.by(() => this.#myCheckpoints());

  /** Threads, checkpoints, and of a large class everybody. What cannot be had is left out. */
  async load(): Promise<void> {
    const { api, id } = this.#workspace;
    const [threads, checkpoints, people] = await Promise.all([
      outcomeOf(api.call("threads.list", { workspace: id })),
      outcomeOf(api.call("personal.checkpoints", { workspace: id })),
      outcomeOf(api.call("members.list", { workspace: id })),
    ]);
    if (threads.ok) this.#threads = threads.value.threads;
    if (checkpoints.ok) this.#checkpoints = checkpoints.value.checkpoints;
    if (people.ok) this.#workspace.acceptMembers(people.value.members.filter(({ id }) => !this.#isKnown(id)));
  }

  #isKnown(member: string): boolean {
    return this.#workspace.people.some(({ id }) => id === member);
  }

  #channels(): Candidate[] {
    const workspace = this.#workspace;
    return workspace.channels
      .filter(({ archivedAt, kind }) => archivedAt === null && kind !== "dm")
      .map((channel) => ({
        destination: {
          kind: "channel",
          key: channel.id,
          title: workspace.titleOf(channel),
          more: channel.kind === "group" ? t.group : channel.topic,
          channel,
        },
        words: "",
        ...badgeOf(channel),
        used: this.#visits.of(channel.id) + this.#named.of(`#${channel.id}`),
        lastAt: channel.lastAt,
      }));
  }

  /** A person and the direct message with them are one. */
  #people(): Candidate[] {
    const workspace = this.#workspace;
    const direct = new Map(
      workspace.channels
        .filter(({ kind }) => kind === "dm")
        .map((channel) => [workspace.othersIn(channel)[0] ?? workspace.me.id, channel]),
    );
    return workspace.people
      .filter(({ imported, bot }) => imported !== true && bot !== true)
      .map((member) => {
        const channel = direct.get(member.id);
        const isMe = member.id === workspace.me.id;
        return {
          destination: {
            kind: "person",
            key: member.id,
            title: isMe ? t.you({ name: member.name }) : member.name,
            more: beside(`@${member.handle}`, BADGES[member.role]),
            member,
          },
          words: member.handle,
          ...(channel ? badgeOf(channel) : { unread: 0, mentions: 0 }),
          used: this.#named.of(`@${member.id}`) + (channel ? this.#visits.of(channel.id) : 0),
          lastAt: channel?.lastAt ?? 0,
        };
      });
  }

  #myThreads(): Candidate[] {
    const workspace = this.#workspace;
    return this.#threads.map(({ channel: thread, root }) => {
      const channel = workspace.channel(thread.id) ?? thread;
      const parent = thread.parent && workspace.channel(thread.parent.channel);
      const isDirect = parent?.kind === "dm" || parent?.kind === "group";
      const where = parent ? `${isDirect ? "" : "#"}${workspace.titleOf(parent)}` : "";
      return {
        destination: {
          kind: "thread",
          key: channel.id,
          title: root.deletedAt === undefined ? excerpt(root.body, 80) || t.aThread : t.deletedMessage,
          more: t.threadIn({ place: where }),
          channel,
        },
        words: where,
        ...badgeOf(channel),
        used: this.#visits.of(channel.id),
        lastAt: channel.lastAt,
      };
    });
  }

  #myCheckpoints(): Candidate[] {
    const workspace = this.#workspace;
    return this.#checkpoints.flatMap(({ channel: id, seq, name, at }) => {
      const channel = workspace.channel(id);
      if (!channel) return [];
      const place = `#${workspace.titleOf(channel)}`;
      return {
        destination: {
          kind: "checkpoint" as const,
          key: `${id} ${seq}`,
          title: name,
          more: t.checkpointIn({ place }),
          ...{ channel, seq },
        },
        ...{ words: "", unread: 0, mentions: 0, used: 0, lastAt: at },
      };
    });
  }
}
