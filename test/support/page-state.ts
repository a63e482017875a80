/** Kit's page where there is none. */
export const page = { route: { id: null as string | null }, url: new URL("http://place.test/") };
