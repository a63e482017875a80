/** The code beside a password: asked for once it is known that the account has a second factor. What was typed before stays. */
import type { Form } from "../../base/form.svelte.ts";

export class SecondCode {
  code = $state("");
  trustsDevice = $state(false);
  #wasAsked = $state(false);

  /** Whether one is to be entered. @param form whose answer may ask for it */
  isAskedBy(form: Form): boolean {
    return this.#wasAsked || form.refusal?.field === "secondCode";
  }

  /** The form was sent, and answered. @param form as `isAskedBy` */
  answered(form: Form): void {
    this.#wasAsked ||= form.refusal?.field === "secondCode";
  }

  /** For the body of a request. */
  get given(): { secondCode?: string; trustDevice?: boolean } {
    if (this.code.trim() === "") return {};
    return { secondCode: this.code, ...(this.trustsDevice && { trustDevice: true }) };
  }
}
