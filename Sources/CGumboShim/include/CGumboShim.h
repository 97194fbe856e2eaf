#ifndef CGUMBOSHIM_H
#define CGUMBOSHIM_H

#include <gumbo.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// gumbo behind bounds: everything a parse allocates comes from one arena, and the arena's allocator is also the
// place where a parse that takes too much time or memory is ended. gumbo is quadratic on some hostile input and
// frees its tree recursively; neither can hurt here, because the tree is freed by freeing the arena.

typedef struct ctg_document ctg_document;

typedef enum {
    CTG_PARSED = 0,
    CTG_TOO_SLOW = 1,
    CTG_TOO_LARGE = 2,
    CTG_OUT_OF_MEMORY = 3,
} ctg_outcome;

// Parses UTF-8 markup. `html` must stay valid until `ctg_free`. Returns NULL and says why in `outcome` when the
// thread spent more than `cpu_nanoseconds` or the tree took more than `memory` bytes. With `fragment` the markup is
// read as the inside of a body, otherwise as a document.
ctg_document *ctg_parse(const char *html, size_t length, int fragment, uint64_t cpu_nanoseconds, size_t memory,
                        ctg_outcome *outcome);

void ctg_free(ctg_document *document);

// The `html` element, or NULL.
const GumboNode *ctg_root(const ctg_document *document);

static inline GumboNodeType ctg_type(const GumboNode *node) { return node->type; }
static inline int ctg_tag(const GumboNode *element) { return (int)element->v.element.tag; }
static inline int ctg_is_html(const GumboNode *element) {
    return element->v.element.tag_namespace == GUMBO_NAMESPACE_HTML;
}
static inline unsigned ctg_child_count(const GumboNode *element) { return element->v.element.children.length; }
static inline const GumboNode *ctg_child(const GumboNode *element, unsigned index) {
    return (const GumboNode *)element->v.element.children.data[index];
}
static inline const char *ctg_text(const GumboNode *text) { return text->v.text.text; }
static inline unsigned ctg_attribute_count(const GumboNode *element) { return element->v.element.attributes.length; }
static inline const GumboAttribute *ctg_attribute(const GumboNode *element, unsigned index) {
    return (const GumboAttribute *)element->v.element.attributes.data[index];
}
static inline size_t ctg_length(const char *text) { return strlen(text); }

// The tag's number for a lower-case element name; GUMBO_TAG_UNKNOWN for a name outside gumbo's list.
static inline int ctg_tag_named(const char *name, unsigned length) { return (int)gumbo_tagn_enum(name, length); }
// One more than the greatest tag number.
static inline int ctg_tag_count(void) { return (int)GUMBO_TAG_LAST + 1; }

#endif
