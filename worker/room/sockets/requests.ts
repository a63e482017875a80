/** What comes in on a socket: read, confirmed, and handed to who carries it out, each member's in the order it came. */
import { CLOSE, FRAME_MAX_BYTES, refusal, type ChannelRequest } from "../../../protocol/index.ts";
import { log } from "../../log.ts";
import { ALL, tally } from "../../tally.ts";
import type { Changes } from "../commit/changes.ts";
import type { Posts } from "../commit/posts.ts";
import type { MessageRules } from "../commit/rules.ts";
import { isReader, type ChannelFacts } from "../contract.ts";
import type { ChannelSockets } from "./channel-sockets.ts";
import type { Handshake } from "./handshake.ts";
import type { Pages } from "./pages.ts";
import type { PerMemberQueue } from "./per-member-queue.ts";
import { readFrame } from "./read-frame.ts";
import { closeSocket, isPutOut } from "./socket-identity.ts";

/** What somebody without a name may ask for; what they would say is refused, and what they do is not told. */
const FOR_READERS: ReadonlySet<ChannelRequest["type"]> = new Set(["page", "resume"]);

const UNREAD_WAIT_MS = 2_000;

interface Host {
  facts: () => ChannelFacts;
  sockets: ChannelSockets;
  queue: PerMemberQueue;
  rules: MessageRules;
  posts: Posts;
  changes: Changes;
  pages: Pages;
  handshake: Handshake;
  markRead: (socket: WebSocket, request: Extract<ChannelRequest, { type: "markRead" }>) => void;
  /** For work that holds up nothing else of who asked for it. */
  alsoDo: (work: Promise<unknown> | undefined) => void;
}

export class Requests {
  readonly #room: Host;

  constructor(room: Host) {
    this.#room = room;
  }

  /** Never throws: an exception would only be logged by the runtime, and the sender must hear of it. */
  take(socket: WebSocket, raw: string | ArrayBuffer): void {
    const { facts, sockets, queue } = this.#room;
    if (isPutOut(socket, sockets.attachments.of(socket))) return;
    tally.add(ALL, "frames");
    const frame = readFrame(raw, FRAME_MAX_BYTES);
    if (!frame.ok) {
      sockets.refuse(socket, frame.ref, frame.refusal);
      if (frame.refusal.code === "too_large") closeSocket(socket, CLOSE.tooLarge, "frame too large");
      return;
    }
    if (frame.value.type === "echo") return sockets.unread.echoed(socket, frame.value.token);
    const onFault = (error: unknown) => {
      const { trace } = sockets.attachments.of(socket);
      log.fault("frame", error, { channel: facts().channelId, type: frame.value.type, trace });
      sockets.refuse(socket, frame.ref, refusal("internal", { retryAfter: 1_000 }));
    };
    try {
      const { member } = sockets.attachments.of(socket);
      queue.take(member, () => this.#confirmed(socket, () => this.#handle(socket, frame.value)), onFault);
    } catch (error) {
      onFault(error);
    }
  }

  #confirmed(socket: WebSocket, work: () => void | Promise<void>): void | Promise<void> {
    const confirmed = this.#room.sockets.confirm(socket);
    return confirmed === true ? work() : confirmed.then((stays) => (stays ? work() : undefined));
  }

  /** How long to wait with what is answered by much, ms. Who does not read what they were answered is answered no more. */
  #waitFor(what: "page" | "resume", socket: WebSocket): number {
    const { rules, sockets } = this.#room;
    const wait = rules.mayTake(what, sockets.attachments.of(socket), Date.now());
    return sockets.unread.mayAsk(socket) ? wait : Math.max(wait, UNREAD_WAIT_MS);
  }

  #handle(socket: WebSocket, request: ChannelRequest): void | Promise<void> {
    const { facts, sockets, rules, posts, changes, pages, handshake, markRead, alsoDo } = this.#room;
    const who = sockets.attachments.of(socket);
    if (isReader(who) && !FOR_READERS.has(request.type)) {
      const ref = "ref" in request ? request.ref : "id" in request ? request.id : undefined;
      return ref === undefined ? undefined : sockets.refuse(socket, ref, refusal("not_signed_in"));
    }
    switch (request.type) {
      case "post":
        return posts.post(who, request, socket);
      case "edit":
      case "delete":
      case "act": {
        const { ref } = request;
        return changes.change(who, request, (written) => {
          if (!written.ok) return sockets.refuse(socket, ref, written.refusal);
          const { seq, rev } = written.message;
          sockets.send(socket, { type: "done", ref, seq, rev });
        });
      }
      case "markRead":
        return markRead(socket, request);
      case "page": {
        const wait = this.#waitFor("page", socket);
        if (wait > 0) return sockets.refuse(socket, request.ref, refusal("too_fast", { retryAfter: wait }));
        return alsoDo(log.traced(who.trace ?? "", () => pages.answer(socket, request)));
      }
      case "typing":
        return rules.mayType(facts(), who, Date.now())
          ? sockets.sendToOthers(
              socket,
              { type: "typed", member: who.member },
              (other) =>
                // Who is there is told to those who are somebody there themselves.
                !isReader(sockets.attachments.of(other)),
            )
          : undefined;
      case "resume": {
        const wait = this.#waitFor("resume", socket);
        if (wait > 0) return sockets.refuse(socket, undefined, refusal("too_fast", { retryAfter: wait }));
        return sockets.sendText(socket, handshake.firstFrame(request.rev, who.readSeq));
      }
      case "echo":
        // It asks for nothing and needs no lease: it was taken before.
        return undefined;
    }
    return request satisfies never;
  }
}
