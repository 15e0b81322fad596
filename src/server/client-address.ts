/** Set by the web server from the socket's peer, whatever the client sent under that name. */
export const CLIENT_ADDRESS_HEADER = "x-bellhop-client-address";
