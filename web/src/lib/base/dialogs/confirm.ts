/**
 * Kit puts the styles of what the first layout imports into the head of every page, of one import's depth: from here it is two, and
 * they come with the dialog that they style.
 */
export const confirmDialog = () => import("./ConfirmDialog.svelte");
