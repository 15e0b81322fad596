export { CLIENT_ADDRESS_HEADER } from "#domain/audit/request-origin.ts";
