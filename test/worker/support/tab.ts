/** An open tab: the workspace socket of one person, whose frames can be waited for. */
import { exports } from "cloudflare:workers";
import { ORIGIN, type Somebody } from "./classroom.ts";

type Frame<T extends string> = { type: T } & Record<string, unknown>;

export class Tab {
  readonly frames: Frame<string>[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #socket: WebSocket;
  closed: number | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string" && data.startsWith("{")) this.frames.push(JSON.parse(data) as Frame<string>);
      this.#wake();
    });
    socket.addEventListener("close", ({ code }) => {
      this.closed = code;
      this.#wake();
    });
    socket.accept();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** The first frame of this type, waited for, that holds; it is taken out, so that the next call waits for another. */
  async heard<T extends string>(type: T, holds: (frame: Frame<T>) => boolean = () => true): Promise<Frame<T>> {
    return this.#until(() => {
      const place = this.frames.findIndex((frame) => frame.type === type && holds(frame as Frame<T>));
      return place < 0 ? undefined : (this.frames.splice(place, 1)[0] as Frame<T>);
    });
  }

  async hungUp(): Promise<number> {
    return this.#until(() => this.closed);
  }

  close(): void {
    this.#socket.close(1000);
  }
}

/** Opens a socket (`/workspaces/…/socket` or `/channels/…/socket`) in somebody's name. */
export async function openTab(who: Somebody, path: string): Promise<Tab> {
  const headers = { upgrade: "websocket", authorization: `Bearer ${who.token}` };
  const response = await exports.default.fetch(`${ORIGIN}/api${path}`, { headers });
  if (!response.webSocket) throw new Error(`${response.status} ${await response.text()}`);
  return new Tab(response.webSocket);
}
