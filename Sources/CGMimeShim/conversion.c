// Charsets by iconv.

#include "CGMimeShim.h"

#include <errno.h>
#include <iconv.h>

void *cgm_converter_open(const char *charset) {
    iconv_t converter = iconv_open("UTF-8", charset);
    return converter == (iconv_t)-1 ? NULL : (void *)converter;
}

size_t cgm_converted_capacity(size_t count) {
    // No charset that iconv knows makes more than four bytes of UTF-8 from an octet (TCVN and the like compose).
    return count * 4 + 16;
}

size_t cgm_convert(void *converter, const uint8_t *input, size_t count, uint8_t *output, size_t capacity,
                   size_t *invalid) {
    iconv_t conversion = (iconv_t)converter;
    char *in = (char *)input;
    char *out = (char *)output;
    size_t in_left = count, out_left = capacity;
    *invalid = 0;
    iconv(conversion, NULL, NULL, NULL, NULL);
    while (in_left > 0) {
        if (iconv(conversion, &in, &in_left, &out, &out_left) != (size_t)-1) break;
        if (errno == E2BIG || out_left < 3) break;
        // EILSEQ and EINVAL: one octet has no meaning here; say so and go on behind it.
        *out++ = (char)0xEF;
        *out++ = (char)0xBF;
        *out++ = (char)0xBD;
        out_left -= 3;
        in++;
        in_left--;
        (*invalid)++;
    }
    iconv(conversion, NULL, NULL, &out, &out_left);
    return (size_t)(out - (char *)output);
}

void cgm_converter_close(void *converter) {
    iconv_close((iconv_t)converter);
}
