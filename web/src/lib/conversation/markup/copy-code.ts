/** The button on a block of code: what it copies, and that it did. */
import { t } from "#texts/conversation-later";
import { copy } from "../../base/clipboard.ts";

const SAID_MS = 1_500;

/** @param button with `data-copy`, in the figure of its code */
export async function copyCode(button: HTMLElement): Promise<void> {
  const code = button.closest("figure")?.querySelector("code")?.textContent.replace(/\n$/u, "") ?? "";
  if (!(await copy(code, ""))) return;
  button.textContent = t.copied;
  setTimeout(() => (button.textContent = t.copy), SAID_MS);
}
