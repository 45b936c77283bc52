// What a person should know of what the reports cost: the limit, and what was tried.

/** The remark, in Markdown. */
export const REPORTS_REMARK = `Where changes are more than 5 s apart, as on the simulator's day, each is a count of its own. It must read the report, the channel
and its stays, and write the report and its entry in \`reports-by-channel\`: five sixths of what the reports cost. That entry is what
misses the goal of 1.2. Tried on a smaller day (60 channels, USD per million; it was 1.68):

| | more | |
| --- | --- | --- |
| pushes read only where a channel itself has changed; its name's lives read from one index instead of two | −0.13 | stands |
| \`reports-by-channel\` with keys alone, instead of the whole report at each count | −0.40 | not taken: people look there for the figures, and an index cannot be changed in place |
| changes collected for 10, 30, 60 s instead of 5 s (before the two above) | −0.06, −0.15, −0.23 | not taken: every count would be late, for little |
| changes collected for 2, 1, 0 s (what is written, read and invoked) | +0.11, +0.25, +0.71 | not taken: a change is counted sooner, but from 4,000 stays in a life on, and not from 10,000, a busy channel's count waits for the next minute |
| eventually consistent reads | half of the reads | not taken: they would now and then miss the very change that they are made for |

A large channel's n stays are read again n / 2,000 seconds later at the earliest: under 300 read units a second, 0.13 USD for each hour
in which it changes all the time.`;
