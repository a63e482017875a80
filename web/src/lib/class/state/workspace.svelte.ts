/** The class on screen, as components read it: what is mirrored of it, what the side panel shows, and what I change in it. */
import { createContext } from "svelte";
import { unreadOf, type AskedFrom } from "../../../../../client/index.ts";
import type { Channel, Member, MyChannel, Settings, Workspace } from "../../../../../protocol/index.ts";
import { done, outcomeOf, type Outcome } from "../../base/outcome.ts";
import { remembered } from "../account/remembered.ts";
import { ClassMirror } from "./class-mirror.svelte.ts";

export type Panel =
  | { show: "details"; channel: string }
  | { show: "people"; channel: string }
  | { show: "pins"; channel: string }
  | { show: "lists"; channel: string }
  | { show: "profile"; member: string }
  | { show: "welcome" };
export type { Connection } from "./class-mirror.svelte.ts";

export class WorkspaceState extends ClassMirror {
  panel = $state.raw<Panel | null>(null);
  activeChannel = $state<string | null>(null);
  /** Where the focus goes when the side panel closes. */
  #opener: HTMLElement | null = null;
  /** Where the focus was when somebody asked for what the panel shows; null: it came by itself. */
  askedFrom: Element | null = null;

  /** It has something new for me: where I muted it, only what names me. */
  hasNews(channel: MyChannel): boolean {
    return this.isMuted(channel) ? channel.mentions > 0 : unreadOf(channel) > 0;
  }

  openProfile(memberId: string): void {
    this.#openPanel({ show: "profile", member: memberId });
  }

  openDetails(channelId: string): void {
    this.#openPanel({ show: "details", channel: channelId });
  }

  /** @param isAsked as of `openWelcome` */
  openPeople(channelId: string, isAsked = true): void {
    this.#openPanel({ show: "people", channel: channelId }, isAsked);
  }

  /** @param isAsked false: it comes by itself, and takes nobody's focus. */
  openWelcome(isAsked = true): void {
    this.#openPanel({ show: "welcome" }, isAsked);
  }

  /** @param isAsked as of `openWelcome` */
  openPins(channelId: string, isAsked = true): void {
    this.#openPanel({ show: "pins", channel: channelId }, isAsked);
  }

  #openPanel(panel: Panel, isAsked = true): void {
    const from = document.activeElement;
    if (isAsked && !this.panel && from instanceof HTMLElement) this.#opener = from;
    this.askedFrom = isAsked ? from : null;
    this.panel = panel;
  }

  closePanel(): void {
    this.panel = null;
    // The opener may have been scrolled out of the page since.
    const target = this.#opener?.isConnected ? this.#opener : document.getElementById("main");
    this.#opener = null;
    queueMicrotask(() => target?.focus());
  }

  /** A channel of mine that I just changed. */
  acceptChange(channel: Channel): void {
    this.session.apply({ type: "channelChanged", channel });
  }

  /** I just left it. */
  dropChannel(id: string): void {
    this.session.apply({ type: "channelLeft", channel: id });
    if (remembered.channelOf(this.id) === id) remembered.keepChannel(this.id, null);
  }

  acceptWorkspace(workspace: Workspace): void {
    this.session.apply({ type: "workspaceChanged", workspace });
  }

  /** People, as the server just told them. */
  acceptMembers(members: readonly Member[]): void {
    for (const member of members) this.session.apply({ type: "memberChanged", member });
  }

  /** Name, pronouns, bio, picture: mine, in this class. */
  async editProfile(change: AskedFrom<"members.editMe">): Promise<Outcome<Member>> {
    const outcome = await outcomeOf(this.api.call("members.editMe", { workspace: this.id }, change));
    if (!outcome.ok) return outcome;
    this.acceptMembers([outcome.value.member]);
    return done(outcome.value.member);
  }

  /** What I set for myself in this class. */
  async editSettings(change: Partial<Settings>): Promise<Outcome<Settings>> {
    const outcome = await outcomeOf(this.api.call("settings.edit", { workspace: this.id }, change));
    if (!outcome.ok) return outcome;
    this.session.apply({ type: "settingsChanged", settings: outcome.value.settings });
    return done(outcome.value.settings);
  }

  /** Everything up to `seq` was seen. Merged; never moves back. */
  markRead(channelId: string, seq: number): void {
    this.session.apply({ type: "read", channel: channelId, seq });
  }

  setActiveChannel(id: string | null): void {
    if (this.activeChannel === id) return;
    this.activeChannel = id;
    if (id !== null) remembered.keepChannel(this.id, id);
  }
}

/** `getWorkspace()` in any component under the class shell. */
export const [getWorkspace, provideWorkspace] = createContext<WorkspaceState>();
