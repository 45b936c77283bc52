// What the endpoint answers to: used by the function, by the HTTP API and by the embedded HTTP server.

/** The path of the endpoint. */
export const NOTIFICATIONS_PATH = '/notifications';

/** POST takes notifications; GET and HEAD tell that the address is alive, as the vendor and people check. */
export const NOTIFICATIONS_METHODS = ['POST', 'GET', 'HEAD'] as const;

/** API Gateway's name for what no route takes. */
export const DEFAULT_ROUTE = '$default';

/**
 * True for what the endpoint answers to. API Gateway has no routes that end in a slash: a path that does comes by the
 * default route, and with it everything else that nobody asked for.
 */
export const isRouted = (routeKey: string, method: string, path: string): boolean =>
  routeKey !== DEFAULT_ROUTE ||
  (path === `${NOTIFICATIONS_PATH}/` && NOTIFICATIONS_METHODS.some((known) => known === method));
