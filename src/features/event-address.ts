/** Page with the whole story of a resource, such as an appointment. */
export const storyAddress = (resourceId: string): string => `/events/about/${encodeURIComponent(resourceId)}`;
