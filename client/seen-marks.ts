/** How far others have read in a direct or group message. Never goes back; empty where it is not told. */
import type { Message } from "../protocol/index.ts";

export class SeenMarks {
  #isTold = false;
  #marks: ReadonlyMap<string, number> = new Map();

  /** Member id → `seq`. The same object until something moved. */
  get marks(): ReadonlyMap<string, number> {
    return this.#marks;
  }

  /** `told` is left out where the server does not tell. Whoever wrote a message has read what stands before it. */
  learn(told: Readonly<Record<string, number>> | undefined, messages: readonly Message[]): void {
    this.#isTold ||= told !== undefined;
    if (!this.#isTold) return;
    const moved = new Map(this.#marks);
    const marks = [...Object.entries(told ?? {}), ...messages.map(({ author, seq }) => [author, seq] as const)];
    for (const [member, seq] of marks) if (seq > (moved.get(member) ?? -1)) moved.set(member, seq);
    if ([...moved].some(([member, seq]) => this.#marks.get(member) !== seq)) this.#marks = moved;
  }
}
