// Typed doors to the variadic calls of libcurl, and to eventfd, which Swift cannot call.
#ifndef TRIBUTARY_CCURLSHIM_H
#define TRIBUTARY_CCURLSHIM_H

#include <curl/curl.h>

// Sets an option that takes a long.
CURLcode tributary_curl_set_long(CURL *handle, CURLoption option, long value);
// Sets an option that takes a string; NULL resets it. libcurl keeps its own copy.
CURLcode tributary_curl_set_text(CURL *handle, CURLoption option, const char *value);

// Takes size * count octets; anything else than their number ends the transfer.
typedef size_t (*tributary_curl_write)(char *octets, size_t size, size_t count, void *context);
// Asked at least once a second; anything else than 0 ends the transfer.
typedef int (*tributary_curl_progress)(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d);
// Opens the socket for an address, or returns CURL_SOCKET_BAD to refuse it.
typedef curl_socket_t (*tributary_curl_open)(void *context, curlsocktype purpose, struct curl_sockaddr *address);

// Hands each line that the server says to a function.
CURLcode tributary_curl_set_header_function(CURL *handle, tributary_curl_write function, void *context);
// Asks a function now and then whether to go on.
CURLcode tributary_curl_set_progress_function(CURL *handle, tributary_curl_progress function, void *context);
// Lets a function open, or refuse to open, the socket for an address.
CURLcode tributary_curl_set_open_function(CURL *handle, tributary_curl_open function, void *context);
// Writes what went wrong in words into CURL_ERROR_SIZE octets, which must outlive the handle.
CURLcode tributary_curl_set_error_buffer(CURL *handle, char *buffer);
// The socket of a connection that libcurl made and left to the caller; CURL_SOCKET_BAD when there is none.
curl_socket_t tributary_curl_active_socket(CURL *handle);

// A descriptor that a thread can wait for together with a socket and another thread can ring; -1 when there is none.
int tributary_wake_descriptor(void);

#endif
