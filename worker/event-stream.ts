/**
 * A live object's socket as server-sent events, for who can have no socket: a school's proxy, `curl -N`, a few lines of Python.
 *
 * The worker holds the open answer and reads an ordinary hibernatable socket of the room, so that a room may sleep while streams are
 * open, and knows nothing of them: leases, orders and endings (I5, I6) are those of sockets. An answer that the room itself held open
 * would keep it awake, and billed, for as long.
 *
 * A stream is short on purpose. All that passes through it counts against the CPU time of one request (10 ms on the free plan), so it
 * ends after so many events or minutes; who reads it comes back with `Last-Event-ID` and misses nothing.
 */
import { ECHO, PING, PONG, type ChannelEvent, type WorkspaceEvent } from "../protocol/index.ts";
import { STREAM_HEARTBEAT_MS, STREAM_MAX_EVENTS, STREAM_MAX_MS, STREAM_UNREAD_MAX_BYTES } from "../protocol/limits.ts";
import type { AppContext } from "./hono-env.ts";
import { Refused } from "./refused.ts";

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  // A proxy on the way is not to gather, nor to pack, what is to be read now.
  "cache-control": "private, no-store, no-transform",
  "x-accel-buffering": "no",
  "x-content-type-options": "nosniff",
};
/** Who is cut off comes back after so long, ms. */
const RETRY_MS = 500;
const GONE = 1000;
/**
 * A sign of life, and how soon one comes back, without a blank line after them: by the standard such a block is no event, but
 * readers that do not ask whether it has data (@microsoft/fetch-event-source) hand it out as one, and its JSON does not parse.
 */
const ALIVE = ":\n";
const RETRY = `retry: ${RETRY_MS}\n`;

/**
 * @param open the object's answer to an upgrade. `lastSeen`: of `Last-Event-ID`, undefined where there is none
 * @throws Refused `invalid` for a `Last-Event-ID` that is no `rev`; what `open` throws
 */
export async function eventStream(
  c: AppContext,
  open: (lastSeen: number | undefined) => Promise<Response>,
): Promise<Response> {
  const answer = await open(lastEventId(c));
  const { webSocket } = answer;
  if (!webSocket) return answer;
  webSocket.accept();
  if (c.req.method === "HEAD") {
    webSocket.close(GONE);
    return new Response(null, { headers: HEADERS });
  }
  return new Response(eventsOf(webSocket), { headers: HEADERS });
}

function lastEventId(c: AppContext): number | undefined {
  const id = c.req.header("last-event-id")?.trim();
  // An empty one is what a browser sends that has heard of none.
  if (id === undefined || id === "") return undefined;
  if (!/^\d{1,15}$/u.test(id)) throw new Refused("invalid");
  return Number(id);
}

/** The frames of an accepted socket. It is closed when nobody reads, and what is read ends with it. */
export function eventsOf(socket: WebSocket): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let events = 0;
  let isOver = false;
  let beat: ReturnType<typeof setInterval>;
  let last: ReturnType<typeof setTimeout>;
  const stop = () => {
    isOver = true;
    clearInterval(beat);
    clearTimeout(last);
    try {
      socket.close(GONE);
    } catch {
      // The object closed it.
    }
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = () => {
          if (isOver) return;
          stop();
          controller.close();
        };
        const tell = (text: string) => {
          if (isOver) return;
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) > 0) return;
          // Nobody reads: what waits is given back, and the socket's place in the room.
          stop();
          controller.error(new Error("nobody reads this stream"));
        };
        socket.addEventListener("message", ({ data }) => {
          if (typeof data !== "string") return;
          if (data === PONG) return tell(ALIVE);
          // What waits here for a reader is bounded here.
          if (data.startsWith(ECHO)) return socket.send(data);
          tell(eventOf(data));
          events += 1;
          if (events >= STREAM_MAX_EVENTS) end();
        });
        socket.addEventListener("close", end);
        socket.addEventListener("error", end);
        // Answered by the platform, and wakes nobody. To who reads it says that the line holds; to the object, that somebody is there.
        beat = setInterval(() => socket.send(PING), STREAM_HEARTBEAT_MS);
        last = setTimeout(end, STREAM_MAX_MS);
        tell(RETRY);
      },
      cancel: stop,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: STREAM_UNREAD_MAX_BYTES }),
  );
}

/** `frame`: JSON on one line. The `id` of what moves a reader on is the `rev` that it brings them to. */
function eventOf(frame: string): string {
  const event = JSON.parse(frame) as ChannelEvent | WorkspaceEvent;
  const rev = revOf(event);
  return `${rev === null ? "" : `id: ${rev}\n`}event: ${event.type}\ndata: ${frame}\n\n`;
}

function revOf(event: ChannelEvent | WorkspaceEvent): number | null {
  if (event.type === "welcome" || event.type === "resumed") return event.head.rev;
  return event.type === "changed" ? Math.max(...event.changes.map(({ rev }) => rev)) : null;
}
