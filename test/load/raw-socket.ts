/**
 * A WebSocket that costs next to nothing: the bench's clients run on the same cores as the server, and a thousand sockets of a
 * library would be measured along with it. Text frames in one piece, no extensions: what workerd sends.
 */
import { createHash, randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { ECHO as HEARTBEAT_ECHO } from "../../protocol/heartbeat.ts";

const ACCEPT_KEY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const ECHO = Buffer.from(HEARTBEAT_ECHO);
const [TEXT, CLOSE, PING, PONG] = [1, 8, 9, 10];

export class RawSocket {
  onText: (text: Buffer) => void = () => undefined;
  onClose: () => void = () => undefined;
  /** The code of the close frame that came; undefined where none did. */
  closedWith: number | undefined;
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** @throws Error with the status line when the upgrade is refused */
  static open(url: string, headers: Record<string, string>, onText: (text: Buffer) => void): Promise<RawSocket> {
    const { hostname, port, pathname, search, host } = new URL(url);
    const key = randomBytes(16).toString("base64");
    const accept = createHash("sha1").update(`${key}${ACCEPT_KEY}`).digest("base64");
    const lines = Object.entries({
      host,
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": key,
      ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      const raw = new RawSocket(socket);
      raw.onText = onText;
      socket.setNoDelay(true);
      socket.write(`GET ${pathname}${search} HTTP/1.1\r\n${lines.join("")}\r\n`);
      let head: Buffer = Buffer.alloc(0);
      const shake = (chunk: Buffer) => {
        head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) return;
        const text = head.toString("latin1", 0, end);
        if (!text.startsWith("HTTP/1.1 101") || !text.includes(accept)) {
          socket.destroy();
          return reject(new Error(`${url}: ${text.split("\r\n")[0]}`));
        }
        socket.off("data", shake);
        socket.on("data", (more: Buffer) => raw.#take(more));
        resolve(raw);
        raw.#take(head.subarray(end + 4));
      };
      socket.on("data", shake);
      socket.once("error", reject);
      socket.on("error", () => undefined);
      socket.once("close", () => raw.onClose());
    });
  }

  send(text: string): void {
    this.#socket.write(frameOf(TEXT, Buffer.from(text)));
  }

  /** Says goodbye; the answer, which takes workerd ten seconds, is not waited for. */
  close(): void {
    this.#socket.write(frameOf(CLOSE, Buffer.from([0x03, 0xe8])));
    this.#socket.destroySoon();
  }

  /** Reads nothing more: whoever sends has to keep it. */
  stopReading(): void {
    this.#socket.pause();
  }
  read(): void {
    this.#socket.resume();
  }

  /** Gone without a word, as a laptop that leaves the room. */
  cut(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    let rest: Buffer = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const frame = readFrame(rest);
      if (!frame) break;
      rest = rest.subarray(frame.size);
      if (frame.opcode === TEXT) {
        // As every client must: else it is taken for one that does not read.
        if (frame.payload.subarray(0, ECHO.length).equals(ECHO)) this.send(frame.payload.toString());
        else this.onText(frame.payload);
      } else if (frame.opcode === PING) this.#socket.write(frameOf(PONG, frame.payload));
      else if (frame.opcode === CLOSE) {
        this.closedWith = frame.payload.length >= 2 ? frame.payload.readUInt16BE(0) : undefined;
        this.#socket.destroy();
      }
    }
    this.#rest = rest;
  }
}

/** Sockets 0 to `count` - 1 that are only held, opened some at a time. */
export async function openSockets(
  count: number,
  addressOf: (i: number) => { url: string; headers: Record<string, string> },
): Promise<RawSocket[]> {
  const sockets: RawSocket[] = [];
  for (let i = 0; i < count; i += 20) {
    const some = Array.from({ length: Math.min(20, count - i) }, (_, k) => {
      const { url, headers } = addressOf(i + k);
      return RawSocket.open(url, headers, () => undefined);
    });
    sockets.push(...(await Promise.all(some)));
  }
  return sockets;
}

function readFrame(bytes: Buffer): { opcode: number; payload: Buffer; size: number } | null {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return null;
  let [start, length] = [2, second & 0x7f];
  if (length === 126) {
    if (bytes.length < 4) return null;
    [start, length] = [4, bytes.readUInt16BE(2)];
  } else if (length === 127) {
    if (bytes.length < 10) return null;
    [start, length] = [10, Number(bytes.readBigUInt64BE(2))];
  }
  if (bytes.length < start + length) return null;
  if (first < 0x80) throw new Error("a frame in pieces");
  return { opcode: first & 0x0f, payload: bytes.subarray(start, start + length), size: start + length };
}

/** Masked with zeros, as a client must mask. At most 64 KiB. */
function frameOf(opcode: number, payload: Buffer): Buffer {
  const short = payload.length < 126;
  const head = Buffer.alloc(short ? 6 : 8);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (short ? payload.length : 126);
  if (!short) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}
