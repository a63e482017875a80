/** One frame of PLACE in the page: what it is told, what it says, and the room that it takes. */
import { marked, readToPage, type Look, type ToFrame, type ToPage } from "../../../protocol/embed.ts";
import { dress, lookAt } from "./page.ts";
import type { PlaceEvents, PlaceOptions } from "./place.d.ts";

/** `tag`: the script that stands for it in the page. */
export type Options = PlaceOptions & { tag?: HTMLElement | undefined };

export class Widget {
  readonly id: string;
  readonly options: Options;
  readonly frame = document.createElement("iframe");
  /** Holds the frame apart from the page's own styles: of a name that no page has rules for. */
  readonly host = document.createElement("place-widget");
  readonly root = this.host.attachShadow({ mode: "closed" });
  /** It stood in the page. */
  wasPut = false;
  /** What it told, for who listens later. */
  readonly told: Partial<PlaceEvents> = {};
  /** Opens or closes the panel of a launcher. */
  show: (isShown: boolean) => void = () => undefined;
  readonly hears: ((message: ToPage) => void)[] = [];
  readonly #origin: string;
  readonly #look: () => Look;
  #isReady = false;
  #waiting: ToFrame[] = [];

  /** @param look what the page's script asked for, of all widgets */
  constructor(origin: string, options: Options, look: () => Look) {
    this.#origin = origin;
    this.#look = look;
    this.options = options;
    this.id = options.channel;
    const { frame } = this;
    frame.title = this.label;
    frame.allow = "clipboard-write";
    // The site is what its channel is shown to; the page's whole address is nobody's business.
    frame.referrerPolicy = "origin";
    dress(frame, "display:block;width:100%;height:100%;border:0");
    frame.onload = () => frame.src && this.#send({ type: "hello", ...this.look });
    addEventListener("message", this.#receive);
  }

  get isArabic(): boolean {
    return (this.options.lang ?? (document.documentElement.lang || navigator.language)).startsWith("ar");
  }
  get label(): string {
    return this.isArabic ? "محادثة الصف" : "Class conversation";
  }
  get look(): Look {
    const { theme, accent } = this.options;
    const asked = this.#look();
    return lookAt(this.host.parentElement, { theme: asked.theme ?? theme, accent: asked.accent ?? accent });
  }

  /** Fetches the frame. Calling it again changes nothing. */
  load(): void {
    const { frame, options, look } = this;
    if (frame.src) return;
    const query = new URLSearchParams({
      ...(look as Record<string, string>),
      ...(options.lang && { lang: options.lang }),
    });
    frame.src = `${this.#origin}/widget/${encodeURIComponent(this.id)}?${query}`;
  }

  /** Kept until the frame is ready to hear it. */
  say(message: ToFrame): void {
    if (this.#isReady) this.#send(message);
    else this.#waiting.push(message);
  }

  end(): void {
    removeEventListener("message", this.#receive);
    this.host.remove();
  }

  #send(message: ToFrame): void {
    this.frame.contentWindow?.postMessage(marked(message), this.#origin);
  }

  readonly #receive = ({ source, origin, data }: MessageEvent): void => {
    if (!source || source !== this.frame.contentWindow || origin !== this.#origin) return;
    const message = readToPage(data);
    if (!message) return;
    if (message.type === "ready") {
      this.#isReady = true;
      for (const kept of this.#waiting.splice(0)) this.#send(kept);
    }
    for (const hear of this.hears) hear(message);
  };
}
