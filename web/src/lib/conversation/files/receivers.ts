/**
 * Files that are dropped or pasted anywhere in the window, and the field that takes them: that of the conversation they were dropped on or
 * pasted in, else the first one on the screen. Without it, the browser would leave the class to open them.
 */
import { t } from "#texts/writing-aids";
import { toasts } from "../../base/toasts/toasts.svelte.ts";

export interface FileReceiver {
  /** The conversation around the field. */
  within: HTMLElement;
  take: (files: File[]) => void;
  /** Files are held over it, or not any more. */
  over: (isOver: boolean) => void;
}
const receivers = new Set<FileReceiver>();

/** @returns the end of it */
export function receiveFiles(receiver: FileReceiver): () => void {
  receivers.add(receiver);
  const stop = answerFiles();
  return () => {
    receivers.delete(receiver);
    stop();
  };
}

function receiverAt(place: EventTarget | null): FileReceiver | undefined {
  const all = [...receivers];
  return all.find(({ within }) => place instanceof Node && within.contains(place)) ?? all[0];
}

const holdsFiles = (data: DataTransfer | null): boolean => data?.types.includes("Files") === true;

/** Folders have no bytes of their own. */
function filesIn(data: DataTransfer | null): File[] {
  const items = [...(data?.items ?? [])].filter(({ kind }) => kind === "file");
  return items.flatMap((item) => (item.webkitGetAsEntry()?.isDirectory ? [] : (item.getAsFile() ?? [])));
}

let asked = 0;
let stopListening: () => void = () => undefined;

/** For the whole window, as long as anybody wants it. @returns the end of it */
export function answerFiles(): () => void {
  asked += 1;
  if (asked === 1) stopListening = listen();
  return () => {
    asked -= 1;
    if (asked === 0) stopListening();
  };
}

function listen(): () => void {
  let over: FileReceiver | undefined;
  const show = (next: FileReceiver | undefined) => {
    if (next === over) return;
    over?.over(false);
    over = next;
    over?.over(true);
  };
  const give = (receiver: FileReceiver | undefined, files: File[]) => {
    if (!receiver) toasts.trouble(t.noPlaceForFiles);
    else if (files.length === 0) toasts.trouble(t.noFolders);
    else receiver.take(files);
  };
  // What something nearer takes (an export that is dropped, a picture of an emoji) has been taken.
  const ondragover = (event: DragEvent) => {
    if (event.defaultPrevented || !holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    show(receiverAt(event.target));
  };
  const ondragleave = (event: DragEvent) => {
    if (event.relatedTarget === null) show(undefined);
  };
  const ondrop = (event: DragEvent) => {
    show(undefined);
    if (event.defaultPrevented || !holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    give(receiverAt(event.target), filesIn(event.dataTransfer));
  };
  /** A picture of a table or of formatted words comes with its words: those are pasted. */
  const onpaste = (event: ClipboardEvent) => {
    if (!holdsFiles(event.clipboardData) || event.clipboardData?.getData("text/plain") !== "") return;
    event.preventDefault();
    give(receiverAt(document.activeElement), filesIn(event.clipboardData));
  };
  const listeners = { dragover: ondragover, dragleave: ondragleave, drop: ondrop, paste: onpaste };
  for (const [type, listener] of Object.entries(listeners)) addEventListener(type, listener as EventListener);
  return () => {
    for (const [type, listener] of Object.entries(listeners)) removeEventListener(type, listener as EventListener);
  };
}
