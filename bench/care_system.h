/* What the loop of care_system.c knows: a model, what a run keeps, and what is counted. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#ifndef ALL
#define ALL 0
#endif
#define LENGTHS 512

typedef struct { double hours; uint64_t key; } Event;
typedef struct { double upto; int64_t to; } Share;
typedef struct { int32_t first, last; } List;
typedef struct {
  uint64_t key;
  double arrive, start, came, end;
  int64_t cell;
  int32_t node, next, visit, been, to, class_there, journey;
} Patient;
typedef struct {
  uint64_t service_key, route_key;
  int64_t servers, room, component;
  int64_t here, used, queued, unstarted, started, blocked;
  List waiting_to_come;
  int64_t ended;
  double wait, sum_used, sum_unstarted, sum_started, sum_blocked;
} Node;
typedef struct { double scale, root; Share *ways; int64_t n_ways; } Care;
typedef struct {
  uint64_t arrival_key, class_key, patient_key;
  int64_t node, n_rates, n_shares, draws;
  double *rates, at;
  Share *shares;
} Source;
typedef struct {
  int64_t starts, served, lost, balked, gave_up, still_there, ended, was_blocked;
  int64_t over_4, over_12, past_due;
  double wait, wait_2, service, service_2, blocked, blocked_2;
} Cell;
typedef struct { double unstarted, started, blocked, used; } Level;
typedef struct { int64_t begun, ended; double hours, hours_2; } Journey;
typedef struct { int32_t node, times, next; } Been;

static int64_t n_nodes, n_classes, n_levels, n_sources, n_bins, bin;
static double now, hours, bin_end = 1e300;
static uint64_t turns;
static Node *nodes;
static Care *care;
static Source *sources;
static List *queues;
static int64_t *level_of;
static double *due;
static Cell *cells;
static Level *levels;
static Journey *journeys;
static int64_t *waits, *journey_lengths;
static Event *heap;
static int64_t pending, heap_room, hole;
static Patient *patients;
static int32_t taken, patient_room, free_patient = -1;
static Been *been;
static int32_t been_taken, been_room, free_been = -1;

static void *room(size_t n, size_t size) {
  void *made = calloc(n ? n : 1, size);
  if (!made) { fputs("no memory\n", stderr); exit(1); }
  return made;
}

/* -- a model in numbers ------------------------------------------------------------- */

static double number(FILE *from) {
  double read;
  if (fscanf(from, "%lf", &read) != 1) { fputs("a number is missing\n", stderr); exit(1); }
  return read;
}

static uint64_t key(FILE *from) {
  unsigned long long read;
  if (fscanf(from, "%llu", &read) != 1) { fputs("a key is missing\n", stderr); exit(1); }
  return read;
}

static Share *shares(FILE *from, int64_t *n) {
  *n = number(from);
  Share *made = room(*n, sizeof *made);
  for (int64_t at = 0; at < *n; at++) {
    made[at].upto = number(from);
    made[at].to = number(from);
  }
  return made;
}

static void read_model(FILE *from) {
  n_nodes = number(from), n_classes = number(from);
  n_levels = number(from), n_sources = number(from);
  nodes = room(n_nodes, sizeof *nodes);
  care = room(n_nodes * n_classes, sizeof *care);
  sources = room(n_sources, sizeof *sources);
  level_of = room(n_classes, sizeof *level_of);
  due = room(n_classes, sizeof *due);
  for (int64_t c = 0; c < n_classes; c++) level_of[c] = number(from), due[c] = number(from);
  for (int64_t n = 0; n < n_nodes; n++) {
    nodes[n].service_key = key(from), nodes[n].route_key = key(from);
    nodes[n].servers = number(from), nodes[n].room = number(from);
    nodes[n].component = number(from);
    nodes[n].waiting_to_come = (List){-1, -1};
    for (Care *of = care + n * n_classes; of < care + (n + 1) * n_classes; of++) {
      of->scale = number(from), of->root = number(from);
      of->ways = shares(from, &of->n_ways);
    }
  }
  for (Source *of = sources; of < sources + n_sources; of++) {
    of->arrival_key = key(from), of->class_key = key(from), of->patient_key = key(from);
    of->node = number(from), of->n_rates = number(from);
    of->rates = room(of->n_rates, sizeof *of->rates);
    for (int64_t at = 0; at < of->n_rates; at++) of->rates[at] = number(from);
    of->shares = shares(from, &of->n_shares);
  }
}

static void make_room(void) {
  int64_t kinds = n_nodes * n_classes;
  queues = room(n_nodes * n_levels, sizeof *queues);
  for (int64_t at = 0; at < n_nodes * n_levels; at++) queues[at] = (List){-1, -1};
  levels = room(n_bins * n_nodes, sizeof *levels);
  if (!ALL) return;
  cells = room(n_bins * kinds, sizeof *cells);
  waits = room(kinds * LENGTHS, sizeof *waits);
  journeys = room(n_classes, sizeof *journeys);
  journey_lengths = room(n_classes * LENGTHS, sizeof *journey_lengths);
}
