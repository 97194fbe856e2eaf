#include "CCurlShim.h"

#include <sys/eventfd.h>

CURLcode tributary_curl_set_long(CURL *handle, CURLoption option, long value) {
    return (curl_easy_setopt)(handle, option, value);
}

CURLcode tributary_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return (curl_easy_setopt)(handle, option, value);
}

CURLcode tributary_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(handle, option, value);
}

CURLcode tributary_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *list) {
    return (curl_easy_setopt)(handle, option, list);
}

CURLcode tributary_curl_set_write_function(CURL *handle, tributary_curl_write function, void *context) {
    CURLcode result = (curl_easy_setopt)(handle, CURLOPT_WRITEFUNCTION, function);
    return result != CURLE_OK ? result : (curl_easy_setopt)(handle, CURLOPT_WRITEDATA, context);
}

CURLcode tributary_curl_set_read_function(CURL *handle, tributary_curl_read function, void *context) {
    CURLcode result = (curl_easy_setopt)(handle, CURLOPT_READFUNCTION, function);
    return result != CURLE_OK ? result : (curl_easy_setopt)(handle, CURLOPT_READDATA, context);
}

CURLcode tributary_curl_set_request_function(CURL *handle, tributary_curl_request function, void *context) {
    CURLcode result = (curl_easy_setopt)(handle, CURLOPT_PREREQFUNCTION, function);
    return result != CURLE_OK ? result : (curl_easy_setopt)(handle, CURLOPT_PREREQDATA, context);
}

CURLcode tributary_curl_set_header_function(CURL *handle, tributary_curl_write function, void *context) {
    CURLcode result = (curl_easy_setopt)(handle, CURLOPT_HEADERFUNCTION, function);
    return result != CURLE_OK ? result : (curl_easy_setopt)(handle, CURLOPT_HEADERDATA, context);
}

CURLcode tributary_curl_set_progress_function(CURL *handle, tributary_curl_progress function, void *context) {
    CURLcode result = (curl_easy_setopt)(handle, CURLOPT_XFERINFOFUNCTION, function);
    if (result == CURLE_OK) result = (curl_easy_setopt)(handle, CURLOPT_XFERINFODATA, context);
    return result != CURLE_OK ? result : (curl_easy_setopt)(handle, CURLOPT_NOPROGRESS, 0L);
}

CURLcode tributary_curl_set_open_function(CURL *handle, tributary_curl_open function, void *context) {
    CURLcode result = (curl_easy_setopt)(handle, CURLOPT_OPENSOCKETFUNCTION, function);
    return result != CURLE_OK ? result : (curl_easy_setopt)(handle, CURLOPT_OPENSOCKETDATA, context);
}

CURLcode tributary_curl_set_error_buffer(CURL *handle, char *buffer) {
    return (curl_easy_setopt)(handle, CURLOPT_ERRORBUFFER, buffer);
}

curl_socket_t tributary_curl_active_socket(CURL *handle) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    if ((curl_easy_getinfo)(handle, CURLINFO_ACTIVESOCKET, &socket) != CURLE_OK) return CURL_SOCKET_BAD;
    return socket;
}

long tributary_curl_request_size(CURL *handle) {
    long size = 0;
    return (curl_easy_getinfo)(handle, CURLINFO_REQUEST_SIZE, &size) == CURLE_OK ? size : 0;
}

curl_off_t tributary_curl_uploaded_size(CURL *handle) {
    curl_off_t size = 0;
    return (curl_easy_getinfo)(handle, CURLINFO_SIZE_UPLOAD_T, &size) == CURLE_OK ? size : 0;
}

CURLMcode tributary_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

CURL *tributary_curl_multi_next_finished(CURLM *multi, CURLcode *result) {
    int left = 0;
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &left)) != NULL;) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

int tributary_wake_descriptor(void) {
    return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}
