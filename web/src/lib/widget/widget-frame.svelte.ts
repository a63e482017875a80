/** The frame of a widget: who reads in it, what is on its screen, and the page around it. */
import type { ToFrame } from "../../../../protocol/embed.ts";
import type { Refusal } from "../../../../protocol/refusals.ts";
import type { WidgetEntry, WidgetFacts } from "../../../../protocol/widgets.ts";
import { outcomeOf } from "../base/outcome.ts";
import { HostPage } from "./host-page.ts";
import { applyLook } from "./look.ts";
import { VisitorPass, type Claim } from "./pass.ts";
import { VisitorClass } from "./visitor-class.svelte.ts";

/** What the page's own script (widget-frame.html) found out and asked for before this program was there. */
export interface Begun {
  widget: string;
  /** Origin of the page around it; empty where the browser does not tell. */
  site: string;
  /** Null: it was refused, or did not come. */
  answer: Promise<WidgetEntry | null>;
}

/** What is done with a visitor once the first words are there. */
interface Running {
  hear: (message: ToFrame) => void;
  /** A frame of the room, as text. */
  receive: (text: string) => void;
  stop: () => void;
}

/** Without a name one is not let in: who may come in, and why not so. */
export interface Closed {
  refusal: Refusal;
  facts: WidgetFacts | null;
}

export class WidgetFrame {
  /** Null: nothing is known yet, or nobody is in. */
  visitor = $state.raw<VisitorClass | null>(null);
  closed = $state.raw<Closed | null>(null);
  thread = $state.raw<string | null>(null);
  /** Questions, by their places, about words that the page has no more. */
  gone = $state.raw<ReadonlySet<number>>(new Set());
  readonly widget: string;
  readonly host: HostPage;
  readonly #pass: VisitorPass;
  #running: Running | null = null;
  /** What the page said before that. */
  #waiting: ToFrame[] = [];
  /** Counts claims: an earlier answer that comes later is nobody's. */
  #turn = 0;

  constructor({ widget, site, answer }: Begun) {
    this.widget = widget;
    const isPreview = site === location.origin;
    this.host = new HostPage(site, (message) => this.#hear(message));
    this.#pass = new VisitorPass(widget, {
      site: () => this.host.origin,
      // In PLACE's own preview one is nobody for longer than it is looked at.
      isKept: !isPreview,
      onEnded: () => void this.enter({ as: "reader" }),
    });
    this.#pass.onFrame = (text) => this.#running?.receive(text);
    void this.#begin(site, answer);
  }

  get site(): string {
    return this.host.origin;
  }

  async #begin(site: string, answer: Promise<WidgetEntry | null>): Promise<void> {
    if (site === "") await this.host.known;
    const entry = await answer;
    if (!entry) return void (await this.enter({ as: this.#pass.kept === null ? "reader" : "again" }));
    this.#pass.take(entry);
    this.#welcome(entry);
  }

  /** Opens the channel as somebody. @returns why not: then one is who one was before */
  async enter(claim: Claim): Promise<Refusal | null> {
    const turn = ++this.#turn;
    const outcome = await outcomeOf(this.#pass.enter(claim));
    if (turn !== this.#turn) return null;
    if (outcome.ok) {
      this.#welcome(outcome.value);
      return null;
    }
    if (claim.as === "again") return this.enter({ as: "reader" });
    if (claim.as === "reader" || this.visitor === null) await this.#shut(outcome.refusal);
    return outcome.refusal;
  }

  /** No longer who one was. */
  async leave(): Promise<void> {
    await this.#pass.leave();
    await this.enter({ as: "reader" });
  }

  /** The room sent us out: it may be shut, or open to others only. */
  ended(): void {
    void this.enter({ as: "again" });
  }

  /** Escape, where nothing in the frame took it. */
  escaped(): void {
    if (this.thread !== null) this.thread = null;
    else this.host.say({ type: "close" });
  }

  run(running: Running): void {
    this.#running = running;
    for (const message of this.#waiting.splice(0)) running.hear(message);
  }

  #welcome(entry: WidgetEntry): void {
    this.#running?.stop();
    this.#running = null;
    this.closed = null;
    this.thread = null;
    this.visitor = new VisitorClass(entry, this.#pass, () => void this.enter({ as: "reader" }));
    if (entry.widget.accent) applyLook({ accent: entry.widget.accent }, false);
    this.host.say({ type: "ready", channel: entry.channel.name });
  }

  async #shut(refusal: Refusal): Promise<void> {
    const { api } = this.#pass;
    const facts = await outcomeOf(api.call("visits.look", { widget: this.widget }));
    this.#running?.stop();
    this.#running = null;
    this.visitor = null;
    this.closed = { refusal, facts: facts.ok ? facts.value.widget : null };
  }

  #hear(message: ToFrame): void {
    if (message.type === "hello" || message.type === "look") applyLook(message);
    if (message.type === "hello" && this.visitor)
      this.host.say({ type: "ready", channel: this.visitor.entry.channel.name });
    if (message.type === "identify") void this.enter({ as: "named", jwt: message.jwt });
    else if (this.#running) this.#running.hear(message);
    else if (message.type !== "look" && message.type !== "hello") this.#waiting.push(message);
  }
}
