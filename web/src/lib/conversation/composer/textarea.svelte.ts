/** A text field that is as tall as its text, up to a share of the window. */
import type { Attachment } from "svelte/attachments";

/** @param text read so that the height follows it; `most` is the tallest it gets, in px. */
export function asTallAsText(text: () => string, most: () => number): Attachment<HTMLTextAreaElement> {
  return (field) => {
    const fit = () => {
      field.style.height = "auto";
      field.style.height = `${Math.min(field.scrollHeight, Math.max(most(), 44))}px`;
    };
    $effect(() => {
      text();
      fit();
    });
    window.addEventListener("resize", fit);
    return () => window.removeEventListener("resize", fit);
  };
}
