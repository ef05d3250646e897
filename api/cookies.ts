/** `__Host-` binds the cookie to this host, to HTTPS (browsers count localhost as safe) and to the path /. */
export const SESSION_COOKIE = '__Host-dw_session';
