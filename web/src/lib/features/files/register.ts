/** Files into a message: chosen, or taken with the camera. They are dropped and pasted as well (conversation/files/). */
import Camera from "@lucide/svelte/icons/camera";
import Paperclip from "@lucide/svelte/icons/paperclip";
import { t } from "#texts/files";
import type { Feature, WritingField } from "../../conversation/feature.ts";

/** The browser's own dialog; on a phone it offers the camera and the gallery. */
function choose({ attach }: WritingField, isPhoto: boolean): void {
  const input = document.createElement("input");
  Object.assign(input, { type: "file", multiple: !isPhoto, hidden: true });
  if (isPhoto) Object.assign(input, { accept: "image/*", capture: "environment" });
  input.addEventListener("change", () => {
    attach([...(input.files ?? [])]);
    input.remove();
  });
  input.addEventListener("cancel", () => input.remove());
  // Safari forgets an input that stands nowhere.
  document.body.append(input);
  input.click();
}

export const files: Feature = {
  composerAddition: {
    place: "add",
    entry: (field) => ({ label: t.addFiles, more: t.addFilesMore, icon: Paperclip, run: () => choose(field, false) }),
  },
};

/** Devices that are held in a hand have a camera on the other side. */
const hasCamera = () => "matchMedia" in globalThis && matchMedia("(pointer: coarse) and (hover: none)").matches;

export const photos: Feature = {
  composerAddition: {
    place: "add",
    entry: (field) => ({
      ...{ label: t.takePhoto, more: t.takePhotoMore, icon: Camera },
      run: () => choose(field, true),
    }),
    isOffered: hasCamera,
  },
};
