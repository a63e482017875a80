/** The page around the frame: what it says is taken from its window and its origin alone, and what it is told goes to that origin alone. */
import { marked, type ToFrame, type ToPage } from "../../../../protocol/embed.ts";
import { readToFrame } from "../../../../protocol/embed-shapes.ts";

export class HostPage {
  /** Settles when the page's origin is known. */
  readonly known: Promise<void>;
  #origin: string;
  #found: () => void = () => undefined;
  readonly #onMessage: (message: ToFrame) => void;

  /** @param origin of the page; empty where the browser does not tell: then it is that of the first who says hello */
  constructor(origin: string, onMessage: (message: ToFrame) => void) {
    this.#origin = origin;
    this.#onMessage = onMessage;
    this.known = new Promise((resolve) => (this.#found = resolve));
    if (origin !== "") this.#found();
    addEventListener("message", this.#receive);
  }

  get origin(): string {
    return this.#origin;
  }

  say(message: ToPage): void {
    if (parent !== window && this.#origin !== "") parent.postMessage(marked(message), this.#origin);
  }

  readonly #receive = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source !== parent || parent === window) return;
    const message = readToFrame(data);
    if (message === null) return;
    if (this.#origin === "" && message.type === "hello") {
      this.#origin = origin;
      this.#found();
    }
    if (origin === this.#origin) this.#onMessage(message);
  };
}
