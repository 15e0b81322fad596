/** Keys are few: the list is one page. */
export const allApiKeys = { limit: 100 };
