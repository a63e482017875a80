/** The people of a widget, as the rest of the page reads them. */
import type { Member } from "../../../../protocol/index.ts";
import type { WidgetPerson } from "../../../../protocol/widgets.ts";

/** Where the app has a member: no handle and no profile, which nobody tells a visitor. */
export const memberOf = ({ id, name, staff, picture, left }: WidgetPerson): Member => ({
  ...{ id, name, role: staff ?? "student", handle: "", joinedAt: 0 },
  ...(picture !== undefined && { picture }),
  ...(left !== undefined && { left }),
});
