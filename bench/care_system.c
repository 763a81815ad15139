/* The yardstick of the simulation kernel: care systems as a plain event loop in C.

   cc -O3 -march=native -ffp-contract=off care_system.c -lm -o care_system
   care_system MODEL HOURS BINS   (MODEL is written by model_for_c.py)

   It does, of what the kernel can do, only what its models need: nodes with servers of
   their own, classes with levels of priority, one queue for each, places and blocking
   after service, routing by shares, visits counted by node where patients come back,
   arrivals at rates by the hour, exponential and Weibull services. Draws are keyed as the
   kernel keys them and events are kept in a heap of four branches, so that a run is the
   kernel's run, patient by patient. No pools that nodes share, shifts, patience, balking,
   class changes, pre-emption, turnaround, rules or deadlocks, and no kept visits.

   It counts: services, waits and units in use of each node. With -DALL=1, all that the
   kernel always counts of such models, but who is still there at the end: for each bin
   (BINS is 1, or 168 hours of the week), node and class what the kernel's CELL holds;
   for each bin and node the levels over time; waits and journeys by class of length;
   breaches of 4 and 12 hours and of what is due. */
#include <math.h>
#include <time.h>

#include "care_system.h"

#define ABOUT_BITS 24
#define KIND_BIT 60

enum { END_OF_SERVICE = 1, ARRIVAL = 5, END = 7 };

static void *more(void *old, int32_t *n, size_t size) {
  *n = *n ? 2 * *n : 1024;
  return realloc(old, *n * size);
}

/* -- luck --------------------------------------------------------------------------- */

static uint64_t mixed(uint64_t key, uint64_t number) {
  uint64_t z = key + (number + 1) * 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

static double uniform(uint64_t key) {
  return ((double)(int64_t)(key >> 12) + 0.5) * 0x1p-52;
}

static double drawn(uint64_t key, uint64_t purpose, uint64_t index) {
  return uniform(mixed(mixed(key, purpose), index));
}

static int64_t chosen(const Share *shares, int64_t n, double share, int64_t rest) {
  for (int64_t at = 0; at < n; at++)
    if (share < shares[at].upto) return shares[at].to;
  return rest;
}

/* -- events to come ----------------------------------------------------------------- */

static int before(Event one, Event other) {
  return one.hours < other.hours || (one.hours == other.hours && one.key < other.key);
}

static void sink(Event event) {
  int64_t at = 0, first;
  while ((first = 4 * at + 1) < pending) {
    int64_t least = first, end = first + 4 < pending ? first + 4 : pending;
    for (int64_t other = first + 1; other < end; other++)
      if (before(heap[other], heap[least])) least = other;
    if (before(event, heap[least])) break;
    heap[at] = heap[least];
    at = least;
  }
  heap[at] = event;
}

static void plan(double at_hours, uint64_t kind, uint64_t turn, uint64_t about) {
  Event event = {at_hours, kind << KIND_BIT | turn << ABOUT_BITS | about};
  if (hole) { hole = 0; sink(event); return; }
  if (pending == heap_room) {
    heap_room = heap_room ? 2 * heap_room : 1024;
    heap = realloc(heap, heap_room * sizeof *heap);
  }
  int64_t at = pending++;
  for (int64_t above; at > 0 && before(event, heap[above = (at - 1) >> 2]); at = above)
    heap[at] = heap[above];
  heap[at] = event;
}

/* -- what is counted ---------------------------------------------------------------- */

static int64_t class_of(double length) {
  union { double number; int64_t bits; } as = {length};
  int64_t found = (as.bits >> 48) - 16 * (1023 - 12) + 1;
  return length < 0x1p-12 ? 0 : found < LENGTHS ? found : LENGTHS - 1;
}

static void use(Node *node, int64_t units) {
  node->used += units;
  node->sum_used += units * (bin_end - now);
}

#define CHANGE(node, what, by) \
  if (ALL) { (node)->what += by; (node)->sum_##what += (by) * (bin_end - now); }

static void count_start(Patient *s, Node *node) {
  double waited = now - s->arrive;
  node->wait += waited;
  if (!ALL) return;
  Cell *into = cells + s->cell;
  into->starts++;
  into->wait += waited;
  into->wait_2 += waited * waited;
  into->over_4 += waited > 4;
  into->over_12 += waited > 12;
  into->past_due += now > s->came + due[s->class_there];
  waits[(s->node * n_classes + s->class_there) * LENGTHS + class_of(waited)]++;
}

static void count_end(Patient *s, Node *node) {
  node->ended++;
  if (!ALL) return;
  double served = s->end - s->start;
  Cell *into = cells + s->cell;
  into->service += served;
  into->service_2 += served * served;
  into->ended++;
}

static void count_blocking(Patient *s) {
  if (!ALL) return;
  double blocked = now - s->end;
  Cell *into = cells + s->cell;
  into->blocked += blocked;
  into->blocked_2 += blocked * blocked;
  into->was_blocked += blocked > 0;
}

static void count_journey(Patient *s) {
  if (!ALL) return;
  double took = now - s->came;
  Journey *of = journeys + s->journey;
  of->ended++;
  of->hours += took;
  of->hours_2 += took * took;
  journey_lengths[s->journey * LENGTHS + class_of(took)]++;
}

static void close_bin(void) {
  double left = bin_end - now;
  for (int64_t n = 0; n < n_nodes; n++) {
    Node *of = nodes + n;
    Level *into = levels + bin * n_nodes + n;
    into->unstarted += of->sum_unstarted - left * of->unstarted;
    into->started += of->sum_started - left * of->started;
    into->blocked += of->sum_blocked - left * of->blocked;
    into->used += of->sum_used - left * of->used;
  }
}

static void begin_bin(int64_t hour) {
  bin = hour % n_bins;
  double length = n_bins > 1 ? 1.0 : hours;
  bin_end = hour + length;
  for (int64_t n = 0; n < n_nodes; n++) {
    Node *of = nodes + n;
    of->sum_unstarted = of->unstarted * length;
    of->sum_started = of->started * length;
    of->sum_blocked = of->blocked * length;
    of->sum_used = of->used * length;
  }
}

static void advance(double to) {
  while (to >= bin_end && to < hours) {
    now = bin_end;
    close_bin();
    begin_bin((int64_t)bin_end);
  }
  now = to;
}

/* -- patients ----------------------------------------------------------------------- */

static void add(List *list, int32_t p) {
  patients[p].next = -1;
  if (list->first < 0) list->first = p;
  else patients[list->last].next = p;
  list->last = p;
}

static int32_t take(List *list) {
  int32_t p = list->first;
  list->first = patients[p].next;
  return p;
}

static void forget(Patient *s) {
  while (s->been >= 0) {
    int32_t at = s->been;
    s->been = been[at].next;
    been[at].next = free_been;
    free_been = at;
  }
}

/* How often the patient was at this node: counted while there is a way back to it. */
static int32_t times_before(Patient *s) {
  int64_t component = nodes[s->node].component;
  if (component < 0) return 0;
  if (s->been >= 0 && nodes[been[s->been].node].component != component) forget(s);
  for (int32_t at = s->been; at >= 0; at = been[at].next)
    if (been[at].node == s->node) return been[at].times++;
  int32_t new = free_been;
  if (new >= 0) free_been = been[new].next;
  else {
    if (been_taken == been_room) been = more(been, &been_room, sizeof *been);
    new = been_taken++;
  }
  been[new] = (Been){s->node, 1, s->been};
  s->been = new;
  return 0;
}

static int is_full(int64_t node) { return nodes[node].here >= nodes[node].room; }

static void start(int32_t p) {
  Patient *s = patients + p;
  Node *node = nodes + s->node;
  Care *of = care + s->node * n_classes + s->class_there;
  use(node, 1);
  s->start = now;
  CHANGE(node, started, 1)
  count_start(s, node);
  double length = -log(1.0 - drawn(s->key, node->service_key, s->visit));
  if (of->root != 1.0) length = pow(length, of->root);
  s->end = now + length * of->scale;
  plan(s->end, END_OF_SERVICE, ++turns, p);
}

static void join(int32_t p, int64_t to) {
  Patient *s = patients + p;
  Node *node = nodes + to;
  s->node = to;
  s->visit = times_before(s);
  s->arrive = now;
  if (ALL) s->cell = (bin * n_nodes + to) * n_classes + s->class_there;
  node->here++;
  turns++;
  if (node->queued == 0 && node->used < node->servers) { start(p); return; }
  node->queued++;
  CHANGE(node, unstarted, 1)
  add(queues + to * n_levels + level_of[s->class_there], p);
}

static void start_waiting(int64_t at) {
  Node *node = nodes + at;
  List *queue = queues + at * n_levels;
  while (queue->first < 0) queue++;
  node->queued--;
  CHANGE(node, unstarted, -1)
  start(take(queue));
}

static void go(int32_t p) {
  Patient *s = patients + p;
  count_journey(s);
  forget(s);
  s->next = free_patient;
  free_patient = p;
}

/* Give back a place; let in whoever waits, and so on where they came from. */
static void free_place(int64_t at) {
  Node *node = nodes + at;
  use(node, -1);
  node->here--;
  if (node->queued > 0) start_waiting(at);
  while (node->waiting_to_come.first >= 0 && !is_full(at)) {
    int32_t p = take(&node->waiting_to_come);
    Patient *s = patients + p;
    int64_t from = s->node;
    CHANGE(nodes + from, blocked, -1)
    count_blocking(s);
    if (ALL) cells[s->cell].served++;
    join(p, at);
    free_place(from);
  }
}

static void end_service(int32_t p) {
  Patient *s = patients + p;
  int64_t at = s->node, to = -1;
  Node *node = nodes + at;
  Care *of = care + at * n_classes + s->class_there;
  CHANGE(node, started, -1)
  count_end(s, node);
  if (of->n_ways)
    to = chosen(of->ways, of->n_ways, drawn(s->key, node->route_key, s->visit), -1);
  if (to >= 0 && is_full(to)) {
    CHANGE(node, blocked, 1)
    add(&nodes[to].waiting_to_come, p);
    return;
  }
  if (ALL) cells[s->cell].served++;
  free_place(at);
  if (to < 0) go(p);
  else join(p, to);
}

static void plan_arrival(int64_t which) {
  Source *of = sources + which;
  double left = -log(1.0 - uniform(mixed(of->arrival_key, of->draws++)));
  while (of->at < hours) {
    int64_t hour = (int64_t)of->at;
    double rate = of->rates[hour % of->n_rates], until = hour + 1.0;
    if (left <= (until - of->at) * rate) { of->at += left / rate; break; }
    left -= (until - of->at) * rate;
    of->at = until;
  }
  if (of->at < hours) plan(of->at, ARRIVAL, which, which);
}

static void arrive(int64_t which) {
  Source *of = sources + which;
  uint64_t number = of->draws - 1;
  plan_arrival(which);
  int32_t p = free_patient;
  if (p >= 0) free_patient = patients[p].next;
  else {
    if (taken == patient_room) patients = more(patients, &patient_room, sizeof *patients);
    p = taken++;
  }
  Patient *s = patients + p;
  s->key = mixed(of->patient_key, number);
  s->came = now;
  s->been = -1;
  s->class_there = 0;
  if (of->n_shares)
    s->class_there = chosen(of->shares, of->n_shares,
      uniform(mixed(of->class_key, number)), of->shares[of->n_shares - 1].to);
  s->journey = s->class_there;
  if (ALL) journeys[s->journey].begun++;
  join(p, of->node);
}

static void run(void) {
  begin_bin(0);
  for (int64_t which = 0; which < n_sources; which++) plan_arrival(which);
  plan(hours, END, 0, 0);
  for (;;) {
    if (hole) {
      hole = 0;
      if (--pending > 0) sink(heap[pending]);
    }
    Event event = heap[0];
    hole = 1;
    uint64_t kind = event.key >> KIND_BIT, about = event.key & ((1 << ABOUT_BITS) - 1);
    advance(event.hours);
    if (kind == END_OF_SERVICE) end_service((int32_t)about);
    else if (kind == ARRIVAL) arrive((int64_t)about);
    else break;
  }
  close_bin();
}

/* -- what is told -------------------------------------------------------------------- */

static int64_t peak_kilobytes(void) {
  char line[256];
  long peak = 0;
  FILE *status = fopen("/proc/self/status", "r");
  while (status && fgets(line, sizeof line, status)) sscanf(line, "VmHWM: %ld", &peak);
  return peak;
}

static double seconds(clockid_t clock) {
  struct timespec at;
  clock_gettime(clock, &at);
  return at.tv_sec + at.tv_nsec * 1e-9;
}

int main(int n, char **words) {
  FILE *from = n == 4 ? fopen(words[1], "r") : NULL;
  if (!from) { fputs("care_system MODEL HOURS BINS\n", stderr); return 2; }
  read_model(from);
  hours = atof(words[2]), n_bins = atoi(words[3]);
  double begun = seconds(CLOCK_MONOTONIC), used = seconds(CLOCK_PROCESS_CPUTIME_ID);
  make_room();
  run();
  begun = seconds(CLOCK_MONOTONIC) - begun;
  used = seconds(CLOCK_PROCESS_CPUTIME_ID) - used;
  printf("{\"wall\": %.6f, \"processor\": %.6f, \"peak_mb\": %.1f, \"nodes\": [", begun, used,
         peak_kilobytes() / 1024.0);
  for (int64_t at = 0; at < n_nodes; at++) {
    double in_use = 0;
    for (int64_t one = 0; one < n_bins; one++) in_use += levels[one * n_nodes + at].used;
    printf("%s[%ld, %.17g, %.17g]", at ? ", " : "", nodes[at].ended, nodes[at].wait, in_use);
  }
  puts("]}");
}
