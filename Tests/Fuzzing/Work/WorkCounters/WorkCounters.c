// Takes the places of the sanitizer's own callbacks, which the compiler puts before every comparison.

#include "WorkCounters.h"

#include <sanitizer/allocator_interface.h>
#include <stddef.h>

static uint64_t comparisons;
static uint64_t octets;

#define COUNT(name, type) \
    void name(type a, type b) { (void)a; (void)b; comparisons++; }

COUNT(__sanitizer_cov_trace_cmp1, uint8_t)
COUNT(__sanitizer_cov_trace_cmp2, uint16_t)
COUNT(__sanitizer_cov_trace_cmp4, uint32_t)
COUNT(__sanitizer_cov_trace_cmp8, uint64_t)
COUNT(__sanitizer_cov_trace_const_cmp1, uint8_t)
COUNT(__sanitizer_cov_trace_const_cmp2, uint16_t)
COUNT(__sanitizer_cov_trace_const_cmp4, uint32_t)
COUNT(__sanitizer_cov_trace_const_cmp8, uint64_t)

void __sanitizer_cov_trace_switch(uint64_t value, uint64_t *cases) {
    (void)value;
    (void)cases;
    comparisons++;
}

static void allocated(const volatile void *memory, size_t size) {
    (void)memory;
    octets += size;
}

static void released(const volatile void *memory) { (void)memory; }

void work_begin(void) { __sanitizer_install_malloc_and_free_hooks(allocated, released); }
uint64_t work_comparisons(void) { return comparisons; }
uint64_t work_octets(void) { return octets; }
