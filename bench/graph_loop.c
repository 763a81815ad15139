/* The yardstick for the graph kernel: counts and sums of waits of each edge.
   cc -O3 -shared -fPIC graph_loop.c -o graph_loop.so */
#include <stdint.h>

void graph(int64_t cases, const int64_t *first_event, const int32_t *code,
           const int64_t *start, const int64_t *end, int64_t names,
           int64_t *times, int64_t *total) {
  for (int64_t one = 0; one < cases; one++)
    for (int64_t at = first_event[one] + 1; at < first_event[one + 1]; at++) {
      int64_t key = code[at - 1] * names + code[at];
      int64_t wait = start[at] - end[at - 1];
      times[key]++;
      total[key] += wait > 0 ? wait : 0;
    }
}

/* The same work as the compiled loops of wholeflow.journeys.kernels do for a graph with
   quantiles: steps written down, then counted into classes and by case. */
int64_t steps(int64_t cases, const int64_t *first_event, const int32_t *code,
              const int64_t *start, const int64_t *end, int64_t names,
              int32_t *key, int32_t *case_of, int64_t *wait) {
  int64_t n = 0;
  for (int64_t one = 0; one < cases; one++)
    for (int64_t at = first_event[one] + 1; at < first_event[one + 1]; at++, n++) {
      int64_t gap = start[at] - end[at - 1];
      key[n] = code[at - 1] * names + code[at];
      case_of[n] = one;
      wait[n] = gap > 0 ? gap : 0;
    }
  return n;
}

static inline int64_t class_of(int64_t wait) {
  union { double number; int64_t bits; } as = { .number = (double)wait };
  return wait ? (as.bits >> 47) - 32 * 1023 + 1 : 0;
}

void tally(int64_t n, const int32_t *key, const int32_t *case_of, const int64_t *wait,
           int32_t *group_of, int64_t (*sums)[5], uint32_t (*classes)[2048]) {
  int32_t groups = 0;
  for (int64_t at = 0; at < n; at++) {
    int32_t group = group_of[key[at]];
    if (group < 0) group = group_of[key[at]] = groups++;
    int64_t *sum = sums[group];
    sum[0]++;
    if (sum[4] != case_of[at] + 1) { sum[1]++; sum[4] = case_of[at] + 1; }
    sum[2] += wait[at] >> 32;
    sum[3] += wait[at] & 0xffffffff;
    classes[group][class_of(wait[at])]++;
  }
}
