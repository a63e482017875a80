/** The program somewhere else (test/support/subscriber.ts) as the tests of the worker see it: what came to it, and what it is to answer. */
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** `http://127.0.0.1:…` */
    subscriber: string;
  }
}

/** One request that came. */
export interface Came {
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

export const subscriberAt = (path: string) => `${inject("subscriber")}${path}`;

/** What came to `/to/<name>`, the oldest first. */
export async function cameTo(name: string): Promise<Came[]> {
  return (await fetch(subscriberAt(`/came/${name}`))).json();
}

/** As test/support/subscriber.ts has it. */
interface Says {
  status?: number;
  body?: string;
  base64?: string;
  headers?: Record<string, string>;
}

/** What `/to/<name>` answers from now on. */
export async function answersWith(name: string, answer: Says): Promise<void> {
  await fetch(subscriberAt(`/answers/${name}`), { method: "PUT", body: JSON.stringify(answer) });
}
