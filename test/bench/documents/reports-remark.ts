// What a person should know of what the reports cost: the limit, and what was tried.

/** The remark, in Markdown. */
export const REPORTS_REMARK = `Each change of a channel is a count of its own where changes are more than 5 s apart, as they are on the simulator's day. What
one count must read, consistently, is the report, the channel and its stays; what it must write, the report and its
entry in \`reports-by-channel\`: that is five sixths of what is above. The goal of 1.2 is missed by what \`reports-by-channel\` takes. Tried on a smaller day (60 channels; USD per million for units,
invocations and events; it was 1.68):

| | more | |
| --- | --- | --- |
| pushes read only where a channel itself has changed; its name's lives read from one index instead of two | −0.13 | stands |
| \`reports-by-channel\` with keys alone, instead of the whole report at each count | −0.40 | not taken: people look there for the figures, and an index cannot be changed in place |
| changes collected for 10, 30, 60 s instead of 5 s (before the two above) | −0.06, −0.15, −0.23 | not taken: every count would be late, for little |
| eventually consistent reads | half of the reads | not taken: they would now and then miss the very change that they are made for |

A large channel is bounded by time instead: its n stays are read again n / 2,000 seconds later at the earliest, which is 0.15 read
units for each stay, so under 300 units a second, 0.13 USD for each hour in which it changes all the time.`;
