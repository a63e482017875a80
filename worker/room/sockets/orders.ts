/**
 * What the worker tells a room about those who are in it, carried out on its sockets and passed on to its threads: their members are
 * the channel's (promise I6).
 */
import { CLOSE, visitUnder } from "../../../protocol/index.ts";
import type { ChannelFacts, RoomOrder, SocketIdentity, WidgetRules } from "../contract.ts";
import { withRules } from "../channel-facts.ts";
import type { ChannelFactsStore } from "../channel-facts-store.ts";
import type { OpenThreads } from "../threads/open-threads.ts";
import type { RecentOrders } from "./recent-orders.ts";
import type { PagesOverHttp } from "./pages-over-http.ts";
import type { Reconnects } from "./reconnects.ts";
import type { ChannelSockets } from "./channel-sockets.ts";
import { closeSocket } from "./socket-identity.ts";

/** They change nobody's place. */
const OF_NOBODY: ReadonlySet<RoomOrder["type"]> = new Set<RoomOrder["type"]>([
  "rulesChanged",
  "lockChanged",
  "heldWordsChanged",
  "heldDecided",
  "toldOfAllChanged",
]);

interface Host {
  channel: ChannelFactsStore;
  sockets: ChannelSockets;
  reconnects: Reconnects;
  pagesOverHttp: PagesOverHttp;
  recentOrders: RecentOrders;
  threads: OpenThreads;
  /** See `toldOfAllChanged`. */
  toldOfAllChanged: () => void;
  /** The channel is another than before. */
  rulesChanged: (before: ChannelFacts, after: ChannelFacts) => void;
}

export class RoomOrders {
  readonly #room: Host;

  constructor(room: Host) {
    this.#room = room;
  }

  /** Here, and in the threads where somebody is. */
  async everywhere(order: RoomOrder): Promise<void> {
    this.here(order);
    await this.#room.threads.tell(order);
  }

  /** The thread hangs in another channel now: who is here comes back, and is looked up among its members. */
  wentElsewhere(): void {
    const { sockets, reconnects, recentOrders } = this.#room;
    reconnects.forget();
    recentOrders.everybody();
    for (const socket of sockets.all()) sockets.end(socket, CLOSE.comeBack, "it hangs elsewhere now");
  }

  here(order: RoomOrder): void {
    const { sockets, reconnects, pagesOverHttp } = this.#room;
    const concerns = (who: SocketIdentity) => this.#concerns(order, who);
    reconnects.forget(concerns);
    pagesOverHttp.forget(concerns);
    this.#remember(order);
    switch (order.type) {
      case "rulesChanged": {
        const { facts } = this.#room.channel;
        const after = facts && withRules(facts, order.rules);
        if (after) this.#room.channel.keep(after);
        if (after) this.#room.rulesChanged(facts, after);
        // Who is in the class hears it by the class's socket.
        if (order.shown)
          for (const socket of sockets.visitors()) sockets.send(socket, { type: "channelShown", channel: order.shown });
        return;
      }
      case "lockChanged":
      case "heldWordsChanged": {
        const { facts } = this.#room.channel;
        const changed = order.type === "lockChanged" ? { locked: order.locked || undefined } : { words: order.words };
        if (facts) this.#room.channel.keep({ ...facts, ...changed } as ChannelFacts);
        return;
      }
      case "memberLeft":
        for (const socket of sockets.ofMember(order.member)) sockets.end(socket, CLOSE.removed, "not in here any more");
        // A direct message keeps its two members, but nobody writes to one who left.
        if (this.#isDirect()) for (const socket of sockets.all()) sockets.change(socket, { closed: "no_direct" });
        return;
      case "standingChanged":
        for (const socket of sockets.ofMember(order.member)) sockets.change(socket, order.standing);
        return;
      case "directChanged":
        for (const [member, closed] of Object.entries(order.closed))
          for (const socket of sockets.ofMember(member)) sockets.change(socket, { closed });
        return;
      case "privacyChanged":
        for (const socket of sockets.ofMember(order.member)) sockets.change(socket, { privacy: order.privacy });
        return;
      case "sessionEnded":
        for (const socket of sockets.ofSession(order.session)) sockets.end(socket, CLOSE.sessionEnded, "signed out");
        return;
      case "widgetChanged":
        for (const socket of sockets.ofWidget(order.widget)) this.#follow(socket, order.rules);
        return;
      case "classChanged":
        for (const socket of sockets.all()) sockets.change(socket, { classArchived: order.archived });
        return;
      case "toldOfAllChanged":
        return this.#room.toldOfAllChanged();
      case "heldDecided": {
        const { message, posted } = order;
        for (const socket of sockets.ofMember(order.member)) sockets.send(socket, { type: "decided", message, posted });
        return;
      }
    }
    order satisfies never;
  }

  /** Somebody's widget is set so now: they stay with what it allows them, or go. */
  #follow(socket: WebSocket, rules: WidgetRules | null): void {
    const { sockets } = this.#room;
    const { visit } = sockets.attachments.of(socket);
    if (!visit) return;
    const allowed = rules && visitUnder(rules, visit);
    if (!allowed) sockets.end(socket, CLOSE.removed, "not shown here any more");
    else if (allowed.writes !== visit.writes || allowed.holds !== visit.holds) {
      sockets.change(socket, { visit: { ...visit, ...allowed } });
      // What the page offers is told when it comes in.
      closeSocket(socket, CLOSE.comeBack, "the rules changed");
    }
  }

  #remember(order: RoomOrder): void {
    const { recentOrders } = this.#room;
    if (OF_NOBODY.has(order.type)) return;
    if (order.type === "widgetChanged") recentOrders.widget(order.widget);
    else if (order.type === "sessionEnded") recentOrders.session(order.session);
    else if (order.type === "directChanged")
      for (const member of Object.keys(order.closed)) recentOrders.member(member);
    else if (order.type === "classChanged" || (order.type === "memberLeft" && this.#isDirect()))
      recentOrders.everybody();
    else if ("member" in order) recentOrders.member(order.member);
  }

  #concerns(order: RoomOrder, was: SocketIdentity): boolean {
    switch (order.type) {
      case "rulesChanged":
      case "lockChanged":
      case "heldWordsChanged":
      case "heldDecided":
      case "toldOfAllChanged":
        return false;
      case "classChanged":
        return true;
      case "widgetChanged":
        return was.visit?.widget === order.widget;
      case "memberLeft":
        return was.member === order.member || this.#isDirect();
      case "standingChanged":
      case "privacyChanged":
        return was.member === order.member;
      case "directChanged":
        return was.member in order.closed;
      case "sessionEnded":
        return was.session === order.session;
    }
    return order satisfies never;
  }

  #isDirect(): boolean {
    const { facts } = this.#room.channel;
    return (facts?.thread?.parent ?? facts)?.kind === "dm";
  }
}
