// What the endpoint answers to: used by the HTTP API and by the embedded HTTP server.

/** The path of the endpoint. */
export const NOTIFICATIONS_PATH = '/notifications';

/** POST takes notifications; GET and HEAD tell that the address is alive, as the vendor and people check. */
export const NOTIFICATIONS_METHODS = ['POST', 'GET', 'HEAD'] as const;
