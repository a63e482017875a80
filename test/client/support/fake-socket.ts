import type { OpenSocket, Socket } from "../../../client/socket.ts";
import { PING } from "../../../protocol/index.ts";

/** The client's end of a socket whose other end is the test. */
export class FakeSocket implements Socket {
  readonly url: string;
  readonly token: string | undefined;
  readonly sent: string[] = [];
  closedWith: number | null = null;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(url: string, token?: string) {
    this.url = url;
    this.token = token;
  }

  send(data: string): void {
    if (this.closedWith !== null) throw new Error("closed");
    this.sent.push(data);
  }

  close(code = 1005): void {
    this.closedWith = code;
  }

  /** Requests that were sent, without the heartbeat. */
  get frames(): Record<string, unknown>[] {
    return this.sent.filter((text) => text !== PING).map((text) => JSON.parse(text) as Record<string, unknown>);
  }

  get rev(): number | null {
    const rev = new URL(this.url).searchParams.get("rev");
    return rev === null ? null : Number(rev);
  }

  opens(): void {
    this.onopen?.();
  }

  says(frame: object | string): void {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }

  drops(code = 1006): void {
    this.closedWith = code;
    this.onclose?.({ code });
  }
}

/** Every socket that was asked for, in order. */
export function fakeSockets(): { open: OpenSocket; all: FakeSocket[]; last: () => FakeSocket } {
  const all: FakeSocket[] = [];
  return {
    all,
    open: (url, token) => {
      const socket = new FakeSocket(url, token);
      all.push(socket);
      return socket;
    },
    last: () => {
      const socket = all.at(-1);
      if (socket === undefined) throw new Error("no socket was opened");
      return socket;
    },
  };
}
