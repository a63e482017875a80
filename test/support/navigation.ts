/** Kit's navigation, where there is none. */
export const goto = async (): Promise<void> => {};
