/** Who a message names: told in protocol/, which the demo class shares. */
export { mentionedHandles } from "../../../protocol/index.ts";
