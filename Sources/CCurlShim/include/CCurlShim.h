// Typed doors to the variadic calls of libcurl, and to eventfd, which Swift cannot call.
#ifndef TRIBUTARY_CCURLSHIM_H
#define TRIBUTARY_CCURLSHIM_H

#include <curl/curl.h>

// Sets an option that takes a long.
CURLcode tributary_curl_set_long(CURL *handle, CURLoption option, long value);
// Sets an option that takes a string; NULL resets it. libcurl keeps its own copy.
CURLcode tributary_curl_set_text(CURL *handle, CURLoption option, const char *value);

// Sets an option that takes an offset.
CURLcode tributary_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value);
// Sets an option that takes a list, which must outlive the transfer.
CURLcode tributary_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *list);

// Takes size * count octets; anything else than their number ends the transfer.
typedef size_t (*tributary_curl_write)(char *octets, size_t size, size_t count, void *context);
// Asked at least once a second; anything else than 0 ends the transfer.
typedef int (*tributary_curl_progress)(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d);
// Fills at most size * count octets and returns their number; 0 is the end.
typedef size_t (*tributary_curl_read)(char *octets, size_t size, size_t count, void *context);
// Asked each time before a request is sent, with both ends of the connection; anything else than 0 ends the transfer.
typedef int (*tributary_curl_request)(void *context, char *peer, char *own, int peer_port, int own_port);
// Opens the socket for an address, or returns CURL_SOCKET_BAD to refuse it.
typedef curl_socket_t (*tributary_curl_open)(void *context, curlsocktype purpose, struct curl_sockaddr *address);

// Hands each line that the server says to a function.
CURLcode tributary_curl_set_header_function(CURL *handle, tributary_curl_write function, void *context);
// Hands the octets of an answer's body to a function.
CURLcode tributary_curl_set_write_function(CURL *handle, tributary_curl_write function, void *context);
// Has a function give the octets of a request's body.
CURLcode tributary_curl_set_read_function(CURL *handle, tributary_curl_read function, void *context);
// Asks a function before each sending of a request, also when libcurl is about to repeat one by itself.
CURLcode tributary_curl_set_request_function(CURL *handle, tributary_curl_request function, void *context);
// Asks a function now and then whether to go on.
CURLcode tributary_curl_set_progress_function(CURL *handle, tributary_curl_progress function, void *context);
// Lets a function open, or refuse to open, the socket for an address.
CURLcode tributary_curl_set_open_function(CURL *handle, tributary_curl_open function, void *context);
// Writes what went wrong in words into CURL_ERROR_SIZE octets, which must outlive the handle.
CURLcode tributary_curl_set_error_buffer(CURL *handle, char *buffer);
// The socket of a connection that libcurl made and left to the caller; CURL_SOCKET_BAD when there is none.
curl_socket_t tributary_curl_active_socket(CURL *handle);

// How many octets of requests, without bodies sent apart from their heads, were handed to the system; 0 when none.
long tributary_curl_request_size(CURL *handle);
// How many octets of the request's body were handed to the system.
curl_off_t tributary_curl_uploaded_size(CURL *handle);

// Sets an option of a multi handle that takes a long.
CURLMcode tributary_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);
// The next handle whose transfer has ended, with its result; NULL when there is none.
CURL *tributary_curl_multi_next_finished(CURLM *multi, CURLcode *result);

// A descriptor that a thread can wait for together with a socket and another thread can ring; -1 when there is none.
int tributary_wake_descriptor(void);

#endif
