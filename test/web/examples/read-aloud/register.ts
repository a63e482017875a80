/** A message read out by the device. */
import Volume2 from "@lucide/svelte/icons/volume-2";
import { t } from "./texts.ts";
import type { Feature } from "../../../../web/src/lib/conversation/feature.ts";

export const readAloud: Feature = {
  messageActions: [
    {
      group: "further",
      entries: ({ message }) =>
        message.deletedAt === undefined && "speechSynthesis" in globalThis
          ? [
              {
                label: t.readAloud,
                icon: Volume2,
                keepsFocus: true,
                run: () => void import("./speak.ts").then(({ speak }) => speak(message.body)),
              },
            ]
          : [],
    },
  ],
};
