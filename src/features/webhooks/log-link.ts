/** Filters of the delivery log, by the names that its page reads from the URL. */
export type LogLink = {
  webhookId: string;
  status?: string;
  httpStatus?: string;
  error?: string;
  since?: string;
};

export const logLink = (filters: LogLink): string => `/deliveries?${new URLSearchParams(filters)}`;
