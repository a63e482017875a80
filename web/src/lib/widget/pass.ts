/**
 * The token of a visitor: short, for one channel on one site, kept in memory and where the browser lets this frame keep something,
 * never in an address. It is renewed before it ends, so that nobody who reads or writes notices.
 */
import { createApi, type Api } from "../../../../client/api.ts";
import { RefusedError } from "../../../../client/errors.ts";
import type { Socket } from "../../../../client/socket.ts";
import { canRetry } from "../../../../protocol/refusals-at-hand.ts";
import type { WidgetEntry } from "../../../../protocol/widgets.ts";
import { read, write } from "../base/browser/storage.ts";

/** Who one wants to be. `again`: whoever one was here before. */
export type Claim =
  | { as: "reader" | "again" }
  | { as: "guest"; name: string }
  | { as: "member"; code: string }
  | { as: "named"; jwt: string };

/** A token is renewed when so much of its life is left. */
const RENEW_BEFORE_MS = 120_000;
/** With less than this left, a request waits for the next one. */
const TOO_LATE_MS = 20_000;
const RETRY_MS = 5_000;

export class VisitorPass {
  /** As the visitor. */
  readonly api: Api;
  readonly #widget: string;
  readonly #site: () => string;
  readonly #isKept: boolean;
  #token = "";
  /** By this machine's clock, ms. */
  #endsAt = 0;
  /** How far the server's clock is ahead of this one, ms. */
  #ahead = 0;
  #renewing: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onEnded: () => void;

  /**
   * @param site origin of the page around the frame
   * @param isKept the token outlives the page, for the next one of this site
   * @param onEnded the token is nobody's any more
   */
  constructor(widget: string, { site, isKept, onEnded }: { site: () => string; isKept: boolean; onEnded: () => void }) {
    this.#widget = widget;
    this.#site = site;
    this.#isKept = isKept;
    this.#onEnded = onEnded;
    this.api = createApi({
      fetch: async (input, init) => {
        if (this.#isEnding) await this.#renew().catch(() => undefined);
        return this.#send(input, init);
      },
    });
  }

  get #key(): string {
    return `place.widget.${this.#widget}`;
  }
  /** The browser lets this frame keep something: not where it blocks what other sites' frames keep. */
  get canKeep(): boolean {
    try {
      return localStorage.length >= 0;
    } catch {
      return false;
    }
  }
  /** What was kept of an earlier visit; null: nothing. */
  get kept(): string | null {
    return this.#isKept ? read(this.#key) : null;
  }

  /** @throws RefusedError, UnreachableError: one is who one was before */
  async enter(claim: Claim): Promise<WidgetEntry> {
    const kept = claim.as === "again" ? this.#token || this.kept : null;
    const entry = await this.#call(
      (api) => api.call("visits.enter", { widget: this.#widget }, { ...claim, site: this.#site() }),
      kept,
    );
    this.take(entry);
    return entry;
  }

  /** An answer that was asked for before this program was there. */
  take({ token, expiresAt, now }: Pick<WidgetEntry, "token" | "expiresAt" | "now">): void {
    this.#ahead = now - Date.now();
    this.#hold(token, expiresAt);
  }

  /** Signed out, on the server too. */
  async leave(): Promise<void> {
    const token = this.#token;
    this.#forget();
    // Where it cannot be told, it ends by itself.
    if (token !== "")
      await this.#call((api) => api.call("visits.leave", { widget: this.#widget }), token).catch(() => undefined);
  }

  /** The token, renewed if it is about to end. @throws Error where there is none, as what is thrown by renewing it */
  async fresh(): Promise<string> {
    if (this.#token === "") throw new Error("Nobody is in.");
    if (this.#isEnding) await this.#renew();
    // Who left meanwhile is nobody.
    return this.#token === "" ? this.fresh() : this.#token;
  }

  /** Told of every frame of the room's sockets, beside the session that it is for. */
  onFrame: (text: string) => void = () => undefined;
  readonly openSocket = (url: string): Socket =>
    new PassSocket(
      url,
      () => this.fresh(),
      (text) => this.onFrame(text),
    );

  #call<T>(ask: (api: Api) => Promise<T>, token: string | null): Promise<T> {
    return ask(createApi({ fetch: (input, init) => this.#send(input, init, token) }));
  }

  #send(input: RequestInfo | URL, init: RequestInit = {}, token: string | null = this.#token): Promise<Response> {
    const headers = new Headers(init.headers);
    if (token) headers.set("authorization", `Bearer ${token}`);
    // The frame is nobody's but the token's: in the class's own preview, too, the cookie says nothing.
    return fetch(input, { ...init, headers, credentials: "omit" });
  }

  #hold(token: string, expiresAt: number): void {
    this.#token = token;
    this.#endsAt = expiresAt - this.#ahead;
    if (this.#isKept) write(this.#key, token);
    this.#renewIn(Math.max(RETRY_MS, this.#endsAt - Date.now() - RENEW_BEFORE_MS));
  }

  /** Nobody's any more: there is nothing to renew, and whoever asks, asks without one. */
  #forget(): void {
    clearTimeout(this.#timer);
    [this.#token, this.#endsAt] = ["", 0];
    if (this.#isKept) write(this.#key, null);
  }

  get #isEnding(): boolean {
    return this.#token !== "" && this.#endsAt - Date.now() < TOO_LATE_MS;
  }

  #renewIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#renew().catch(() => undefined), ms);
  }

  #renew(): Promise<void> {
    this.#renewing ??= this.#renewNow().finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  async #renewNow(): Promise<void> {
    const before = this.#token;
    // Who left or came in as somebody else while the answer was on its way has nothing of it.
    const isOver = () => this.#token !== before;
    try {
      const { token, expiresAt } = await this.#call(
        (api) => api.call("visits.renew", { widget: this.#widget }),
        before,
      );
      if (!isOver()) this.#hold(token, expiresAt);
    } catch (cause) {
      if (isOver()) return;
      if (cause instanceof RefusedError && !canRetry(cause.refusal.code)) {
        this.#forget();
        this.#onEnded();
      } else this.#renewIn(RETRY_MS);
      throw cause;
    }
  }
}

/** A WebSocket that first waits for a token, and carries it as a subprotocol: an address ends in logs. */
class PassSocket implements Socket {
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  onerror: Socket["onerror"] = null;
  #socket: WebSocket | null = null;
  #isClosed = false;
  readonly #onFrame: (text: string) => void;

  constructor(url: string, token: () => Promise<string>, onFrame: (text: string) => void) {
    this.#onFrame = onFrame;
    token().then(
      (fresh) => this.#open(url, fresh),
      () => this.#isClosed || this.onclose?.({ code: 1006 }),
    );
  }

  #open(url: string, token: string): void {
    if (this.#isClosed) return;
    const socket = new WebSocket(url, ["place", `place-token.${token}`]);
    this.#socket = socket;
    socket.onopen = () => this.onopen?.();
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      this.onmessage?.({ data });
      if (typeof data === "string") this.#onFrame(data);
    };
    socket.onclose = ({ code }) => this.onclose?.({ code });
    socket.onerror = () => this.onerror?.();
  }

  send(data: string): void {
    this.#socket?.send(data);
  }

  close(code?: number, reason?: string): void {
    this.#isClosed = true;
    this.#socket?.close(code, reason);
  }
}
