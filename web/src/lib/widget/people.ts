/** Who is behind the ids in messages: a visitor may ask for the people of messages by their places, not for people. */
import { RefusedError } from "../../../../client/errors.ts";
import type { Api } from "../../../../client/api.ts";
import type { Message } from "../../../../protocol/index.ts";
import { WIDGET_PEOPLE_MAX } from "../../../../protocol/limits.ts";
import type { WidgetPerson } from "../../../../protocol/widgets.ts";

const GATHER_MS = 30;
const RETRY_MS = 5_000;

export interface Shown {
  channel: string;
  messages: readonly Message[];
}
export interface VisitorPeopleOptions {
  api: Api;
  /** What is loaded of the channel and its threads. */
  shown: () => readonly Shown[];
  onFound: (people: readonly WidgetPerson[]) => void;
}

/** Everybody whom a message shows. */
export const peopleIn = ({ author, meta }: Message): string[] => [
  author,
  ...(meta?.reactions ?? []).flatMap(({ members }) => members),
  ...(meta?.thread?.people ?? []),
];

export class VisitorPeople {
  readonly #options: VisitorPeopleOptions;
  readonly #asked = new Set<string>();
  readonly #wanted = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: VisitorPeopleOptions) {
    this.#options = options;
  }

  /** Each id is asked for once. */
  want(id: string): void {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    this.#wanted.add(id);
    this.#timer ??= setTimeout(() => void this.#ask(), GATHER_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#wanted.clear();
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    const wanted = new Set(this.#wanted);
    this.#wanted.clear();
    const requests = this.#options
      .shown()
      .flatMap(({ channel, messages }) =>
        spansOf(messages.filter((message) => peopleIn(message).some((id) => wanted.has(id))).map(({ seq }) => seq)).map(
          ([from, to]) => this.#options.api.call("visits.people", { channel }, { from, to }),
        ),
      );
    for (const answer of await Promise.allSettled(requests)) {
      if (answer.status === "fulfilled") this.#options.onFound(answer.value.people);
      else if (!(answer.reason instanceof RefusedError)) this.#again(wanted);
    }
  }

  #again(wanted: ReadonlySet<string>): void {
    for (const id of wanted) this.#wanted.add(id);
    this.#timer ??= setTimeout(() => void this.#ask(), RETRY_MS);
  }
}

/** Places, ascending, as stretches that one question may name. */
export function spansOf(places: readonly number[]): [from: number, to: number][] {
  const spans: [number, number][] = [];
  for (const seq of places) {
    const last = spans.at(-1);
    if (last && seq - last[0] < WIDGET_PEOPLE_MAX) last[1] = seq;
    else spans.push([seq, seq]);
  }
  return spans;
}
