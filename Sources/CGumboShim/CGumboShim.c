#include "CGumboShim.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdlib.h>
#include <time.h>

// How many allocations pass between two looks at the clock; a look is a system call of some 200 ns.
enum { allocations_per_check = 64, first_chunk = 32 << 10, largest_chunk = 1 << 20 };

typedef struct chunk {
    struct chunk *next;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
} chunk;

struct ctg_document {
    chunk *chunks;
    size_t taken;
    size_t budget;
    uint64_t deadline;
    unsigned until_check;
    ctg_outcome outcome;
    jmp_buf escape;
    GumboOutput *output;
};

static uint64_t thread_cpu_time(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0) return 0;
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static _Noreturn void give_up(ctg_document *document, ctg_outcome outcome) {
    document->outcome = outcome;
    longjmp(document->escape, 1);  // skips frames of gumbo only, which own nothing but arena memory
}

static void *arena_allocate(void *userdata, size_t size) {
    ctg_document *document = userdata;
    if (--document->until_check == 0) {
        document->until_check = allocations_per_check;
        if (thread_cpu_time() > document->deadline) give_up(document, CTG_TOO_SLOW);
    }
    size_t alignment = alignof(max_align_t);
    size_t wanted = (size + alignment - 1) & ~(alignment - 1);
    if (wanted < size || wanted > document->budget) give_up(document, CTG_TOO_LARGE);
    chunk *current = document->chunks;
    if (current == NULL || current->size - current->used < wanted) {
        size_t room = current == NULL ? first_chunk : current->size * 2;
        if (room > largest_chunk) room = largest_chunk;
        if (room < wanted) room = wanted;
        if (document->taken + room > document->budget) give_up(document, CTG_TOO_LARGE);
        current = malloc(sizeof(chunk) + room);
        if (current == NULL) give_up(document, CTG_OUT_OF_MEMORY);
        current->next = document->chunks;
        current->size = room;
        current->used = 0;
        document->chunks = current;
        document->taken += room;
    }
    void *memory = current->bytes + current->used;
    current->used += wanted;
    return memory;
}

static void arena_release(void *userdata, void *memory) {
    (void)userdata;
    (void)memory;  // the arena goes as a whole
}

ctg_document *ctg_parse(const char *html, size_t length, int fragment, uint64_t cpu_nanoseconds, size_t memory,
                        ctg_outcome *outcome) {
    ctg_document *document = calloc(1, sizeof(ctg_document));
    if (document == NULL) {
        *outcome = CTG_OUT_OF_MEMORY;
        return NULL;
    }
    document->budget = memory;
    document->deadline = thread_cpu_time() + cpu_nanoseconds;
    document->until_check = allocations_per_check;
    if (setjmp(document->escape) != 0) {
        *outcome = document->outcome;
        ctg_free(document);
        return NULL;
    }
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = arena_allocate;
    options.deallocator = arena_release;
    options.userdata = document;
    options.max_errors = 0;
    if (fragment) options.fragment_context = GUMBO_TAG_BODY;
    document->output = gumbo_parse_with_options(&options, html, length);
    *outcome = CTG_PARSED;
    return document;
}

void ctg_free(ctg_document *document) {
    if (document == NULL) return;
    chunk *next = NULL;
    for (chunk *each = document->chunks; each != NULL; each = next) {
        next = each->next;
        free(each);
    }
    free(document);
}

const GumboNode *ctg_root(const ctg_document *document) { return document->output->root; }
