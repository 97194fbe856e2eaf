// Runs GMime's parser over octets in memory and writes down what it found as offsets.

#include "CGMimeShim.h"

#include <gmime/gmime.h>
#include <pthread.h>

static pthread_once_t initialized = PTHREAD_ONCE_INIT;

static void initialize(void) {
    g_mime_init();
    // Attached mails stay closed: their octets are wanted as they are, their headers get bounds of their own, and
    // GMime's recursive address parser (which overflows the stack on nested groups) never sees any.
    static const char *const subtypes[] = {"rfc822", "rfc2822", "global", "news", "partial"};
    for (size_t i = 0; i < sizeof subtypes / sizeof *subtypes; i++) {
        g_mime_object_register_type("message", subtypes[i], GMIME_TYPE_PART);
    }
}

typedef struct {
    cgm_entity *entities;
    size_t count;
    size_t capacity;
    int depth_limit;
    int cut;
} walk;

static int64_t first_header_offset(GMimeObject *object) {
    GMimeHeaderList *headers = g_mime_object_get_header_list(object);
    if (headers == NULL || g_mime_header_list_get_count(headers) == 0) return -1;
    int64_t first = -1;
    int count = g_mime_header_list_get_count(headers);
    for (int i = 0; i < count; i++) {
        int64_t offset = g_mime_header_get_offset(g_mime_header_list_get_header_at(headers, i));
        if (offset >= 0 && (first < 0 || offset < first)) first = offset;
    }
    return first;
}

static void visit(walk *w, GMimeObject *object, int parent, int depth) {
    if (w->count == w->capacity) {
        w->cut = 1;
        return;
    }
    int index = (int)w->count++;
    cgm_entity *entity = &w->entities[index];
    entity->parent = parent;
    entity->kind = cgm_leaf;
    entity->header_start = first_header_offset(object);
    entity->content_start = -1;
    entity->content_end = -1;
    if (GMIME_IS_MULTIPART(object)) {
        if (depth >= w->depth_limit) {
            w->cut = 1;
            return;
        }
        entity->kind = cgm_multipart;
        GMimeMultipart *multipart = (GMimeMultipart *)object;
        int count = g_mime_multipart_get_count(multipart);
        for (int i = 0; i < count && !(w->cut && w->count == w->capacity); i++) {
            visit(w, g_mime_multipart_get_part(multipart, i), index, depth + 1);
        }
    } else if (GMIME_IS_PART(object)) {
        GMimeDataWrapper *content = g_mime_part_get_content((GMimePart *)object);
        if (content == NULL) return;
        GMimeStream *stream = g_mime_data_wrapper_get_stream(content);
        if (stream != NULL) {
            entity->content_start = stream->bound_start;
            entity->content_end = stream->bound_end;
        }
    }
}

size_t cgm_structure(const uint8_t *octets, size_t count, cgm_entity *entities, size_t capacity, int depth_limit,
                     int *cut) {
    pthread_once(&initialized, initialize);
    *cut = 0;
    // The stream does not own the array, so GMime reads the caller's octets in place and its content streams
    // carry offsets into them.
    GByteArray view = {.data = (guint8 *)octets, .len = (guint)count};
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_stream_mem_set_byte_array((GMimeStreamMem *)stream, &view);
    stream->bound_end = -1;
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_persist_stream(parser, TRUE);
    GMimeObject *root = g_mime_parser_construct_part(parser, NULL);
    walk w = {.entities = entities, .count = 0, .capacity = capacity, .depth_limit = depth_limit, .cut = 0};
    if (root != NULL) {
        visit(&w, root, -1, 0);
        g_object_unref(root);
    }
    g_object_unref(parser);
    g_object_unref(stream);
    *cut = w.cut;
    return w.count;
}
