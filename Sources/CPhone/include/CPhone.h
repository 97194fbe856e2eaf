#ifndef CPHONE_H
#define CPHONE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a text was understood as.
typedef enum {
    /// A number that the numbering plan of its country has.
    CPHONE_VALID = 0,
    /// Of a possible length for its country, yet in no known range.
    CPHONE_POSSIBLE = 1,
    /// It has the form of a number, yet no country could have it.
    CPHONE_IMPOSSIBLE = 2,
    /// No number at all.
    CPHONE_NONE = 3,
} cphone_status;

/// The kinds of numbers, in an order of our own so that the library's may change.
typedef enum {
    CPHONE_KIND_UNKNOWN = 0,
    CPHONE_KIND_FIXED = 1,
    CPHONE_KIND_MOBILE = 2,
    CPHONE_KIND_FIXED_OR_MOBILE = 3,
    CPHONE_KIND_TOLL_FREE = 4,
    CPHONE_KIND_PREMIUM_RATE = 5,
    CPHONE_KIND_SHARED_COST = 6,
    CPHONE_KIND_VOIP = 7,
    CPHONE_KIND_PERSONAL = 8,
    CPHONE_KIND_PAGER = 9,
    CPHONE_KIND_COMPANY = 10,
    CPHONE_KIND_VOICEMAIL = 11,
} cphone_kind;

/// A number as text; every field ends with NUL.
typedef struct {
    char e164[32];
    char region[8];
    char extension[16];
    cphone_kind kind;
} cphone_number;

/// Parses `length` bytes of UTF-8 as a telephone number.
///
/// `region` is an upper-case ISO 3166-1 code such as "GB", or NULL: then only international forms are understood.
/// `number` is written unless the answer is CPHONE_NONE. Safe to call from any thread; no C++ exception leaves it.
cphone_status cphone_parse(const char *text, size_t length, const char *region, cphone_number *number);

#ifdef __cplusplus
}
#endif

#endif
