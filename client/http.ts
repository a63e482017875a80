/** One JSON request to PLACE, and what may come back: a value, a `RefusedError` or an `UnreachableError`, nothing else. */
import type { Refusal } from "../protocol/index.ts";
import { refusalAtHand } from "../protocol/refusals-at-hand.ts";
import { RefusedError, UnreachableError } from "./errors.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type Query = Record<string, string | number | undefined>;

export interface HttpOptions {
  /** Where PLACE answers, for instance `https://place.example`; empty for the site that the page came from. */
  baseUrl?: string;
  fetch?: typeof globalThis.fetch;
  /** A program's token; a browser is known by its cookie. */
  token?: string;
  /** Milliseconds after which an unanswered request counts as unreachable. */
  timeout?: number;
}

interface Answer<T> {
  status: number;
  headers: Headers;
  value: T;
}

interface RequestOptions {
  /** Goes out even when the page closes in the next moment. The browser takes 64 KiB of such bodies at a time. */
  keepalive?: boolean;
}
export type Request = <T>(
  method: Method,
  path: string,
  body?: unknown,
  query?: Query,
  options?: RequestOptions,
) => Promise<Answer<T>>;

const REQUEST_TIMEOUT_MS = 20_000;

function looksLikeRefusal(value: unknown): value is Refusal {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    typeof value.code === "string" &&
    "sentence" in value &&
    typeof value.sentence === "string"
  );
}

/** A refusal that a proxy made has no body of ours: its status says the most. */
function refusalFromStatus(status: number): Refusal | null {
  if (status === 401) return refusalAtHand("not_signed_in");
  if (status === 403) return refusalAtHand("forbidden");
  if (status === 404) return refusalAtHand("not_found");
  if (status === 413) return refusalAtHand("too_large");
  if (status === 429) return refusalAtHand("too_fast", { retryAfter: 5_000 });
  return null;
}

export function withQuery(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs).toString()}`;
}

export function createRequest(options: HttpOptions): Request {
  const base = (options.baseUrl ?? "").replace(/\/+$/u, "");
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);
  return async <T>(
    method: Method,
    path: string,
    body?: unknown,
    query?: Query,
    { keepalive = false }: RequestOptions = {},
  ): Promise<Answer<T>> => {
    const headers: Record<string, string> = { accept: "application/json" };
    if (options.token !== undefined) headers["authorization"] = `Bearer ${options.token}`;
    // A write without a body still carries JSON: the server takes nothing else from a browser.
    const writes = method !== "GET";
    if (writes) headers["content-type"] = "application/json";
    let response: Response;
    let text: string;
    try {
      response = await send(base + withQuery(path, query), {
        method,
        headers,
        credentials: "same-origin",
        signal: AbortSignal.timeout(options.timeout ?? REQUEST_TIMEOUT_MS),
        ...(writes && { body: JSON.stringify(body ?? {}) }),
        ...(keepalive && { keepalive }),
      });
      text = await response.text();
    } catch (cause) {
      throw new UnreachableError(cause);
    }
    let value: unknown;
    try {
      value = text === "" ? undefined : JSON.parse(text);
    } catch (cause) {
      // A captive portal or a proxy answered with a page of its own.
      throw new UnreachableError(cause);
    }
    if (response.ok) return { status: response.status, headers: response.headers, value: value as T };
    const refused = looksLikeRefusal(value) ? value : refusalFromStatus(response.status);
    if (refused === null) throw new UnreachableError(`status ${response.status}`);
    throw new RefusedError(refused, response.status);
  };
}
