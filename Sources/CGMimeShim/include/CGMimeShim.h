// The part of GMime that Tributary uses, without GMime's or GLib's types in sight.
//
// GMime finds the structure of a mail, iconv converts charsets. Everything is answered as offsets into the caller's
// octets or as bytes in the caller's buffers, so a whole mail costs a handful of calls and nothing that C allocated
// outlives one.

#ifndef TRIBUTARY_CGMIME_SHIM_H
#define TRIBUTARY_CGMIME_SHIM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What an entity of a mail is.
enum {
    cgm_leaf = 0,      // has content of its own; attached mails are leaves
    cgm_multipart = 1  // has children
};

// One entity of a mail, in document order. Offsets count octets from the start of the mail; -1 means unknown.
typedef struct {
    int32_t parent;         // index of the enclosing entity, -1 for the root
    int32_t kind;           // cgm_leaf, cgm_multipart
    int64_t header_start;   // first header field; -1 when the entity has no header
    int64_t content_start;  // leaf only: first octet after the header
    int64_t content_end;    // leaf only: end of the content, without the line end that belongs to the boundary
} cgm_entity;

// Finds the entities of a mail that begins with its Content-Type field. At most `capacity` are written and no
// multipart deeper than `depth_limit` is entered (it is then written as a leaf without offsets). Returns how many
// were written; `*cut` is set to 1 when there was more. Safe to call from several threads at once.
//
// The caller bounds headers, boundaries and size first: the C stack pays for what the mail nests.
size_t cgm_structure(const uint8_t *octets, size_t count, cgm_entity *entities, size_t capacity, int depth_limit,
                     int *cut);

// Opens a conversion from `charset` to UTF-8; NULL when iconv does not know the charset.
void *cgm_converter_open(const char *charset);

// Converts to UTF-8 and writes U+FFFD for each octet that has no meaning. `output` must hold
// cgm_converted_capacity(count) bytes. Returns the number of bytes written; `*invalid` counts replaced octets.
size_t cgm_convert(void *converter, const uint8_t *input, size_t count, uint8_t *output, size_t capacity,
                   size_t *invalid);

// A buffer of this size always has room for `count` converted octets.
size_t cgm_converted_capacity(size_t count);

// Closes a conversion.
void cgm_converter_close(void *converter);

#ifdef __cplusplus
}
#endif

#endif
