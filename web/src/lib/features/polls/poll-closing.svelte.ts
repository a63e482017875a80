/** When a poll that is being made will close. */
import { t } from "#texts/poll-maker";
import { serverNow } from "../../base/server-clock.ts";

export class PollClosing {
  by = $state<"never" | "in" | "at">("never");
  /** Minutes. */
  minutes = $state(15);
  /** As a field for date and time has it: by this device's clocks, without a zone. */
  at = $state("");

  readonly trouble: string | undefined = $derived.by(() => {
    if (this.by !== "at") return undefined;
    if (this.at === "") return t.chooseWhen;
    return new Date(this.at).getTime() <= serverNow() ? t.past : undefined;
  });

  /** Milliseconds since 1970; undefined: when it is closed by hand. */
  time(): number | undefined {
    if (this.by === "in") return serverNow() + this.minutes * 60_000;
    return this.by === "at" && this.at !== "" ? new Date(this.at).getTime() : undefined;
  }
}
