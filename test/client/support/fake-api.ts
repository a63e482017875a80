/** PLACE's HTTP side as a function from request to answer: the real `createApi` talks to it. */
import { createApi, type Api } from "../../../client/api.ts";
import type { Refusal } from "../../../protocol/index.ts";
import { REFUSALS } from "../../../protocol/index.ts";

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}
/** An answer; `refused(…)` for a refusal; thrown, nobody answers. */
export type Answering = (asked: Asked) => unknown;

export class Refusing {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    this.refusal = refusal;
  }
}

export function fakeApi(answer: Answering): { api: Api; asked: Asked[] } {
  const asked: Asked[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(String(input));
    const request: Asked = {
      method: init?.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      body: typeof init?.body === "string" ? (JSON.parse(init.body) as Record<string, unknown>) : {},
    };
    asked.push(request);
    const value = await answer(request);
    if (value instanceof Refusing) {
      return Response.json(value.refusal, { status: REFUSALS[value.refusal.code].status });
    }
    return value === undefined ? new Response(null, { status: 204 }) : Response.json(value);
  };
  return { api: createApi({ baseUrl: "http://place.test", fetch: fetch as typeof globalThis.fetch }), asked };
}

export const unreachable = (): never => {
  throw new TypeError("fetch failed");
};
