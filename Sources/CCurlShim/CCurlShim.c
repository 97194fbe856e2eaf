#include "CCurlShim.h"

#include <sys/eventfd.h>

CURLcode tributary_curl_set_long(CURL *handle, CURLoption option, long value) {
    return (curl_easy_setopt)(handle, option, value);
}

CURLcode tributary_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return (curl_easy_setopt)(handle, option, value);
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

int tributary_wake_descriptor(void) {
    return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}
