// The end-to-end suite: what a bundle must do, wherever it runs. Each target runs the same one.
import { describeAnswers } from './bundle/answers';
import { BundleClient } from './bundle/client';
import { describeHistories } from './bundle/histories';
import { describeSamples } from './bundle/samples';
import { describeSenders } from './bundle/senders';
import type { Target } from './target';

/** Defines the suite for a target. */
export const describeBundle = (makeTarget: () => Promise<Target>): void => {
  const bundle = new BundleClient();
  beforeAll(() => bundle.start(makeTarget));
  afterAll(() => bundle.stop());

  describeAnswers(bundle);
  describeSamples(bundle);
  describeSenders(bundle);
  describeHistories(bundle);

  it('never answered with a fault of its own', () => {
    expect([...bundle.statuses].filter((status) => status >= 500)).toEqual([]);
  });
};
