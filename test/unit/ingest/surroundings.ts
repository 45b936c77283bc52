// A notification for the endpoint, and what the endpoint may find around it: no secrets, no keeping, no bus.
import { EventNotTaken } from '../../../functions/shared/errors';
import { documentedType, notificationOf } from '../../helpers/documented-types';

export const notification = notificationOf(documentedType(1, 103));
export const body = JSON.stringify(notification);
export const none = { current: async () => [], refreshed: async () => [] };
export const neverKept = async () => {
  throw new Error('nothing is kept here');
};
export const refusingBus = {
  put: async () => {
    throw new EventNotTaken('The bus did not take the event: ThrottlingException Rate exceeded');
  },
};
