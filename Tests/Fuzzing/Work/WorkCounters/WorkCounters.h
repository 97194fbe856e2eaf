// How much work instrumented code has done so far: the same input always does the same.

#ifndef TRIBUTARY_WORK_COUNTERS_H
#define TRIBUTARY_WORK_COUNTERS_H

#include <stdint.h>

// Begins to count memory.
void work_begin(void);

// How many comparisons have been made; every turn of a loop makes at least one.
uint64_t work_comparisons(void);

// How many octets have been allocated.
uint64_t work_octets(void);

#endif
