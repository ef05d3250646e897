/** Lower case letters, digits, single hyphens between them: so no two that differ only by case, and nothing that looks like another in an address. */
export const slugShape = /^[a-z0-9]+(-[a-z0-9]+)*$/;
export const longestSlug = 63;

/** How many organizations one person may be an active admin of and still create another. */
export const mostAdministered = 50;
