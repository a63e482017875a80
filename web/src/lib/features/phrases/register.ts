/** `/me` and `/shrug`: words that become other words. */
import { t } from "#texts/writing-aids";
import { DONE, not, type Feature } from "../../conversation/feature.ts";
import { inItalics, SHRUG } from "./phrases.ts";

export const phrases: Feature = {
  commands: [
    {
      name: "me",
      takes: t.meTakes,
      says: t.meSays,
      isOffered: () => true,
      run: (words, { send }) => {
        if (words === "") return not(t.meNeedsWords);
        send(inItalics(words));
        return DONE;
      },
    },
    {
      name: "shrug",
      takes: t.shrugTakes,
      says: t.shrugSays({ shrug: "¯\\_(ツ)_/¯" }),
      isOffered: () => true,
      run: (words, { send }) => {
        send(words === "" ? SHRUG : `${words} ${SHRUG}`);
        return DONE;
      },
    },
  ],
};
