/** Every key that PLACE listens to, as it is told to people. */
import { t } from "#texts/key-map";

const isMac = /Mac|iPhone|iPad/u.test(navigator.userAgent);
const CTRL = isMac ? "⌘" : "Ctrl";
const ALT = isMac ? "⌥" : "Alt";
const SHIFT = isMac ? "⇧" : "Shift";

export interface KeyGroup {
  title: string;
  /** Each of `keys` is one way to do it: what is pressed together. */
  keys: { does: string; keys: string[][] }[];
}

/** What fingers do, and keys cannot show. */
export const GESTURES: { does: string; how: string }[] = [
  { does: t.swipeReply, how: t.swipeReplyHow },
  { does: t.hold, how: t.holdHow },
  { does: t.selectIt, how: t.selectHow },
  { does: t.pictures, how: t.picturesHow },
  { does: t.goBack, how: t.goBackHow },
];

export const KEY_MAP: KeyGroup[] = [
  {
    title: t.everywhere,
    keys: [
      { does: t.jump, keys: [[CTRL, "K"]] },
      { does: t.search, keys: [[CTRL, SHIFT, "F"]] },
      { does: t.searchHere, keys: [[CTRL, "F"]] },
      { does: t.jumpToDate, keys: [[CTRL, "J"]] },
      {
        does: t.nextChannel,
        keys: [
          [ALT, "↑"],
          [ALT, "↓"],
        ],
      },
      {
        does: t.nextUnread,
        keys: [
          [ALT, SHIFT, "↑"],
          [ALT, SHIFT, "↓"],
        ],
      },
      { does: t.channelMenu, keys: [["."]] },
      { does: t.closeNearest, keys: [["Esc"]] },
      { does: t.showKeys, keys: [["?"]] },
    ],
  },
  {
    title: t.whileWriting,
    keys: [
      { does: t.send, keys: [["Enter"], [CTRL, "Enter"]] },
      { does: t.newLine, keys: [[SHIFT, "Enter"]] },
      { does: t.editLast, keys: [["↑"]] },
      {
        does: t.marks,
        keys: [
          [CTRL, "B"],
          [CTRL, "I"],
          [CTRL, "E"],
        ],
      },
      { does: t.link, keys: [[CTRL, "K"]] },
      { does: t.complete, keys: [["@"], ["#"], [":"], ["/"]] },
      { does: t.scroll, keys: [["Page Up"], ["Page Down"]] },
    ],
  },
  {
    title: t.onMessage,
    keys: [
      { does: t.goThrough, keys: [["↑"], ["↓"]] },
      { does: t.oldestOrNewest, keys: [["Home"], ["End"]] },
      { does: t.everything, keys: [["Enter"], ["."]] },
      { does: t.reply, keys: [["R"]] },
      { does: t.replyInThread, keys: [["T"]] },
      { does: t.react, keys: [["+"]] },
      { does: t.edit, keys: [["E"]] },
      { does: t.backToField, keys: [["Esc"]] },
    ],
  },
];
