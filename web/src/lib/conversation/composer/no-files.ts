/** Files cannot be sent yet. One that is dropped or pasted is answered with a sentence; without it, the browser would leave the class to open it. */
import { t } from "#texts/writing-aids";
import { toasts } from "../../base/toasts/toasts.svelte.ts";

const holdsFiles = (data: DataTransfer | null): boolean => data?.types.includes("Files") === true;

/** For the whole window. @returns the end of it. */
export function answerFiles(): () => void {
  const onover = (event: DragEvent) => holdsFiles(event.dataTransfer) && event.preventDefault();
  const ondrop = (event: DragEvent) => {
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    toasts.trouble(t.noFiles);
  };
  /** A picture of a table or of formatted words comes with its words: those are pasted. */
  const onpaste = (event: ClipboardEvent) => {
    if (!holdsFiles(event.clipboardData) || event.clipboardData?.getData("text/plain") !== "") return;
    event.preventDefault();
    toasts.trouble(t.noFiles);
  };
  addEventListener("dragover", onover);
  addEventListener("drop", ondrop);
  addEventListener("paste", onpaste);
  return () => {
    removeEventListener("dragover", onover);
    removeEventListener("drop", ondrop);
    removeEventListener("paste", onpaste);
  };
}
